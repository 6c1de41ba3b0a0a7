package dev.latchkey.cli;

import dev.latchkey.cli.command.Argument;
import dev.latchkey.cli.command.ExitCode;
import dev.latchkey.cli.command.Noun;
import dev.latchkey.cli.command.Program;
import dev.latchkey.cli.command.Standalone;
import dev.latchkey.cli.command.Verb;
import dev.latchkey.cli.output.OutputHelp;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.function.Predicate;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Builds the tree of commands: the one factory for the command itself, its tests and whatever is
 * generated from it.
 *
 * <p>The user object of a verb's specification is its {@link Verb}.
 */
final class CommandTree {

  static final String SHELL = "shell";
  static final String HELP = "help";
  static final String VERSION = "version";

  /** Which nouns and verbs, with a noun or without, are wanted. */
  private final Predicate<String> words;

  /** Which options are wanted, by their names. */
  private final Predicate<String> options;

  private CommandTree(Predicate<String> words, Predicate<String> options) {
    this.words = words;
    this.options = options;
  }

  /** The whole tree. */
  static CommandLine whole() {
    return new CommandTree(_ -> true, _ -> true).build();
  }

  /** The same command in the whole tree. */
  static CommandLine wholeOf(CommandSpec command) {
    CommandSpec parent = command.parent();
    if (parent == null) {
      return whole();
    }
    return Objects.requireNonNull(wholeOf(parent).getSubcommands().get(command.name()));
  }

  /** As much of the tree as it takes to parse a command line; it can tell nothing of the rest. */
  static CommandLine forWords(Collection<String> words) {
    return new CommandTree(words::contains, name -> isGiven(name, words)).build();
  }

  /** Whether a word is this option, has it in front of its value, or may have it in a cluster. */
  private static boolean isGiven(String option, Collection<String> words) {
    boolean isLong = option.startsWith("--");
    for (String word : words) {
      if (isLong ? word.startsWith(option) : word.startsWith("-") && !word.startsWith("--")) {
        return true;
      }
    }
    return false;
  }

  private CommandLine build() {
    CommandSpec root = command(Program.NAME, "keeps a server's secrets in plain files", "");
    root.usageMessage()
        .headerHeading(example("admin token create backup@pbs ci"))
        .customSynopsis(Program.NAME + " [OPTIONS] NOUN VERB …")
        .footer(exitCodes());
    addArguments(root, GlobalOptions.ARGUMENTS, false);
    Noun.all().stream()
        .filter(noun -> words.test(noun.name()))
        .forEach(noun -> root.addSubcommand(noun.name(), noun(noun)));
    for (Standalone standalone : Standalone.all()) {
      if (words.test(standalone.name())) {
        root.addSubcommand(standalone.name(), verb(Program.NAME, standalone.verb().get()));
      }
    }
    if (words.test(SHELL)) {
      root.addSubcommand(SHELL, shell());
    }
    if (words.test(HELP)) {
      root.addSubcommand(HELP, help());
    }
    if (words.test(VERSION)) {
      root.addSubcommand(VERSION, version());
    }
    return new CommandLine(root)
        .setExpandAtFiles(false) // '@1700000000' is a time, and files are not command lines
        .setUnmatchedOptionsArePositionalParams(false)
        .setInterpolateVariables(false);
  }

  private CommandSpec noun(Noun noun) {
    CommandSpec spec = command(noun.name(), noun.summary(), noun);
    spec.usageMessage()
        .headerHeading(example(noun.example()))
        .customSynopsis(Program.NAME + " " + noun.name() + " VERB …");
    addArguments(spec, GlobalOptions.ARGUMENTS, true);
    for (Verb verb : noun.verbs().get()) {
      if (Stream.concat(Stream.of(verb.name()), verb.aliases().stream()).anyMatch(words)) {
        spec.addSubcommand(verb.name(), verb(Program.NAME + " " + noun.name(), verb));
      }
    }
    return spec;
  }

