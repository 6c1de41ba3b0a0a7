package dev.latchkey.cli;

import dev.latchkey.Latchkey;
import dev.latchkey.cli.command.Answer;
import dev.latchkey.cli.command.CommandException;
import dev.latchkey.cli.command.ErrorCode;
import dev.latchkey.cli.command.ExitCode;
import dev.latchkey.cli.command.Expiry;
import dev.latchkey.cli.command.InstalledCompletion;
import dev.latchkey.cli.command.Invocation;
import dev.latchkey.cli.command.Line;
import dev.latchkey.cli.command.Shell;
import dev.latchkey.cli.command.Wording;
import dev.latchkey.cli.host.Host;
import dev.latchkey.cli.output.Output;
import dev.latchkey.cli.output.TimeExpressions;
import dev.latchkey.store.LatchkeyException;
import dev.latchkey.store.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParseResult;

/** One run of a verb. */
final class CliInvocation implements Invocation {

  private final Host host;
  private final GlobalOptions options;
  private final ParseResult parsed;
  private final Output output;
  private final Latchkey latchkey;
  private final SecretInput secrets;
  private final Instant now;

  CliInvocation(
      Host host, GlobalOptions options, ParseResult parsed, Output output, Latchkey latchkey) {
    this.host = host;
    this.options = options;
    this.parsed = parsed;
    this.output = output;
    this.latchkey = latchkey;
    this.secrets = new SecretInput(host, !options.noInput());
    this.now = host.clock().instant();
  }

  @Override
  public Latchkey latchkey() {
    return latchkey;
  }

  @Override
  public @Nullable String option(String name) {
    return parsed.matchedOptionValue(name, null);
  }

  @Override
  public List<String> options(String name) {
    Object value = parsed.matchedOptionValue(name, null);
    return value == null
        ? List.of()
        : value instanceof List<?> values
            ? values.stream().map(String::valueOf).toList()
            : List.of(String.valueOf(value));
  }

  @Override
  public boolean flag(String name) {
    return parsed.hasMatchedOption(name);
  }

  @Override
  public List<String> operands() {
    return operands(parsed);
  }

  /** The operands of a command line, in their order. */
  static List<String> operands(ParseResult parsed) {
    return parsed.matchedPositionals().stream()
        .flatMap(positional -> positional.originalStringValues().stream())
        .toList();
  }

  @Override
  public boolean isDryRun() {
    return options.dryRun();
  }

  @Override
  public boolean hasAotCache() {
    return host.aotCache().getAsBoolean();
  }

  @Override
  public Instant now() {
    return now;
  }

  @Override
  public @Nullable Duration durationOption(String name) {
    String text = option(name);
    return text == null ? null : TimeExpressions.duration(name, text);
  }

  @Override
  public Optional<Expiry> expiryOption(String name) {
    return Optional.ofNullable(option(name))
        .map(text -> TimeExpressions.expiry(name, text, now, host.zone()));
  }

  @Override
  public String format(Instant time) {
    return TimeExpressions.format(time, host.zone());
  }

  @Override
  public Optional<Secret> supplied(String name) {
    String option = "--" + name;
    return secrets.supplied(
        name, flag(option + "-stdin"), option(option + "-file"), option(option + "-fd"));
  }

  @Override
  public Secret require(String name, String prompt) {
    return supplied(name).orElseGet(() -> secrets.ask(name, prompt));
  }

  @Override
  public Secret requireNew(String name, String prompt) {
    return supplied(name).orElseGet(() -> secrets.askTwice(name, prompt));
  }

  @Override
  public Secret content(String option, int maxBytes) {
    String file = requiredOption(option);
    var _ = SecretFile.path(option, file);
    return secrets.content(file, maxBytes);
  }

  @Override
  public Optional<Secret> inputLine(int maxBytes) {
    return secrets.inputLine(maxBytes);
  }

  @Override
  public void requireNewFile(String option) {
    String out = requiredOption(option);
    if (!out.equals("-")) {
      SecretFile.requireCreatable(SecretFile.path(option, out));
    }
  }

  @Override
  public boolean handOutFile(String option, Secret content) {
    requireNewFile(option);
    String out = requiredOption(option);
    boolean toFile = !out.equals("-");
    if (options.dryRun()) {
      return toFile;
    } else if (toFile) {
      SecretFile.create(Path.of(out), content, "");
    } else {
      output.printSecret(content);
    }
    return toFile;
  }

  private String requiredOption(String name) {
    String value = option(name);
    if (value == null) {
      throw CommandException.usage("missing option: " + name, "it names a file, or - for a stream");
    }
    return value;
  }

  @Override
  public void requireConsent(String question, String id) {
    String confirmed = option("--confirm");
    Optional<String> answer =
        options.yes() && confirmed != null
            ? Optional.of(confirmed)
            : options.noInput()
                ? Optional.empty()
                : host.terminal().readLine(question + "\nType its id to go on: ");
    if (answer.isEmpty()) {
      throw nobodyToAsk("add --yes --confirm " + Wording.quote(id));
    } else if (!answer.get().equals(id)) {
      throw new CommandException(
          ExitCode.INPUT_NEEDED,
          ErrorCode.NO_CONSENT,
          "the answer was not " + Wording.quote(id),
          null);
    }
  }

