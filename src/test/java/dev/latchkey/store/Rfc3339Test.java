package dev.latchkey.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Rfc3339Test {

  @ParameterizedTest
  @CsvSource({
    "2026-03-04T05:06:07Z,           2026-03-04T05:06:07Z",
    "2026-03-04T05:06:00Z,           2026-03-04T05:06:00Z",
    "2026-03-04T00:00:00Z,           2026-03-04T00:00:00Z",
    "2026-03-04T05:06:07.089Z,       2026-03-04T05:06:07.089Z",
    "2026-03-04T05:06:00.500Z,       2026-03-04T05:06:00.500Z",
    "2026-03-04T05:06:07.089999999Z, 2026-03-04T05:06:07.089Z",
    "1969-12-31T23:59:59.999Z,       1969-12-31T23:59:59.999Z",
  })
  void of_anyTime_isTextToTheMillisecond(Instant time, String text) {
    assertThat(Rfc3339.of(time)).isEqualTo(text);
  }
}
