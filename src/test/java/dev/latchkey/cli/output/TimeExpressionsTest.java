package dev.latchkey.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.latchkey.cli.command.CommandException;
import dev.latchkey.cli.command.ExitCode;
import java.time.Duration;
import java.time.Instant;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeExpressionsTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.987Z");

  private static @Nullable Instant expiry(String text, String zone) {
    return TimeExpressions.expiry("--expire", text, NOW, () -> TimeZone.getTimeZone(zone)).time();
  }

  private static void assertRefused(String text, String message) {
    assertThatExceptionOfType(CommandException.class)
        .isThrownBy(() -> expiry(text, "UTC"))
        .withMessageStartingWith(message)
        .withNoCause()
        .satisfies(e -> assertThat(e.exit()).isEqualTo(ExitCode.USAGE));
  }

  @ParameterizedTest
  @CsvSource({"1s, PT1S", "0s, PT0S", "30m, PT30M", "12h, PT12H", "90d, PT2160H", "007d, PT168H"})
  void duration_numberWithUnit_isThatLong(String text, Duration duration) {
    assertThat(TimeExpressions.duration("--lock-timeout", text)).isEqualTo(duration);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "s",
        "d",
        "5",
        "5 s",
        " 5s",
        "5s ",
        "-5s",
        "+5s",
        "5.5h",
        "5w",
        "5D",
        "5ms",
        "1h30m",
        "0x5s",
        "\u0665s",
        "9999999999s",
        "99999999999999999999d",
        "PT5S",
        "sesame"
      })
  void duration_anythingElse_isRefusedWithoutQuoting(String text) {
    assertThatExceptionOfType(CommandException.class)
        .isThrownBy(() -> TimeExpressions.duration("--lock-timeout", text))
        .withMessage("--lock-timeout wants a time such as 30s, 15m, 12h or 90d")
        .withNoCause();
  }

  @Test
  void duration_largest_neverOverflows() {
    assertThat(TimeExpressions.duration("x", "999999999d")).isEqualTo(Duration.ofDays(999_999_999));
    assertThat(expiry("999999999d", "UTC")).isAfter(NOW);
  }

  @Test
  void expiry_never_hasNoEnd() {
    assertThat(expiry("never", "UTC")).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "1s,                        2026-03-01T12:00:01Z",
    "30m,                       2026-03-01T12:30:00Z",
    "12h,                       2026-03-02T00:00:00Z",
    "90d,                       2026-05-30T12:00:00Z",
    "@1800000000,               2027-01-15T08:00:00Z",
    "@1772366401,               2026-03-01T12:00:01Z",
    "2027-01-31T10:00:00Z,      2027-01-31T10:00:00Z",
    "2027-01-31T10:00:00+05:30, 2027-01-31T04:30:00Z",
    "2027-01-31T10:00:00-08:00, 2027-01-31T18:00:00Z",
    "2027-01-31T10:00:00.999Z,  2027-01-31T10:00:00Z",
    "2028-02-29T23:59:59Z,      2028-02-29T23:59:59Z",
  })
  void expiry_durationOrPointInTime_isInWholeSeconds(String text, Instant time) {
    assertThat(expiry(text, "America/New_York")).isEqualTo(time);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-01, UTC,                 2026-03-01T23:59:59Z",
    "2027-01-31, UTC,                 2027-01-31T23:59:59Z",
    "2027-01-31, Europe/Berlin,       2027-01-31T22:59:59Z",
    "2026-07-31, Europe/Berlin,       2026-07-31T21:59:59Z",
    "2026-03-29, Europe/Berlin,       2026-03-29T21:59:59Z",
    "2026-10-25, Europe/Berlin,       2026-10-25T22:59:59Z",
    "2026-07-04, America/Los_Angeles, 2026-07-05T06:59:59Z",
    "2026-07-04, Asia/Kolkata,        2026-07-04T18:29:59Z",
    "2026-07-04, Pacific/Kiritimati,  2026-07-04T09:59:59Z",
  })
  void expiry_date_isLastSecondOfThatDayHere(String text, String zone, Instant time) {
    assertThat(expiry(text, zone)).isEqualTo(time);
  }

  /** In Chile clocks go back from 24:00 to 23:00: that hour is there twice, the day ends later. */
  @Test
  void expiry_dateWhoseLastHourRepeats_isTheLaterOne() {
    assertThat(expiry("2027-04-03", "America/Santiago")).isEqualTo("2027-04-04T03:59:59Z");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0s",
        "0d",
        "@0",
        "@-5",
        "@1772366400",
        "2026-02-28",
        "1999-12-31",
        "2026-03-01T12:00:00Z",
        "2026-03-01T13:00:00+01:00",
        "@-9223372036854775808",
        "0000-01-01",
        "@-31557014167219200"
      })
  void expiry_notInTheFuture_isRefused(String text) {
    if (text.equals("@-9223372036854775808")) {
      assertRefused(text, "--expire wants never, ");
    } else {
      assertRefused(text, "--expire is in the past: ");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "sesame",
        "Never",
        "@",
        "@x",
        "@1.5",
        "@99999999999999999999",
        "tomorrow",
        "2027-02-29",
        "2027-13-01",
        "2027-00-10",
        "2027-1-1",
        "2027/01/31",
        "31.01.2027",
        "2027-01-31T25:00:00Z",
        "2027-01-31T10:00:00",
        "2027-01-31T10:00:00+99:00",
        "1800000000",
        "90",
        "90 d",
        "@9223372036854775807"
      })
  void expiry_nonsense_isRefusedWithoutQuoting(String text) {
    assertRefused(text, "--expire wants never, a time such as 90d, a date");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-01T12:00:00Z,    UTC,                 2026-03-01T12:00:00Z",
    "2026-03-01T12:00:00.9Z,  UTC,                 2026-03-01T12:00:00Z",
    "2026-03-01T12:34:56Z,    Europe/Berlin,       2026-03-01T13:34:56+01:00",
    "2026-07-01T12:34:00Z,    Europe/Berlin,       2026-07-01T14:34:00+02:00",
    "2026-03-01T02:00:00Z,    America/Los_Angeles, 2026-02-28T18:00:00-08:00",
    "2026-03-01T12:00:00Z,    Asia/Kolkata,        2026-03-01T17:30:00+05:30",
    "1970-01-01T00:00:01Z,    UTC,                 1970-01-01T00:00:01Z",
  })
  void format_time_isRfc3339OfHere(Instant time, String zone, String text) {
    assertThat(TimeExpressions.format(time, () -> TimeZone.getTimeZone(zone))).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTC", "Pacific/Kiritimati", "America/Los_Angeles"})
  void format_lastTimeOfAll_neverFails(String zone) {
    assertThat(TimeExpressions.format(Instant.MAX, () -> TimeZone.getTimeZone(zone))).isNotBlank();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2027-01-31T23:59:59-03:00", "2026-07-01T00:00:00+02:00"})
  void format_whatWasPrinted_isUnderstoodAgain(String printed) {
    Instant time = Instant.parse(printed);
    assertThat(expiry(printed, "Europe/Berlin")).isEqualTo(time);
    String formatted = TimeExpressions.format(time, () -> TimeZone.getTimeZone("Asia/Kolkata"));
    assertThat(expiry(formatted, "UTC")).isEqualTo(time);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-01T12:00:00Z, now",
    "2026-03-01T12:00:00.999Z, now",
    "2026-03-01T12:00:01Z, in 1 second",
    "2026-03-01T12:00:59.999Z, in 59 seconds",
    "2026-03-01T12:01:00Z, in 1 minute",
    "2026-03-01T12:59:59Z, in 59 minutes",
    "2026-03-01T13:00:00Z, in 1 hour",
    "2026-03-02T11:59:59Z, in 23 hours",
    "2026-03-02T12:00:00Z, in 1 day",
    "2026-03-03T11:59:59Z, in 1 day",
    "2026-05-30T11:59:59Z, in 89 days",
    "2028-03-01T12:00:00Z, in 731 days",
    "2028-03-02T12:00:00Z, in 2 years",
    "2029-03-01T11:59:59Z, in 2 years",
    "2029-03-01T12:00:00Z, in 3 years",
    "9999-12-31T23:59:59Z, in 7973 years",
    "+1000000000-12-31T23:59:59.999999999Z, in 7973 years",
    "2026-03-01T11:59:59Z, 1 second ago",
    "2026-03-01T11:59:59.500Z, now",
    "2026-03-01T08:00:01Z, 3 hours ago",
    "2026-02-28T12:00:00Z, 1 day ago",
    "1970-01-01T00:00:00Z, 56 years ago"
  })
  void relative_time_isRoundedTowardsNow(Instant time, String text) {
    assertThat(TimeExpressions.relative(time, Instant.parse("2026-03-01T12:00:00Z")))
        .isEqualTo(text);
  }
}
