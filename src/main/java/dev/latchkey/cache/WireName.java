package dev.latchkey.cache;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The constants of an enum as files and answers write them, such as {@code user_name}. */
final class WireName {

  private WireName() {}

  /** The name of a constant. */
  static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** The constant with a name, null if there is none. */
  static <E extends Enum<E>> @Nullable E parse(String name, Class<E> type) {
    for (E each : type.getEnumConstants()) {
      if (of(each).equals(name)) {
        return each;
      }
    }
    return null;
  }
}
