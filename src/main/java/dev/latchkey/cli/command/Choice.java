package dev.latchkey.cli.command;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The constants of an enum as an operator writes and reads them: in lower case with hyphens. */
final class Choice {

  private Choice() {}

  /** The word for a constant. */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The constant that the value of an option names, null if the option was not given.
   *
   * @throws CommandException with {@link ExitCode#USAGE} if it names none
   */
  static <E extends Enum<E>> @Nullable E option(Invocation call, String option, Class<E> type) {
    String value = call.option(option);
    if (value == null) {
      return null;
    }
    List<E> constants = Arrays.asList(type.getEnumConstants());
    for (E constant : constants) {
      if (word(constant).equals(value)) {
        return constant;
      }
    }
    List<String> words = constants.stream().map(Choice::word).toList();
    String others = String.join(", ", words.subList(0, words.size() - 1));
    throw CommandException.usage(option + " is " + others + " or " + words.getLast(), null);
  }
}
