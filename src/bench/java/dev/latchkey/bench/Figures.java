package dev.latchkey.bench;

import java.util.Locale;

/** Numbers as a table shows them: three digits that count, and a space between thousands. */
final class Figures {

  private Figures() {}

  /** A duration. */
  static String nanos(double nanos) {
    if (nanos < 1e3) {
      return number(nanos) + " ns";
    } else if (nanos < 1e6) {
      return number(nanos / 1e3) + " µs";
    } else if (nanos < 1e9) {
      return number(nanos / 1e6) + " ms";
    }
    return number(nanos / 1e9) + " s";
  }

  /** How often in a second. */
  static String rate(double perSecond) {
    return number(perSecond) + "/s";
  }

  /** A multiple of something. */
  static String times(double factor) {
    return (factor < 10 ? String.format(Locale.ROOT, "%.2f", factor) : number(factor)) + "×";
  }

  /** How many there are. */
  static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count).replace(',', ' ');
  }

  private static String number(double value) {
    if (value >= 100) {
      long unit = (long) Math.pow(10, Math.floor(Math.log10(value)) - 2);
      return count(Math.round(value / unit) * unit);
    }
    return String.format(Locale.ROOT, value >= 10 ? "%.1f" : "%.2f", value);
  }
}
