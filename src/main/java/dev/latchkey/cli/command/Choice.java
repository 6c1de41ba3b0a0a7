package dev.latchkey.cli.command;

import java.util.ArrayList;
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

  /** The words for all constants, in their order. */
  static <E extends Enum<E>> List<String> words(Class<E> type) {
    List<String> words = new ArrayList<>();
    for (E constant : type.getEnumConstants()) {
      words.add(word(constant));
    }
    return List.copyOf(words);
  }

  /** The constant for a word, null if there is none. */
  private static <E extends Enum<E>> @Nullable E parse(String word, Class<E> type) {
    for (E constant : type.getEnumConstants()) {
      if (word(constant).equals(word)) {
        return constant;
      }
    }
    return null;
  }

  /**
   * The constant that an operand names.
   *
   * @param kind what it names, for an error
   * @throws CommandException with {@link ExitCode#USAGE} if it names none
   */
  static <E extends Enum<E>> E operand(String word, Class<E> type, String kind, String hint) {
    E constant = parse(word, type);
    if (constant == null) {
      String known = String.join(", ", words(type));
      throw CommandException.usage("unknown " + kind + "; known are " + known, hint);
    }
    return constant;
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
    E constant = parse(value, type);
    if (constant != null) {
      return constant;
    }
    List<String> words = words(type);
    String others = String.join(", ", words.subList(0, words.size() - 1));
    throw CommandException.usage(option + " is " + others + " or " + words.getLast(), null);
  }
}
