package dev.latchkey.cli;

import dev.latchkey.cli.command.CommandException;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Words what is wrong with a command line, without a value that stood there.
 *
 * <p>picocli's own messages quote arguments, and an argument in the wrong place may be a secret.
 */
final class UsageErrors {

  private UsageErrors() {}

  /** The error as an operator reads it. */
  static CommandException word(ParameterException e) {
    CommandSpec command = e.getCommandLine().getCommandSpec();
    String hint = command.qualifiedName() + " --help";
    return switch (e) {
      case UnmatchedArgumentException unmatched -> word(unmatched, command, hint);
      case MissingParameterException missing -> CommandException.usage(missing(missing), hint);
      case OverwrittenOptionException twice ->
          CommandException.usage(name(twice.getOverwritten()) + " is given twice", hint);
      default -> CommandException.usage("wrong value for " + name(e.getArgSpec()), hint);
    };
  }

  private static CommandException word(
      UnmatchedArgumentException e, CommandSpec command, String hint) {
    String word = e.getUnmatched().getFirst();
    if (word.startsWith("-")) {
      String name = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
      // What follows a single dash may be a value that was stuck to a letter.
      boolean plain = name.matches("--[a-z][a-z-]{0,30}");
      return CommandException.usage("unknown option" + (plain ? " '" + name + "'" : ""), hint);
    }
    Collection<String> subcommands =
        CommandTree.wholeOf(command).getSubcommands().values().stream()
            .map(CommandLine::getCommandName)
            .distinct()
            .toList();
    if (subcommands.isEmpty()) {
      return CommandException.usage("too many operands", hint);
    }
    String kind = command.root() == command ? "noun" : "verb";
    return CommandException.usage(
        "unknown " + kind + "; known are " + String.join(", ", subcommands),
        similar(word, subcommands)
            .map(found -> command.qualifiedName() + " " + found + " --help")
            .orElse(hint));
  }

  private static String missing(MissingParameterException e) {
    ArgSpec argument = e.getMissing().isEmpty() ? e.getArgSpec() : e.getMissing().getFirst();
    return name(argument)
        + " wants a value"
        + (argument == null ? "" : ": " + argument.paramLabel());
  }

  private static String name(@Nullable ArgSpec argument) {
    return switch (argument) {
      case null -> "an argument";
      case OptionSpec option -> option.longestName();
      default -> argument.paramLabel();
    };
  }

  /** The known word that a mistyped one was most likely meant to be. */
  private static Optional<String> similar(String word, Collection<String> known) {
    return known.stream().filter(candidate -> distance(word, candidate) <= 2).findFirst();
  }

  /** The number of letters to insert, delete or replace: the Levenshtein distance. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
