package dev.latchkey.key;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.latchkey.store.CorruptFileException;
import dev.latchkey.store.Secret;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Keys from elsewhere, in any format, and what lies in them under a passphrase. */
class KeyInputFuzz {

  private static final Path SOURCE = Path.of("elsewhere");
  private static final KeyDerivation CHEAP = new KeyDerivation.Scrypt(16, 1, 1, new byte[32]);

  @FuzzTest
  void parse_anyBytes_isAKeyOrCorrupt(byte[] content) {
    parse(content, null);
    for (KeyFormat format : KeyFormat.values()) {
      parse(content, format);
    }
    try (Secret sealed = Secret.copyOf(content);
        Secret passphrase = KeyScene.secret(KeyScene.PASSPHRASE)) {
      if (content.length == KeyFile.KEY_BYTES + SealedKey.OVERHEAD_BYTES) {
        assertThat(SealedKey.open(sealed, CHEAP, passphrase)).isNull();
      }
    }
  }

  private static void parse(byte[] content, @Nullable KeyFormat format) {
    try (Secret secret = Secret.copyOf(content);
        KeyInput input = KeyInput.parse(SOURCE, secret, format)) {
      assertThat(input.isProtected() && input.file() == null).isFalse();
      assertThat(input.hasFingerprint()).isEqualTo(input.fingerprint(null) != null);
      assertThat(input.fileBytes()).isNotEmpty();
      if (!input.isProtected()) {
        try (Secret material = input.material()) {
          assertThat(material.length()).isEqualTo(KeyFile.KEY_BYTES);
        }
      }
    } catch (CorruptFileException e) {
      assertThat(e).hasNoCause();
    }
  }
}
