package dev.latchkey.cli.command;

import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * An option or the operands of a command, made only when they are needed: picocli takes 0.2 ms for
 * each, and a short command line uses few.
 *
 * @param names the option's names, the longest last; empty for operands
 * @param specification makes what picocli parses it with, a new one at each call
 * @param values what a shell can offer: for the value of an option; for each operand in turn, the
 *     last of them also for those that follow; empty if it takes no value
 */
public record Argument(
    List<String> names, Supplier<ArgSpec> specification, List<Completion> values) {

  /**
   * An option with a value.
   *
   * @param values what a shell can offer
   */
  public static Argument value(
      String label, String description, Completion values, String... names) {
    return new Argument(
        List.of(names),
        () ->
            OptionSpec.builder(names)
                .type(String.class)
                .paramLabel(label)
                .description(description)
                .build(),
        List.of(values));
  }

  /** An option with a value that can be given several times. */
  public static Argument values(String label, String description, String... names) {
    return new Argument(
        List.of(names),
        () ->
            OptionSpec.builder(names)
                .type(List.class)
                .auxiliaryTypes(String.class)
                .paramLabel(label)
                .description(description)
                .build(),
        List.of(Completion.NOTHING));
  }

  /** An option without a value. */
  public static Argument flag(String description, String... names) {
    return new Argument(
        List.of(names),
        () -> OptionSpec.builder(names).type(boolean.class).description(description).build(),
        List.of());
  }

  /**
   * All operands of a command, however many; who runs the command counts them.
   *
   * @param values what a shell can offer for each in turn, the last also for those that follow
   */
  public static Argument operands(String label, String description, Completion... values) {
    return new Argument(
        List.of(),
        () ->
            PositionalParamSpec.builder()
                .index("0..*")
                .arity("0..*")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .paramLabel(label)
                .hideParamSyntax(true)
                .description(description)
                .build(),
        List.of(values));
  }

  /**
   * Whether a command line can mean it.
   *
   * @param isGiven whether a word begins with the name of an option
   */
  public boolean isAtHand(Predicate<String> isGiven) {
    return names.isEmpty() || names.stream().anyMatch(isGiven);
  }
}
