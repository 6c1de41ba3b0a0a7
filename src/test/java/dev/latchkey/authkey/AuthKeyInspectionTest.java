package dev.latchkey.authkey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.DirectorySnapshot;
import dev.latchkey.Fixtures;
import dev.latchkey.store.CorruptFileException;
import dev.latchkey.store.Inspected;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found of the key pair, and that looking changes nothing. */
class AuthKeyInspectionTest {

  private static final byte[] NO_KEY = "no key".getBytes(StandardCharsets.US_ASCII);

  private final AuthKeyScene scene;

  AuthKeyInspectionTest(@TempDir Path directory) {
    this.scene = new AuthKeyScene(directory);
  }

  private Inspected<AuthKeyFinding> inspect() {
    DirectorySnapshot before = scene.snapshot();
    Inspected<AuthKeyFinding> found = scene.keys().inspect();
    before.assertUnchanged(scene.config);
    return found;
  }

  private void assertClean() {
    assertThat(inspect().findings()).isEmpty();
    assertThat(inspect().failures()).isEmpty();
  }

  private void assertUnfinished() {
    assertThat(inspect().findings()).containsExactly(AuthKeyFinding.UNFINISHED_ROTATION);
    assertThat(inspect().failures()).isEmpty();
  }

  @Test
  void inspect_pairOrPublicKeyAlone_findsNothing() {
    scene.pair(AuthKeyScene.ED25519, AuthKeyScene.NOW);
    assertClean();
    scene.remove(AuthKeyScene.PRIVATE);
    assertClean();
  }

  @Test
  void inspect_keysThatAreNoPair_isUnfinishedUntilTheNextRotation() {
    scene.pair(AuthKeyScene.ED25519, AuthKeyScene.NOW);
    byte[] other = Fixtures.bytes(AuthKeyScene.RSA + "/authkey.pub");
    scene.file(AuthKeyScene.PUBLIC, other, AuthKeyScene.NOW);
    assertUnfinished();
    assertThat(scene.keys().rotate(null, false, "doctor").reason())
        .isEqualTo(RotationReason.NO_PAIR);
    assertClean();
  }

  @Test
  void inspect_privateKeyAlone_isUnfinishedUntilTheNextRotation() {
    scene.pair(AuthKeyScene.ED25519, AuthKeyScene.NOW).remove(AuthKeyScene.PUBLIC);
    assertUnfinished();
    assertThat(scene.keys().rotate(null, false, "doctor").reason())
        .isEqualTo(RotationReason.NO_KEY);
    assertClean();
  }

  @Test
  void inspect_filesThatMakeNoSense_areFailuresEach() {
    scene.pair(AuthKeyScene.ED25519, AuthKeyScene.NOW);
    scene.file(AuthKeyScene.PUBLIC, NO_KEY, AuthKeyScene.NOW);
    scene.file(AuthKeyScene.OLD, NO_KEY, AuthKeyScene.NOW);
    Inspected<AuthKeyFinding> found = inspect();
    assertThat(found.findings()).as("nobody knows").isEmpty();
    assertThat(found.failures())
        .extracting(failure -> ((CorruptFileException) failure).path())
        .containsExactly(
            scene.config.resolve(AuthKeyScene.PUBLIC), scene.config.resolve(AuthKeyScene.OLD));
    scene.file(AuthKeyScene.PRIVATE, NO_KEY, AuthKeyScene.NOW);
    assertThat(inspect().failures()).hasSize(3);
  }
}
