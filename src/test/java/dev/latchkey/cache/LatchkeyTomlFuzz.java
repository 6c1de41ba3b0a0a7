package dev.latchkey.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.latchkey.store.CorruptFileException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;

/** {@code latchkey.toml}: it is understood whole, or corrupt. */
class LatchkeyTomlFuzz {

  private static final Path FILE = Path.of("latchkey.toml");

  /** So that the time which it takes to load the parser counts for no input. */
  @BeforeAll
  static void loadParser() {
    assertThat(SettingsFile.parse(FILE, written(CacheSettings.DEFAULT)))
        .isEqualTo(CacheSettings.DEFAULT);
  }

  @FuzzTest
  void parse_anyBytes_readsOrIsCorrupt(byte[] content) {
    CacheSettings settings;
    try {
      settings = SettingsFile.parse(FILE, new String(content, StandardCharsets.UTF_8));
    } catch (CorruptFileException e) {
      assertThat(e).hasNoCause();
      return;
    }
    assertThat(SettingsFile.parse(FILE, written(settings))).isEqualTo(settings);
  }

  private static String written(CacheSettings settings) {
    return """
    [auth.cache]
    enabled = %s
    ttl_seconds = %d
    soft_ttl_seconds = %d
    negative_ttl_seconds = %d
    max_entries = %d
    """
        .formatted(
            settings.enabled(),
            settings.ttl().toSeconds(),
            settings.softTtl().toSeconds(),
            settings.negativeTtl().toSeconds(),
            settings.maxEntries());
  }
}
