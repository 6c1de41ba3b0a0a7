package dev.latchkey.authkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.latchkey.store.NotFoundException;
import dev.latchkey.store.Subject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of the keys that there are. */
class AuthKeyRepositoryTest {

  private final AuthKeyScene scene;

  AuthKeyRepositoryTest(@TempDir Path directory) {
    this.scene = new AuthKeyScene(directory);
  }

  @Test
  void publicKey_presentAndPrevious_isThatOfTheFileOrDoesNotExist() {
    scene.pair(AuthKeyScene.RSA, AuthKeyScene.NOW);
    AuthKeyRepository keys = scene.keys();
    assertThat(keys.fingerprint(false)).isEqualTo(scene.fingerprint(AuthKeyScene.PUBLIC));
    assertThat(keys.publicKey(false).getBytes(StandardCharsets.US_ASCII))
        .isEqualTo(scene.bytes(AuthKeyScene.PUBLIC));
    assertThatExceptionOfType(NotFoundException.class)
        .isThrownBy(() -> keys.fingerprint(true))
        .extracting(NotFoundException::subject)
        .isEqualTo(Subject.PREVIOUS_AUTH_KEY);
    scene.remove(AuthKeyScene.PUBLIC);
    assertThatExceptionOfType(NotFoundException.class)
        .isThrownBy(() -> keys.publicKey(false))
        .extracting(NotFoundException::subject)
        .isEqualTo(Subject.AUTH_KEY);
  }
}
