package dev.latchkey.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.Fixtures;
import dev.latchkey.store.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Registry and key files that another program has written, with node's cryptography. */
class KeyFixturesTest {

  private static final List<String> IDS = List.of("plain", "offsite", "legacy");

  private final KeyScene scene;

  KeyFixturesTest(@TempDir Path directory) {
    this.scene = new KeyScene(directory);
  }

  @BeforeEach
  void copy() throws IOException {
    scene.registry(
        Fixtures.text("encryption-keys.cfg").replace("@CONFIG_DIR@", scene.config.toString()));
    for (String id : IDS) {
      scene.file("encryption-keys/" + id + ".enc", Fixtures.text("encryption-keys/" + id + ".enc"));
    }
  }

  /** What stands behind the first word of a line. */
  private static String secretOf(String beginning) throws IOException {
    return Fixtures.text("encryption-keys.secrets")
        .lines()
        .filter(line -> line.startsWith(beginning))
        .findFirst()
        .orElseThrow()
        .substring(beginning.length());
  }

  private static Secret passphrase(String id) throws IOException {
    String all = Fixtures.text("encryption-keys.secrets");
    String line =
        all.substring(all.indexOf("# passphrases"))
            .lines()
            .filter(text -> text.startsWith(id + " "))
            .findFirst()
            .orElse(id + " not needed");
    return KeyScene.secret(line.substring(id.length() + 1));
  }

  @ParameterizedTest
  @CsvSource({"plain, none", "offsite, scrypt", "legacy, pbkdf2"})
  void load_keyOfAnotherProgram_isTheRawKey(String id, String kdf) throws IOException {
    try (Secret passphrase = passphrase(id);
        Secret key = scene.keys().load(new KeyId(id), passphrase)) {
      assertThat(KeyScene.hex(key)).isEqualTo(secretOf(id + " " + kdf + " "));
    }
    assertThat(scene.keys().find(new KeyId(id)).orElseThrow().kdf().label()).isEqualTo(kdf);
  }

  @Test
  void list_registryOfAnotherProgram_isReadAsItStands() {
    assertThat(scene.keys().inspect()).isEmpty();
    List<EncryptionKey> keys = scene.keys().list();
    assertThat(keys)
        .extracting(key -> key.id().value())
        .containsExactly("legacy", "offsite", "plain");
    assertThat(keys)
        .extracting(EncryptionKey::created, EncryptionKey::modified)
        .allMatch(
            times -> times.toList().stream().allMatch(Instant.ofEpochSecond(1775840036)::equals));
    assertThat(keys.get(0).archivedAt()).isEqualTo(Instant.ofEpochSecond(1775926436));
    assertThat(keys.get(0).state()).isEqualTo(EncryptionKey.State.ARCHIVED);
    assertThat(keys.get(1).hint()).isEqualTo("the usual animal");
    assertThat(keys.get(2).hint()).isNull();
  }

  @Test
  void archiveAndUnarchive_keyOfAnotherProgram_changesItsLineOnly() {
    String before = scene.registry();
    assertThat(scene.keys().archive(new KeyId("plain")).changed()).isTrue();
    assertThat(scene.registry()).isNotEqualTo(before);
    assertThat(scene.keys().unarchive(new KeyId("plain")).changed()).isTrue();
    assertThat(scene.registry()).isEqualTo(before);
  }

  @Test
  void store_fileOfAnotherProgram_isStoredByteForByte() throws IOException {
    String text = Fixtures.text("encryption-keys/legacy.enc");
    KeyId copy = new KeyId("copy");
    try (KeyInput input = KeyScene.input(text)) {
      EncryptionKey key = scene.keys().store(copy, input, Protection.NONE);
      assertThat(key.created()).isEqualTo(Instant.parse("2026-04-10T16:53:56Z"));
      assertThat(key.kdf()).isEqualTo(Kdf.PBKDF2);
    }
    assertThat(scene.text("encryption-keys/copy.enc")).isEqualTo(text);
    try (Secret passphrase = passphrase("legacy");
        Secret key = scene.keys().loadActive(copy, passphrase)) {
      assertThat(KeyScene.hex(key)).isEqualTo(secretOf("legacy pbkdf2 "));
    }
  }
}