  /**
   * A verb.
   *
   * @param front the words in front of it
   */
  private CommandSpec verb(String front, Verb verb) {
    CommandSpec spec = command(verb.name(), verb.summary(), verb);
    spec.aliases(verb.aliases().toArray(String[]::new));
    spec.usageMessage()
        .headerHeading(example(verb.examples().toArray(String[]::new)))
        .customSynopsis(line(front, verb.name(), "[OPTIONS]", verb.required(), verb.operands()))
        .footer("", "Options of every command: " + Program.NAME + " --help");
    addArguments(spec, verb.arguments(), false);
    addArguments(spec, GlobalOptions.ARGUMENTS, true);
    return spec;
  }

  /** The words that are not empty, in a line. */
  private static String line(String... words) {
    StringJoiner line = new StringJoiner(" ");
    for (String word : words) {
      if (!word.isEmpty()) {
        line.add(word);
      }
    }
    return line.toString();
  }

  private CommandSpec shell() {
    CommandSpec spec = command(SHELL, "type or pipe in commands one after the other", SHELL);
    spec.usageMessage()
        .headerHeading(example("admin shell", "admin -n shell < commands.txt"))
        .customSynopsis(Program.NAME + " shell [OPTIONS]")
        .footer(AdminShell.HELP);
    addArguments(spec, GlobalOptions.ARGUMENTS, true);
    return spec;
  }

  private CommandSpec help() {
    CommandSpec spec = command(HELP, "show help of a command", HELP);
    spec.usageMessage()
        .headerHeading(example("admin help token create", "admin help output -o json"))
        .customSynopsis(Program.NAME + " help [NOUN [VERB] | output]");
    Argument command =
        Argument.operands(
            "COMMAND", "a noun, or a noun and a verb; or output: " + OutputHelp.SUMMARY);
    addArguments(spec, List.of(command), false);
    addArguments(spec, GlobalOptions.ARGUMENTS, true);
    return spec;
  }

  private CommandSpec version() {
    CommandSpec spec = command(VERSION, "show the version", VERSION);
    spec.usageMessage()
        .headerHeading(example("admin version"))
        .customSynopsis(Program.NAME + " version");
    addArguments(spec, GlobalOptions.ARGUMENTS, true);
    return spec;
  }

  private static CommandSpec command(String name, String summary, Object userObject) {
    CommandSpec spec = CommandSpec.wrapWithoutInspection(userObject).name(name);
    spec.usageMessage()
        .header(summary)
        .synopsisHeading("\nUsage: ")
        .parameterListHeading("\nOperands:\n")
        .optionListHeading("\nOptions:\n")
        .commandListHeading("\nCommands:\n")
        .sortOptions(false);
    return spec;
  }

  private static String example(String... commandLines) {
    StringBuilder examples = new StringBuilder("Example: ");
    for (int i = 0; i < commandLines.length; i++) {
      examples.append(i == 0 ? "" : "\n         ").append(Program.example(commandLines[i]));
    }
    return examples.append("\n\n").toString();
  }

  private void addArguments(CommandSpec spec, List<Argument> arguments, boolean hidden) {
    for (Argument argument : arguments) {
      if (argument.isAtHand(options)) {
        ArgSpec made = argument.specification().get();
        boolean hide = hidden && made instanceof OptionSpec;
        spec.add(hide ? OptionSpec.builder((OptionSpec) made).hidden(true).build() : made);
      }
    }
  }

  private static String[] exitCodes() {
    List<String> lines = new ArrayList<>(List.of("", "Exit codes:"));
    for (ExitCode code : ExitCode.values()) {
      String number = Integer.toString(code.code());
      lines.add(" ".repeat(10 - number.length()) + number + "  " + code.meaning());
    }
    lines.add("  130, 143  ended by SIGINT, SIGTERM");
    return lines.toArray(String[]::new);
  }
}