  @Override
  public void requireYes(String question) {
    if (options.yes()) {
      return;
    }
    Optional<String> answer =
        options.noInput() ? Optional.empty() : host.terminal().readLine(question + " [y/N] ");
    if (answer.isEmpty()) {
      throw nobodyToAsk("add --yes");
    } else if (!List.of("y", "yes").contains(answer.get().strip().toLowerCase(Locale.ROOT))) {
      throw new CommandException(
          ExitCode.INPUT_NEEDED, ErrorCode.NO_CONSENT, "the answer was no", null);
    }
  }

  private static CommandException nobodyToAsk(String hint) {
    return new CommandException(
        ExitCode.INPUT_NEEDED,
        ErrorCode.CONSENT_NEEDED,
        "consent is needed and there is nobody to ask",
        hint);
  }

  @Override
  public <T> T working(String text, Supplier<T> work) {
    return output.working(text, work);
  }

  @Override
  public ExitCode report(LatchkeyException failure) {
    return report(Failures.word(failure));
  }

  @Override
  public CommandException word(LatchkeyException failure) {
    return Failures.word(failure);
  }

  @Override
  public ExitCode report(CommandException failure) {
    output.error(failure);
    return failure.exit();
  }

  @Override
  public <T> void handOut(
      @Nullable Secret secret,
      Supplier<T> make,
      BiFunction<T, Optional<Secret>, Answer> answer,
      Consumer<T> undo,
      Function<T, String> done) {
    String out = option("--secret-out");
    if (out != null && secret == null) {
      throw CommandException.usage(
          "--secret-out is for a secret that is made here", "leave out one of the options");
    }
    if ("-".equals(out)) {
      throw CommandException.usage(
          "--secret-out wants the name of a file",
          "without it the secret is printed on standard output");
    }
    Path path = out == null ? null : SecretFile.path("--secret-out", out);
    if (path != null) {
      SecretFile.requireCreatable(path);
    }
    SecretFile file =
        path == null || secret == null || options.dryRun()
            ? null
            : SecretFile.create(path, secret, "\n");
    T made = null;
    try {
      made = make.get();
      if (file != null || secret == null || options.dryRun()) {
        if (output.isJson()) {
          output.answer(answer.apply(made, Optional.empty()));
        }
      } else {
        output.answer(answer.apply(made, Optional.of(secret)));
      }
    } catch (RuntimeException | Error failure) {
      takeBack(file, made, undo, failure);
      throw failure;
    }
    String where =
        file != null
            ? "; the secret is in " + Wording.quote(String.valueOf(path))
            : secret == null || options.dryRun() ? "" : "; the secret is shown this once";
    done(done.apply(made) + where);
  }

  private <T> void takeBack(
      @Nullable SecretFile file, @Nullable T made, Consumer<T> undo, Throwable failure) {
    if (file != null) {
      file.delete();
    }
    if (made != null && !options.dryRun()) {
      try {
        undo.accept(made);
      } catch (LatchkeyException e) {
        failure.addSuppressed(e);
        output.error(Failures.word(e));
      }
    }
  }

  @Override
  public String completionScript(Shell shell) {
    return CompletionScript.of(shell);
  }

  @Override
  public InstalledCompletion installCompletion(Shell shell) {
    return new CompletionInstaller(host, options.dryRun()).install(shell, this::requireYes);
  }

  @Override
  public void answer(Answer answer) {
    output.answer(answer);
  }

  @Override
  public void answerAlone(String name, String text) {
    if (output.isJson()) {
      output.answer(new Answer().with(name, text));
    } else {
      output.print(text + "\n");
    }
  }

  @Override
  public void answerAll(List<Answer> answers) {
    output.answerAll(answers);
  }

  @Override
  public void answerLines(List<Answer> json, List<Line> lines) {
    output.answerLines(json, lines);
  }

  @Override
  public void answerTables(Answer json, List<List<Answer>> tables) {
    output.answerTables(json, tables);
  }

  @Override
  public void repeat(Duration interval, Runnable answer) {
    while (true) {
      output.beginScreen();
      answer.run();
      try {
        Thread.sleep(interval);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  @Override
  public void answerChanged(Answer answer) {
    changed(() -> output.answer(answer));
  }

  @Override
  public void answerChangedLines(List<Answer> json, List<Line> lines) {
    changed(() -> output.answerLines(json, lines));
  }

  private void changed(Runnable answer) {
    try {
      answer.run();
    } catch (CommandException unwritten) {
      // Exit codes up to 8 say that nothing was changed.
      ExitCode exit = options.dryRun() ? unwritten.exit() : ExitCode.PARTLY_DONE;
      String text = "it was done, but " + unwritten.text();
      throw new CommandException(
          exit, unwritten.code(), options.dryRun() ? unwritten.text() : text, null, unwritten);
    }
  }

  @Override
  public void answerQuietly(Answer answer) {
    if (output.isJson()) {
      answerChanged(answer);
    }
  }

  @Override
  public void done(String text) {
    output.notice(options.dryRun() ? "dry run, nothing written: " + text : text);
  }
}
