package dev.latchkey.cli;

import dev.latchkey.Latchkey;
import dev.latchkey.cli.command.Answer;
import dev.latchkey.cli.command.CommandException;
import dev.latchkey.cli.command.ErrorCode;
import dev.latchkey.cli.command.ExitCode;
import dev.latchkey.cli.command.Program;
import dev.latchkey.cli.command.Verb;
import dev.latchkey.cli.host.Host;
import dev.latchkey.cli.host.InterruptedPromptException;
import dev.latchkey.cli.output.Output;
import dev.latchkey.cli.output.OutputHelp;
import dev.latchkey.store.Actor;
import dev.latchkey.store.LatchkeyException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The command: from a command line to an exit code. */
final class AdminCli {

  private static final String COLOR = "--color";
  private static final List<String> JSON = List.of("--output=json", "-o=json", "-ojson");
  private static final List<String> TEXT = List.of("--output=text", "-o=text", "-otext");

  private final Host host;
  private final GlobalOptions defaults;
  private final boolean inShell;

  AdminCli(Host host) {
    this(host, GlobalOptions.DEFAULTS, false);
  }

  /**
   * The command as a shell runs it.
   *
   * @param defaults what holds where a line does not say otherwise
   */
  static AdminCli inShell(Host host, GlobalOptions defaults) {
    return new AdminCli(host, defaults, true);
  }

  private AdminCli(Host host, GlobalOptions defaults, boolean inShell) {
    this.host = host;
    this.defaults = defaults;
    this.inShell = inShell;
  }

  /**
   * Runs one command line.
   *
   * @return the exit code
   */
  int run(String... args) {
    List<String> words = List.of(args);
    Output output = new Output(host, wantsJson(words), false, color(words));
    try {
      return run(words, output);
    } catch (InterruptedPromptException e) {
      return Interruption.EXIT_CODE;
    } catch (CommandException e) {
      return fail(words, output, e, e);
    } catch (LatchkeyException e) {
      return fail(words, output, Failures.word(e), e);
    } catch (ParameterException e) {
      return fail(words, output, UsageErrors.word(e), null);
    } catch (InvalidPathException e) {
      return fail(words, output, CommandException.usage("a path has a zero character", null), e);
    } catch (RuntimeException | StackOverflowError e) {
      String text = "internal error: " + e.getClass().getSimpleName();
      String hint = "run it again with --debug and report what it prints";
      return fail(
          words,
          output,
          new CommandException(ExitCode.FAILURE, ErrorCode.INTERNAL, text, hint, e),
          e);
    }
  }

