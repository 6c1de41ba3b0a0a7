package dev.latchkey.authkey;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.latchkey.store.CorruptFileException;
import dev.latchkey.store.FileImage;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Keys in PEM, private and public: what is read is written, and then read alike. */
class PemFuzz {

  private static final byte[] MESSAGE = {1, 2, 3};

  private final AuthKeyScene scene;

  PemFuzz(@TempDir Path directory) {
    this.scene = new AuthKeyScene(directory);
  }

  private FileImage image(byte[] content) {
    return scene.file(AuthKeyScene.PRIVATE, content, AuthKeyScene.NOW).image(AuthKeyScene.PRIVATE);
  }

  @FuzzTest
  void parse_anyBytes_isAKeyOrCorrupt(byte[] content) {
    FileImage image = image(content);
    try {
      SigningKey key = KeyPem.privateKey(image);
      byte[] written = KeyPem.of(key);
      assertThat(KeyPem.of(KeyPem.privateKey(image(written)))).isEqualTo(written);
      assertThat(key.publicKey().verifies(MESSAGE, key.sign(MESSAGE))).isTrue();
    } catch (CorruptFileException e) {
      assertThat(e).hasNoCause();
    }
    try {
      VerifyingKey key = KeyPem.publicKey(image);
      byte[] written = KeyPem.of(key);
      assertThat(KeyPem.of(KeyPem.publicKey(image(written)))).isEqualTo(written);
      assertThat(key.verifies(MESSAGE, new byte[64])).isFalse();
    } catch (CorruptFileException e) {
      assertThat(e).hasNoCause();
    }
  }
}
