package dev.latchkey.authkey;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The ages of tickets that count, at every age of a key where the rule changes. */
class AgeWindowTest {

  /** Lifetime of a key 1000 s, of a ticket 100 s, grace 10 s. */
  private static final TicketTimes TIMES =
      new TicketTimes(Duration.ofSeconds(1000), Duration.ofSeconds(100), Duration.ofSeconds(10));

  private static void assertWindow(@Nullable AgeWindow window, @Nullable Long min, long max) {
    if (min == null) {
      assertThat(window).isNull();
      return;
    }
    AgeWindow found = Objects.requireNonNull(window);
    assertThat(found).isEqualTo(new AgeWindow(min, max));
    assertThat(found.contains(min)).isTrue();
    assertThat(found.contains(max)).isTrue();
    assertThat(found.contains(min - 1)).isFalse();
    assertThat(found.contains(max + 1)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "-100000, -10, 10",
    "-1, -10, 10",
    "0, -10, 10",
    "1, -10, 11",
    "89, -10, 99",
    "99, -10, 109",
    "100, -10, 100",
    "101, -10, 100",
    "1000, -10, 100",
    "1001, 1, 100",
    "1099, 99, 100",
    "1100, 100, 100",
    "1101,, 0",
    "100000,, 0"
  })
  void ofCurrentKey_ageOfKey_isAsSpecified(long keyAge, @Nullable Long min, long max) {
    assertWindow(AgeWindow.ofCurrentKey(keyAge, TIMES), min, max);
  }

  @ParameterizedTest
  @CsvSource({
    "-100000, -10, 100",
    "-1, -10, 100",
    "0, -10, 100",
    "1, -9, 100",
    "10, 0, 100",
    "109, 99, 100",
    "110, 100, 100",
    "111,, 0",
    "100000,, 0"
  })
  void ofOldKey_ageOfKey_isAsSpecified(long keyAge, @Nullable Long min, long max) {
    assertWindow(AgeWindow.ofOldKey(keyAge, TIMES), min, max);
  }

  @Test
  void ofEitherKey_extremeTimes_doesNotOverflow() {
    TicketTimes endless =
        new TicketTimes(Duration.ofSeconds(Long.MAX_VALUE), Duration.ofHours(2), Duration.ZERO);
    assertWindow(AgeWindow.ofCurrentKey(Long.MAX_VALUE, endless), 0L, 7200);
    assertThat(AgeWindow.ofCurrentKey(Long.MAX_VALUE, TIMES)).isNull();
    assertThat(AgeWindow.ofOldKey(Long.MAX_VALUE, TIMES)).isNull();
    assertWindow(AgeWindow.ofOldKey(Long.MIN_VALUE, TIMES), -10L, 100);
  }
}
