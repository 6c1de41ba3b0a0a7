package dev.latchkey.cli.output;

import dev.latchkey.cli.command.CommandException;
import dev.latchkey.cli.command.Expiry;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.TimeZone;
import java.util.function.Supplier;

/** How times are typed and printed. */
public final class TimeExpressions {

  private static final LocalTime END_OF_DAY = LocalTime.of(23, 59, 59);
  private static final int MAX_DIGITS = 9;
  private static final int SECONDS_PER_MINUTE = 60;
  private static final int SECONDS_PER_HOUR = 3600;
  private static final int SECONDS_PER_DAY = 86_400;
  private static final int DAYS_BEFORE_YEARS = 2 * 366;
  private static final long LAST_SECOND = 253_402_214_400L; // in the year 9999, whatever the zone

  private TimeExpressions() {}

  /**
   * A length of time: a number with {@code s}, {@code m}, {@code h} or {@code d}.
   *
   * @param option what an error names
   * @throws CommandException if it is anything else
   */
  public static Duration duration(String option, String text) {
    return tryDuration(text)
        .orElseThrow(
            () ->
                CommandException.usage(
                    option + " wants a time such as 30s, 15m, 12h or 90d", null));
  }

  private static Optional<Duration> tryDuration(String text) {
    int digits = text.length() - 1;
    if (digits < 1 || digits > MAX_DIGITS) {
      return Optional.empty();
    }
    for (int i = 0; i < digits; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return Optional.empty();
      }
    }
    long number = Long.parseLong(text.substring(0, digits));
    return switch (text.charAt(digits)) {
      case 's' -> Optional.of(Duration.ofSeconds(number));
      case 'm' -> Optional.of(Duration.ofMinutes(number));
      case 'h' -> Optional.of(Duration.ofHours(number));
      case 'd' -> Optional.of(Duration.ofDays(number));
      default -> Optional.empty();
    };
  }

  /**
   * A time to come: {@code never}, a length of time from now, a date (the last second of that day
   * here), RFC 3339, or {@code @} and seconds since 1970.
   *
   * @param option what an error names
   * @throws CommandException if it is anything else, or not in the future
   */
  public static Expiry expiry(String option, String text, Instant now, Supplier<TimeZone> zone) {
    if (text.equals("never")) {
      return new Expiry(null);
    }
    Instant time;
    try {
      Optional<Duration> duration = tryDuration(text);
      time =
          duration.isPresent()
              ? Instant.ofEpochSecond(now.getEpochSecond()).plus(duration.get())
              : point(text, zone);
    } catch (DateTimeException | NumberFormatException unreadable) {
      throw CommandException.usage(
          option
              + " wants never, a time such as 90d, a date such as 2027-01-31, RFC 3339 or @EPOCH",
          null);
    }
    if (!time.isAfter(now)) {
      throw CommandException.usage(
          option + " is in the past: " + format(time, zone),
          "name a time to come; what is disabled is refused at once");
    }
    return new Expiry(time);
  }

  private static Instant point(String text, Supplier<TimeZone> zone) {
    if (text.startsWith("@")) {
      long seconds = Long.parseLong(text.substring(1));
      return Instant.ofEpochSecond(seconds);
    } else if (text.length() == "2027-01-31".length()) {
      return LocalDate.parse(text)
          .atTime(END_OF_DAY)
          .atZone(zone.get().toZoneId())
          .withLaterOffsetAtOverlap()
          .toInstant();
    }
    return Instant.ofEpochSecond(OffsetDateTime.parse(text).toEpochSecond());
  }

  /**
   * How long a time is from now, such as {@code in 89 days} or {@code 3 hours ago}, in the largest
   * unit of which there is a whole one. What is left over is dropped, so that a time to come is
   * never later than this says.
   */
  static String relative(Instant time, Instant now) {
    boolean isPast = time.isBefore(now);
    Duration distance = isPast ? Duration.between(time, now) : Duration.between(now, time);
    long seconds = distance.toSeconds();
    String text;
    if (seconds < SECONDS_PER_MINUTE) {
      text = count(seconds, "second");
    } else if (seconds < SECONDS_PER_HOUR) {
      text = count(seconds / SECONDS_PER_MINUTE, "minute");
    } else if (seconds < SECONDS_PER_DAY) {
      text = count(seconds / SECONDS_PER_HOUR, "hour");
    } else if (seconds / SECONDS_PER_DAY < DAYS_BEFORE_YEARS) {
      text = count(seconds / SECONDS_PER_DAY, "day");
    } else {
      LocalDateTime earlier = utc(isPast ? time : now);
      text = count(ChronoUnit.YEARS.between(earlier, utc(isPast ? now : time)), "year");
    }
    return seconds == 0 ? "now" : isPast ? text + " ago" : "in " + text;
  }

  private static LocalDateTime utc(Instant time) {
    long seconds = Math.clamp(time.getEpochSecond(), -LAST_SECOND, LAST_SECOND);
    return LocalDateTime.ofEpochSecond(seconds, time.getNano(), ZoneOffset.UTC);
  }

  private static String count(long number, String unit) {
    return number + " " + unit + (number == 1 ? "" : "s");
  }

  /**
   * RFC 3339 in the local zone, to the second.
   *
   * <p>By hand, because the formatters of java.time take 10 ms to start, and its zones another 10:
   * they look for zone providers in every jar.
   */
  public static String format(Instant time, Supplier<TimeZone> zone) {
    long seconds = Math.clamp(time.getEpochSecond(), -LAST_SECOND, LAST_SECOND);
    int offset = zone.get().getOffset(seconds * 1000) / 1000;
    String text = LocalDateTime.ofEpochSecond(seconds + offset, 0, ZoneOffset.UTC).toString();
    boolean full = text.length() > "2027-01-31T00:00".length();
    return text + (full ? "" : ":00") + ZoneOffset.ofTotalSeconds(offset).getId();
  }
}
