package dev.latchkey.cli;

import dev.latchkey.Latchkey;
import dev.latchkey.cli.command.Answer;
import dev.latchkey.cli.command.CommandException;
import dev.latchkey.cli.command.ExitCode;
import dev.latchkey.cli.command.Verb;
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
  private static final String DEBUG = "--debug";

  private final Host host;

  AdminCli(Host host) {
    this.host = host;
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
      return run(words, output).code();
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
          words, output, new CommandException(ExitCode.FAILURE, "internal", text, hint, e), e);
    }
  }

  /** Told before the line is parsed: its errors, too, must come in the form that it asks for. */
  private static boolean wantsJson(List<String> words) {
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      String next = i + 1 < words.size() ? words.get(i + 1) : "";
      if (List.of("--output=json", "-o=json", "-ojson").contains(word)
          || (List.of("-o", "--output").contains(word) && next.equals("json"))) {
        return true;
      }
    }
    return false;
  }

  /** Told before the line is parsed, as well. */
  private static String color(List<String> words) {
    String color = Theme.AUTO;
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

  private static int fail(
      List<String> words, Output output, CommandException e, @Nullable Throwable cause) {
    output.error(e);
    if (cause != null && words.contains(DEBUG)) {
      StringWriter trace = new StringWriter();
      cause.printStackTrace(new PrintWriter(trace));
      output.notice(trace.toString());
    }
    return e.exit().code();
  }

  private ExitCode run(List<String> words, Output plain) {
    ParseResult root = CommandTree.forWords(words).parseArgs(words.toArray(String[]::new));
    ParseResult last = root;
    while (last.subcommand() != null) {
      last = last.subcommand();
    }
    CommandSpec command = last.commandSpec();
    if (isGiven(root, "--version")) {
      return version(plain);
    } else if (isGiven(root, "--help")) {
      plain.help(usage(CommandTree.wholeOf(command)));
      return ExitCode.OK;
    }
    GlobalOptions options = GlobalOptions.of(root);
    Output output = new Output(host, options.json(), options.quiet(), options.color());
    if (command.userObject() instanceof Verb verb) {
      requireOperands(verb, command, last);
      return verb.run()
          .apply(new CliInvocation(host, options, last, output, open(options, output)));
    }
    return switch (command.name()) {
      case CommandTree.VERSION -> version(output);
      case CommandTree.HELP -> help(last, output);
      default -> throw incomplete(command, output);
    };
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
      output.print("admin (Latchkey) " + known + "\n");
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
