package dev.latchkey.cli.command;

/** {@code admin completion}: lets a shell complete what is typed. */
final class CompletionCommand {

  private static final String NAME = "completion";
  private static final String SUMMARY = "print or install completion for bash, zsh or fish";

  private CompletionCommand() {}

  static Standalone standalone() {
    return new Standalone(NAME, SUMMARY, CompletionCommand::verb);
  }

  private static Verb verb() {
    return Verb.named(NAME)
        .summary(SUMMARY)
        .examples("admin completion bash", "admin completion zsh --install --dry-run")
        .operands(
            1,
            1,
            "SHELL",
            "SHELL",
            "bash, zsh or fish",
            Completion.words(Choice.words(Shell.class)))
        .flag("--install", "write it to where the shell looks for it")
        .runs(CompletionCommand::run);
  }

  private static ExitCode run(Invocation call) {
    Shell shell =
        Choice.operand(
            call.operands().getFirst(), Shell.class, "shell", Program.NAME + " completion bash");
    if (!call.flag("--install")) {
      call.answerAlone("script", call.completionScript(shell).stripTrailing());
      return ExitCode.OK;
    }
    InstalledCompletion installed = call.installCompletion(shell);
    call.answerQuietly(
        new Answer()
            .with("file", installed.file())
            .withJsonOnly("changed", installed.changed())
            .with("hint", installed.hint()));
    String was = installed.changed() ? "" : " already";
    String hint = installed.hint();
    call.done(
        "completion for "
            + Choice.word(shell)
            + (" is" + was + " in '" + installed.file() + "'")
            + (hint == null ? "" : "\n" + hint));
    return ExitCode.OK;
  }
}
