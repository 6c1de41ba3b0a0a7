package dev.latchkey.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.latchkey.store.CorruptFileException;
import dev.latchkey.store.CorruptFileException.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The cache settings, by themselves and in {@code latchkey.toml}. */
class CacheSettingsTest {

  private static final Path FILE = Path.of("/etc/latchkey/latchkey.toml");
  private static final long LONGEST = 366L * 24 * 60 * 60;

  private static CacheSettings parse(String text) {
    return SettingsFile.parse(FILE, text);
  }

  private static CorruptFileException problemOf(String text) {
    return catchThrowableOfType(CorruptFileException.class, () -> parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 1, 1, ttl_seconds",
    "-1, 1, 1, 1, ttl_seconds",
    "31622401, 1, 1, 1, ttl_seconds",
    "60, 0, 5, 1, soft_ttl_seconds",
    "60, -1, 5, 1, soft_ttl_seconds",
    "60, 61, 5, 1, soft_ttl_seconds",
    "60, 30, 0, 1, negative_ttl_seconds",
    "60, 30, -5, 1, negative_ttl_seconds",
    "60, 30, 61, 1, negative_ttl_seconds",
    "60, 30, 5, 0, max_entries",
    "60, 30, 5, -1, max_entries"
  })
  void new_outOfRange_namesTheSetting(
      long ttl, long softTtl, long negativeTtl, long maxEntries, String name) {
    assertThatThrownBy(() -> CacheScene.settings(ttl, softTtl, negativeTtl, maxEntries))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(name + " ");
  }

  @Test
  void new_withTimesThatDifferByLessThanASecond_comparesThemExactly() {
    Duration second = Duration.ofSeconds(1);
    Duration more = second.plusNanos(1);

    assertThatThrownBy(() -> new CacheSettings(true, second, more, second, 1))
        .hasMessageStartingWith("soft_ttl_seconds ");
    assertThatThrownBy(() -> new CacheSettings(true, second, second, more, 1))
        .hasMessageStartingWith("negative_ttl_seconds ");
    assertThatThrownBy(() -> new CacheSettings(true, second, second.minusNanos(1), second, 1))
        .hasMessageStartingWith("soft_ttl_seconds ");
  }

