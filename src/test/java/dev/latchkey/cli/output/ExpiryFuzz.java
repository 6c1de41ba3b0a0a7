package dev.latchkey.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.latchkey.cli.command.CommandException;
import dev.latchkey.cli.command.ExitCode;
import dev.latchkey.cli.command.Expiry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TimeZone;
import java.util.function.Supplier;

/**
 * Times as they are typed: understood and printed so that they are understood again, or refused.
 */
class ExpiryFuzz {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-30T00:00:00Z");
  private static final List<TimeZone> ZONES =
      List.of(
          TimeZone.getTimeZone("UTC"),
          TimeZone.getTimeZone("America/St_Johns"),
          TimeZone.getTimeZone("Pacific/Kiritimati"));

  @FuzzTest
  void expiry_anyText_isATimeToComeOrUsage(byte[] content) {
    String text = new String(content, StandardCharsets.UTF_8);
    for (TimeZone zone : ZONES) {
      expiry(text, () -> zone);
    }
    try {
      assertThat(TimeExpressions.duration("--max-age", text)).isGreaterThanOrEqualTo(Duration.ZERO);
    } catch (CommandException e) {
      assertThat(e.exit()).isEqualTo(ExitCode.USAGE);
    }
  }

  private static void expiry(String text, Supplier<TimeZone> zone) {
    Expiry expiry;
    try {
      expiry = TimeExpressions.expiry("--expire", text, NOW, zone);
    } catch (CommandException e) {
      assertThat(e.exit()).isEqualTo(ExitCode.USAGE);
      return;
    }
    Instant time = expiry.time();
    if (time != null) {
      assertThat(time).isAfter(NOW);
      assertThat(TimeExpressions.relative(time, NOW)).startsWith("in ");
      String printed = TimeExpressions.format(time, zone);
      if (time.isBefore(LAST)) {
        assertThat(TimeExpressions.expiry("--expire", printed, NOW, zone)).isEqualTo(expiry);
      }
    }
  }
}
