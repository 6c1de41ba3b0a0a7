package dev.latchkey.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * One verb of a noun, as data: what is typed, what help says, and the function that does it.
 *
 * @param name the verb
 * @param aliases other words for it
 * @param summary what it does, in a line
 * @param required how the options that it cannot do without look in a synopsis, empty if it can
 * @param operands how the operands look in a synopsis, empty if it takes none
 * @param minOperands the fewest words that it takes as operands
 * @param maxOperands the most
 * @param examples command lines that work, the plainest first
 * @param arguments its options and operands
 * @param run does it
 */
public record Verb(
    String name,
    List<String> aliases,
    String summary,
    String required,
    String operands,
    int minOperands,
    int maxOperands,
    List<String> examples,
    List<Argument> arguments,
    Function<Invocation, ExitCode> run) {

  /** Begins the description of a verb. */
  static Builder named(String name, String... aliases) {
    return new Builder(name, List.of(aliases));
  }

  /** What a verb is, piece by piece. Not thread-safe. */
  static final class Builder {

    private final String name;
    private final List<String> aliases;
    private final List<Argument> arguments = new ArrayList<>();
    private String summary = "";
    private String required = "";
    private String operands = "";
    private int minOperands;
    private int maxOperands;
    private List<String> examples = List.of();

    private Builder(String name, List<String> aliases) {
      this.name = name;
      this.aliases = aliases;
    }

    Builder summary(String text) {
      this.summary = text;
      return this;
    }

    Builder examples(String... lines) {
      this.examples = List.of(lines);
      return this;
    }

    /**
     * What the operands are.
     *
     * @param synopsis how they look in the synopsis
     * @param values what a shell can offer for each in turn, the last also for those that follow
     */
    Builder operands(
        int min, int max, String synopsis, String label, String description, Completion... values) {
      this.minOperands = min;
      this.maxOperands = max;
      this.operands = synopsis;
      arguments.add(Argument.operands(label, description, values));
      return this;
    }

    /** Adds an option with a value. */
    Builder value(String option, String label, String description) {
      return value(option, label, description, Completion.NOTHING);
    }

    /** Adds an option with a value that a shell can complete. */
    Builder value(String option, String label, String description, Completion values) {
      arguments.add(Argument.value(label, description, values, option));
      return this;
    }

    /** Adds an option with a value that has to be given. */
    Builder required(String option, String label, String description, Completion values) {
      String other = required.isEmpty() ? "" : " ";
      required = String.join("", required, other, option, " ", label);
      return value(option, label, description, values);
    }

    /** Adds an option with a value that can be given several times. */
    Builder values(String option, String label, String description) {
      arguments.add(Argument.values(label, description, option));
      return this;
    }

    /** Adds an option without a value. */
    Builder flag(String option, String description) {
      arguments.add(Argument.flag(description, option));
      return this;
    }

    /** Adds the ways in which a secret can be handed in. */
    Builder secretSources() {
      return secretSources("secret", "the secret");
    }

    /**
     * Adds the ways in which a secret can be handed in.
     *
     * @param name which the options begin with
     * @param what it is, for help
     */
    Builder secretSources(String name, String what) {
      String line = "read " + what + " from the first line of ";
      return flag("--" + name + "-stdin", line + "standard input")
          .value("--" + name + "-file", "FILE", line + "a file", Completion.FILE)
          .value("--" + name + "-fd", "N", line + "file descriptor N");
    }

    /**
     * Adds the consent to what cannot be undone, for where nobody can be asked.
     *
     * @param ids what a shell can offer
     */
    Builder consent(Completion ids) {
      return value("--confirm", "ID", "with --yes: do it unasked; ID as in the list", ids);
    }

    /** Ends the description with the function that does it. */
    Verb runs(Function<Invocation, ExitCode> run) {
      return new Verb(
          name,
          aliases,
          summary,
          required,
          operands,
          minOperands,
          maxOperands,
          examples,
          List.copyOf(arguments),
          run);
    }
  }
}