  @Test
  void new_atItsBounds_isAccepted() {
    assertThat(CacheScene.settings(1, 1, 1, 1).ttl()).isEqualTo(Duration.ofSeconds(1));
    assertThat(CacheScene.settings(LONGEST, LONGEST, LONGEST, Long.MAX_VALUE).maxEntries())
        .isEqualTo(Long.MAX_VALUE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing\n", "[auth]\n", "[auth.cache]\n", "auth.cache = {}\n"})
  void parse_ofFileThatSaysNothing_isTheDefault(String text) {
    assertThat(parse(text)).isEqualTo(CacheSettings.DEFAULT);
    assertThat(CacheSettings.DEFAULT)
        .isEqualTo(
            new CacheSettings(
                true,
                Duration.ofSeconds(60),
                Duration.ofSeconds(30),
                Duration.ofSeconds(5),
                10_000));
  }

  @Test
  void parse_ofAllSettings_takesThem() {
    String text =
        """
        [auth.cache]
        enabled = false
        ttl_seconds = 600
        soft_ttl_seconds = 300
        negative_ttl_seconds = 50
        max_entries = 7
        """;

    assertThat(parse(text))
        .isEqualTo(
            new CacheSettings(
                false,
                Duration.ofSeconds(600),
                Duration.ofSeconds(300),
                Duration.ofSeconds(50),
                7));
  }

  @ParameterizedTest
  @CsvSource({"60, 30, 5", "20, 20, 5", "2, 2, 2"})
  void parse_ofShortTtl_shortensWhatIsNotSet(long ttl, long softTtl, long negativeTtl) {
    assertThat(parse("auth.cache.ttl_seconds = " + ttl))
        .isEqualTo(CacheScene.settings(ttl, softTtl, negativeTtl, 10_000));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ttl_seconds = 0                | ttl_seconds",
        "ttl_seconds = 31622401         | ttl_seconds",
        "ttl_seconds = '60'             | ttl_seconds",
        "ttl_seconds = 60.0             | ttl_seconds",
        "ttl_seconds = [60]             | ttl_seconds",
        "soft_ttl_seconds = 0           | soft_ttl_seconds",
        "soft_ttl_seconds = 61          | soft_ttl_seconds",
        "soft_ttl_seconds = true        | soft_ttl_seconds",
        "negative_ttl_seconds = -1      | negative_ttl_seconds",
        "negative_ttl_seconds = 61      | negative_ttl_seconds",
        "negative_ttl_seconds = 1979-05-27 | negative_ttl_seconds",
        "max_entries = 0                | max_entries",
        "max_entries = 1.5              | max_entries",
        "enabled = 1                    | enabled",
        "enabled = 'canary'             | enabled"
      })
  void parse_ofBadSetting_saysWhichAndWhere(String line, String name) {
    CorruptFileException problem = problemOf("# first\n[auth.cache]\n\n  " + line + "\n");

    assertThat(problem.problem()).isEqualTo(Problem.BAD_SETTING);
    assertThat(problem.path()).isEqualTo(FILE);
    assertThat(problem.setting()).isEqualTo("auth.cache." + name);
    assertThat(problem.line()).isEqualTo(4);
    assertThat(problem.column()).isEqualTo(3);
    assertThat(problem).hasMessageNotContaining("canary").hasNoCause();
  }

  @Test
  void parse_ofSoftTtlThatOnlyTheTtlMakesTooLong_saysTheSoftTtl() {
    CorruptFileException problem =
        problemOf("[auth.cache]\nsoft_ttl_seconds = 30\nttl_seconds = 29\n");

    assertThat(problem.setting()).isEqualTo("auth.cache.soft_ttl_seconds");
    assertThat(problem.line()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[auth.cache]\\n canary = 1      | 2",
        "[auth.cache]\\nTTL_SECONDS = 1  | 2",
        "[auth.cache]\\nttl_seconds.canary = 1 | 2",
        "[auth]\\ncanary = 1             | 2",
        "[canary]\\nttl_seconds = 1      | 1",
        "canary = 1                      | 1",
        "[auth.cache]\\n[auth.cache.canary] | 2",
        "[auth.canary]\\nttl_seconds = 1 | 1",
        "[[canary]]\\na = 1              | 1"
      })
  void parse_ofUnknownSetting_saysWhere(String text, int line) {
    CorruptFileException problem = problemOf(text.replace("\\n", "\n"));

    assertThat(problem.problem()).isEqualTo(Problem.UNKNOWN_SETTING);
    assertThat(problem.line()).isEqualTo(line);
    assertThat(problem.column()).isPositive();
    assertThat(problem).hasMessageNotContaining("canary").hasNoCause();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[auth.cache]\\nttl_seconds = canary    | 2",
        "[auth.cache]\\nttl_seconds =           | 2",
        "[auth.cache]\\nttl_seconds = 1\\nttl_seconds = 2 | 3",
        "[auth.cache                            | 1",
        "[auth.cache]\\nenabled = 'canary       | 2",
        "[auth.cache]\\nttl_seconds = 99999999999999999999 | 2"
      })
  void parse_ofBrokenToml_saysWhere(String text, int line) {
    CorruptFileException problem = problemOf(text.replace("\\n", "\n"));

    assertThat(problem.problem()).isEqualTo(Problem.SYNTAX);
    assertThat(problem.line()).isEqualTo(line);
    assertThat(problem.column()).isPositive();
    assertThat(problem).hasMessageNotContaining("canary").hasNoCause();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "auth = 1                  | auth       | 1",
        "auth = 'canary'           | auth       | 1",
        "[[auth]]                  | auth       | 1",
        "[auth]\\ncache = 1         | auth.cache | 2",
        "[auth]\\ncache = 'canary'  | auth.cache | 2",
        "[auth]\\ncache = [{}]      | auth.cache | 2",
        "auth.cache = []           | auth.cache | 1"
      })
  void parse_ofValueInPlaceOfATable_saysWhichAndWhere(String text, String name, int line) {
    CorruptFileException problem = problemOf(text.replace("\\n", "\n"));

    assertThat(problem.problem()).isEqualTo(Problem.BAD_SETTING);
    assertThat(problem.setting()).isEqualTo(name);
    assertThat(problem.line()).isEqualTo(line);
    assertThat(problem).hasMessageNotContaining("canary").hasNoCause();
  }

  @Test
  void read_ofAFileAbove64KiB_isTooLarge(@TempDir Path temporary) throws IOException {
    HostScene scene = new HostScene(temporary);
    Path file = scene.config.resolve("latchkey.toml");
    Files.writeString(file, "#".repeat(65_536));
    assertThat(CacheSettings.read(scene.store())).isEqualTo(CacheSettings.DEFAULT);

    Files.writeString(file, "#".repeat(65_537));
    assertThatExceptionOfType(CorruptFileException.class)
        .isThrownBy(() -> CacheSettings.read(scene.store()))
        .matches(e -> e.problem() == Problem.TOO_LARGE);
  }

  @Test
  void read_ofFileOrNone_isWhatItSaysOrTheDefault(@TempDir Path temporary) throws IOException {
    HostScene scene = new HostScene(temporary);
    Path file = scene.config.resolve("latchkey.toml");
    assertThat(CacheSettings.read(scene.store())).isEqualTo(CacheSettings.DEFAULT);

    Files.writeString(file, "[auth.cache]\nenabled = false\n");

    assertThat(CacheSettings.read(scene.store()).enabled()).isFalse();
  }
}
