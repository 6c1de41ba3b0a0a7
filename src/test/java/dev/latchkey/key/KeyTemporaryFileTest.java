package dev.latchkey.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.DirectorySnapshot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A temporary file of a key goes only where the key itself stays. */
class KeyTemporaryFileTest {

  private static final String LEFT = KeyScene.FILE + ".tmp_AbCdEf";
  private static final String PLAIN = KeyScene.plainFile(KeyScene.RAW);
  private static final String PROTECTED = KeyScene.protectedFile(KeyScene.RAW);

  private final KeyScene scene;

  KeyTemporaryFileTest(@TempDir Path directory) {
    this.scene = new KeyScene(directory);
  }

  static Stream<String> ofTheSameKey() {
    return Stream.of("", PLAIN, PROTECTED);
  }

  @ParameterizedTest
  @MethodSource("ofTheSameKey")
  void removeTemporaryFile_emptyOrOfTheSameKey_removesItAlone(String content) {
    scene.known("").file(KeyScene.FILE, PLAIN).file(LEFT, content);
    Path left = scene.config.resolve(LEFT);
    DirectorySnapshot before = scene.snapshot();
    assertThat(scene.dryKeys().removeTemporaryFile(left)).isTrue();
    assertThat(scene.snapshot()).isEqualTo(before);

    assertThat(scene.keys().removeTemporaryFile(left)).isTrue();

    assertThat(before.filesThatDiffer(scene.snapshot()))
        .isEqualTo(Set.of(LEFT, "state/audit.jsonl"));
    assertThat(scene.text("state/audit.jsonl")).contains("\"doctor fix\"", LEFT);
  }

  static Stream<String> ofAnotherKeyOrNone() {
    return Stream.of(
        KeyScene.plainFile(KeyScene.OTHER_RAW),
        KeyScene.protectedFile(KeyScene.RAW, ""),
        PLAIN.substring(0, PLAIN.length() - 1),
        "no key");
  }

  @ParameterizedTest
  @MethodSource("ofAnotherKeyOrNone")
  void removeTemporaryFile_thatMayBeAllThereIs_keepsIt(String content) {
    scene.known("").file(KeyScene.FILE, PLAIN).file(LEFT, content);
    assertStays();
  }

  @Test
  void removeTemporaryFile_withoutTheKeysOwnFile_keepsIt() {
    scene.known("").file(LEFT, PLAIN);
    assertStays();
    scene.file(KeyScene.FILE, "");
    assertStays();
  }

  @Test
  void removeTemporaryFile_thatIsGoneAlready_isDone() {
    scene.known("").file(KeyScene.FILE, PLAIN);
    DirectorySnapshot before = scene.snapshot();
    assertThat(scene.keys().removeTemporaryFile(scene.config.resolve(LEFT))).isTrue();
    assertThat(scene.snapshot()).isEqualTo(before);
  }

  private void assertStays() {
    DirectorySnapshot before = scene.snapshot();
    assertThat(scene.keys().removeTemporaryFile(scene.config.resolve(LEFT))).isFalse();
    assertThat(scene.snapshot()).isEqualTo(before);
  }

  @Test
  void removeTemporaryFile_ofNoKeyOrElsewhere_touchesNothing() {
    scene.known("").file(KeyScene.FILE, PLAIN).file("offsite.enc.tmp_AbCdEf", PLAIN);
    DirectorySnapshot before = scene.snapshot();
    for (String name : new String[] {KeyScene.FILE, "offsite.enc.tmp_AbCdEf", "user.cfg"}) {
      assertThat(scene.keys().removeTemporaryFile(scene.config.resolve(name))).isFalse();
    }
    assertThat(scene.snapshot()).isEqualTo(before);
    assertThat(Files.exists(scene.run)).isFalse();
  }
}
