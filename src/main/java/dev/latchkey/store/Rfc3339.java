package dev.latchkey.store;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * Times as text (RFC 3339) in UTC, without the formatters of java.time, which take 10 ms to start.
 */
public final class Rfc3339 {

  private static final int LENGTH_WITHOUT_SECONDS = "2000-01-01T00:00".length();

  private Rfc3339() {}

  /** A time to the millisecond; to the second if it is a whole one. */
  public static String of(Instant time) {
    long millis = time.toEpochMilli();
    int nanos = (int) Math.floorMod(millis, 1000L) * 1_000_000;
    String text =
        LocalDateTime.ofEpochSecond(Math.floorDiv(millis, 1000L), nanos, ZoneOffset.UTC).toString();
    return (text.length() == LENGTH_WITHOUT_SECONDS ? text + ":00" : text) + "Z";
  }
}
