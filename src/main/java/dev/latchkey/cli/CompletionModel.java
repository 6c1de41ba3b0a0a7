package dev.latchkey.cli;

import dev.latchkey.cli.command.Argument;
import dev.latchkey.cli.command.Completion;
import dev.latchkey.cli.command.Verb;
import dev.latchkey.cli.output.OutputHelp;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The command as completion scripts see it: what can follow what. Made from the whole tree. */
final class CompletionModel {

  /**
   * A command.
   *
   * @param path its words without the program's, joined by blanks; empty for the program itself
   * @param words its own word and the aliases of that
   * @param summary what it does, in a line
   * @param commands what can follow it
   * @param options what is only for it
   * @param operands what can stand for each operand in turn, the last also for those that follow
   * @param maxOperands how many operands it takes
   */
  record Command(
      String path,
      List<String> words,
      String summary,
      List<Command> commands,
      List<Option> options,
      List<Completion> operands,
      int maxOperands) {

    String name() {
      return words.getFirst();
    }

    Command withCommands(List<Command> others) {
      return new Command(path, words, summary, others, options, operands, maxOperands);
    }

    /** This command and all below it. */
    Stream<Command> all() {
      return Stream.concat(Stream.of(this), commands.stream().flatMap(Command::all));
    }
  }

  /**
   * An option.
   *
   * @param names the longest last
   * @param description what it does, in a line
   * @param value what can stand for its value, empty if it takes none
   */
  record Option(List<String> names, String description, List<Completion> value) {

    String name() {
      return names.getLast();
    }
  }

  private CompletionModel() {}

  /** The options of every command. */
  static List<Option> globalOptions() {
    return options(GlobalOptions.ARGUMENTS);
  }

  /** The program. */
  static Command program() {
    Command program = command("", CommandTree.whole().getCommandSpec());
    List<Command> commands = new ArrayList<>();
    for (Command each : program.commands()) {
      boolean isHelp = each.name().equals(CommandTree.HELP);
      commands.add(isHelp ? each.withCommands(topics(program)) : each);
    }
    return program.withCommands(commands);
  }

  private static List<Command> topics(Command program) {
    String word = OutputHelp.WORD;
    Command output =
        new Command(
            CommandTree.HELP + " " + word,
            List.of(word),
            OutputHelp.SUMMARY,
            List.of(),
            List.of(),
            List.of(),
            0);
    Stream<Command> topics =
        program.commands().stream()
            .filter(each -> !each.name().equals(CommandTree.HELP))
            .map(CompletionModel::topic);
    return Stream.concat(topics, Stream.of(output)).toList();
  }

  private static Command command(String path, CommandSpec spec) {
    List<Command> commands = new ArrayList<>();
    for (CommandLine each : spec.subcommands().values().stream().distinct().toList()) {
      CommandSpec sub = each.getCommandSpec();
      commands.add(command((path + " " + sub.name()).strip(), sub));
    }
    List<String> words = new ArrayList<>(List.of(spec.name()));
    words.addAll(List.of(spec.aliases()));
    Verb verb = spec.userObject() instanceof Verb found ? found : null;
    List<Argument> arguments = verb == null ? List.of() : verb.arguments();
    return new Command(
        path,
        words,
        spec.usageMessage().header()[0],
        commands,
        options(arguments),
        operands(arguments),
        verb == null ? 0 : verb.maxOperands());
  }

  /** The same command as something that help is asked for: without options and operands. */
  private static Command topic(Command command) {
    return new Command(
        CommandTree.HELP + " " + command.path(),
        command.words(),
        command.summary(),
        command.commands().stream().map(CompletionModel::topic).toList(),
        List.of(),
        List.of(),
        0);
  }

  private static List<Completion> operands(List<Argument> arguments) {
    return arguments.stream()
        .filter(argument -> argument.names().isEmpty())
        .flatMap(argument -> argument.values().stream())
        .toList();
  }

  private static List<Option> options(List<Argument> arguments) {
    return arguments.stream()
        .filter(argument -> !argument.names().isEmpty())
        .map(
            argument -> {
              OptionSpec option = (OptionSpec) argument.specification().get();
              return new Option(argument.names(), option.description()[0], argument.values());
            })
        .toList();
  }
}
