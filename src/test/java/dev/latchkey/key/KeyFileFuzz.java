package dev.latchkey.key;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.latchkey.store.CorruptFileException;
import java.nio.file.Path;

/** Key files: what is read is written, and then read alike. */
class KeyFileFuzz {

  private static final Path SOURCE = Path.of("elsewhere");

  @FuzzTest
  void parse_anyBytes_readsOrIsCorrupt(byte[] content) {
    try (KeyFile file = KeyFile.parse(SOURCE, content)) {
      byte[] written = file.toBytes();
      try (KeyFile again = KeyFile.parse(SOURCE, written)) {
        assertThat(again.toBytes()).isEqualTo(written);
        assertThat(again.kdf()).isEqualTo(file.kdf());
        assertThat(again.hint()).isEqualTo(file.hint());
        assertThat(again.createdAt()).isEqualTo(file.createdAt());
        assertThat(again.fingerprint()).isEqualTo(file.fingerprint());
      }
    } catch (CorruptFileException e) {
      assertThat(e).hasNoCause();
    }
  }
}