  /** Told before the line is parsed: its errors, too, must come in the form that it asks for. */
  private boolean wantsJson(List<String> words) {
    boolean text = false;
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      boolean isOption = word.equals("-o") || word.equals("--output");
      String next = isOption && i + 1 < words.size() ? words.get(i + 1) : "";
      if (JSON.contains(word) || next.equals("json")) {
        return true;
      }
      text |= TEXT.contains(word) || next.equals("text");
    }
    return defaults.json() && !text;
  }

  /** Told before the line is parsed, as well. */
  private String color(List<String> words) {
    String color = defaults.color();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.startsWith(COLOR + "=")) {
        color = word.substring(COLOR.length() + 1);
      } else if (word.equals(COLOR) && i + 1 < words.size()) {
        color = words.get(i + 1);
      }
    }
    return color;
  }

  private int fail(
      List<String> words, Output output, CommandException e, @Nullable Throwable cause) {
    output.error(e);
    if (cause != null && (defaults.debug() || words.contains(GlobalOptions.DEBUG))) {
      StringWriter trace = new StringWriter();
      cause.printStackTrace(new PrintWriter(trace));
      output.notice(trace.toString());
    }
    return e.exit().code();
  }

  private int run(List<String> words, Output plain) {
    requireText(words);
    ParseResult root = CommandTree.forWords(words).parseArgs(words.toArray(String[]::new));
    ParseResult last = root;
    while (last.subcommand() != null) {
      last = last.subcommand();
    }
    CommandSpec command = last.commandSpec();
    if (isGiven(root, "--version")) {
      return version(plain).code();
    } else if (isGiven(root, "--help")) {
      plain.help(usage(CommandTree.wholeOf(command)));
      return ExitCode.OK.code();
    }
    GlobalOptions options = GlobalOptions.of(root, defaults);
    Output output = new Output(host, options.json(), options.quiet(), options.color());
    if (command.userObject() instanceof Verb verb) {
      requireOperands(verb, command, last);
      return verb.run()
          .apply(new CliInvocation(host, options, last, output, open(options, output)))
          .code();
    }
    return switch (command.name()) {
      case CommandTree.VERSION -> version(output).code();
      case CommandTree.HELP -> help(last, output).code();
      case CommandTree.SHELL -> shell(options, output);
      default -> throw incomplete(command, output);
    };
  }

  private int shell(GlobalOptions options, Output output) {
    if (inShell) {
      throw CommandException.usage("this is the shell already", "exit");
    }
    return new AdminShell(host, options, output).run();
  }

  /** Java puts this character in place of bytes that are no text, and so names another thing. */
  private static void requireText(List<String> words) {
    for (String word : words) {
      if (word.indexOf('\uFFFD') >= 0) {
        throw CommandException.usage("an argument is not valid UTF-8", null);
      }
    }
  }

  private static boolean isGiven(ParseResult root, String option) {
    for (ParseResult level = root; level != null; level = level.subcommand()) {
      if (level.hasMatchedOption(option)) {
        return true;
      }
    }
    return false;
  }

  private static void requireOperands(Verb verb, CommandSpec command, ParseResult parsed) {
    int count = CliInvocation.operands(parsed).size();
    if (count < verb.minOperands() || count > verb.maxOperands()) {
      String text = count < verb.minOperands() ? "missing operand: " : "too many operands; known: ";
      String operands = verb.operands().isEmpty() ? "none" : verb.operands();
      throw CommandException.usage(text + operands, command.qualifiedName() + " --help");
    }
  }

  private static CommandException incomplete(CommandSpec command, Output output) {
    if (!output.isJson()) {
      output.notice(usage(CommandTree.wholeOf(command)).stripTrailing());
    }
    String missing = command.parent() == null ? "no noun given" : "no verb given";
    return CommandException.usage(missing, command.qualifiedName() + " --help");
  }

  private static ExitCode help(ParseResult help, Output output) {
    List<String> words = CliInvocation.operands(help);
    if (words.equals(List.of(OutputHelp.WORD))) {
      output.print((output.isJson() ? "" : OutputHelp.TEXT + "\n") + OutputHelp.schema());
      return ExitCode.OK;
    }
    CommandLine command = CommandTree.whole();
    for (String word : words) {
      CommandLine next = command.getSubcommands().get(word);
      if (next == null) {
        throw CommandException.usage(
            "no such command", command.getCommandSpec().qualifiedName() + " --help");
      }
      command = next;
    }
    output.help(usage(command));
    return ExitCode.OK;
  }

  private static String usage(CommandLine command) {
    return command.getUsageMessage(Ansi.OFF);
  }

  private static ExitCode version(Output output) {
    String version = AdminCli.class.getPackage().getImplementationVersion();
    String known = version == null ? "unpackaged" : version;
    if (output.isJson()) {
      output.answer(
          new Answer()
              .with("version", known)
              .with("java", System.getProperty("java.runtime.version", "")));
    } else {
      output.print(Program.NAME + " (Latchkey) " + known + "\n");
    }
    return ExitCode.OK;
  }

  private Latchkey open(GlobalOptions options, Output output) {
    Actor actor = Actor.ofProcess().withSudoUser(host.variable("SUDO_USER"));
    Path directory = ConfigPlace.configDirectory(host, options.configDirectory(), actor.uid());
    Latchkey.Builder builder =
        Latchkey.builder(directory)
            .actor(actor)
            .clock(host.clock())
            .dryRun(options.dryRun())
            .runDirectory(ConfigPlace.runDirectory(host, options.runDirectory()));
    if (options.lockTimeout() != null) {
      builder.lockTimeout(options.lockTimeout());
    }
    if (options.verbose()) {
      output.notice("configuration directory " + directory.toAbsolutePath());
    }
    return builder.open();
  }
}
