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
 */
public record Argument(List<String> names, Supplier<ArgSpec> specification) {

  /** An option with a value. */
  public static Argument value(String label, String description, String... names) {
    return new Argument(
        List.of(names),
        () ->
            OptionSpec.builder(names)
                .type(String.class)
                .paramLabel(label)
                .description(description)
                .build());
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
                .build());
  }

  /** An option without a value. */
  public static Argument flag(String description, String... names) {
    return new Argument(
        List.of(names),
        () -> OptionSpec.builder(names).type(boolean.class).description(description).build());
  }

  /** All operands of a command, however many; who runs the command counts them. */
  public static Argument operands(String label, String description) {
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
                .build());
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
