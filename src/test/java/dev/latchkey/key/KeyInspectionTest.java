package dev.latchkey.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.DirectorySnapshot;
import dev.latchkey.key.KeyFinding.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that can be found of the keys, and that looking changes nothing. */
class KeyInspectionTest {

  private static final String PLAIN = KeyScene.plainFile(KeyScene.RAW);

  private final KeyScene scene;

  KeyInspectionTest(@TempDir Path directory) {
    this.scene = new KeyScene(directory);
  }

  private List<KeyFinding> findings() {
    DirectorySnapshot before = scene.snapshot();
    List<KeyFinding> findings = withoutFailures(scene.keys());
    before.assertUnchanged(scene.config);
    assertThat(withoutFailures(scene.dryKeys())).isEqualTo(findings);
    return findings;
  }

  private static List<KeyFinding> withoutFailures(EncryptionKeyRepository keys) {
    return keys.inspect().stream()
        .map(found -> new KeyFinding(found.kind(), found.id(), found.path(), null))
        .toList();
  }

  private KeyFinding finding(Kind kind, String id, String file) {
    return new KeyFinding(kind, id, scene.config.resolve(file), null);
  }

  @Test
  void inspect_nothingWrong_findsNothing() {
    scene.known("").file(KeyScene.FILE, PLAIN).file(KeyScene.FILE + ".lck", "");
    assertThat(findings()).isEmpty();
  }

  @Test
  void inspect_noRegistryAndNoFiles_findsNothing() {
    scene.file("user.cfg", "");
    assertThat(findings()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "not a key"})
  void inspect_fileNobodyKnows_isOrphaned(String content) {
    scene.known("").file(KeyScene.FILE, PLAIN).file("encryption-keys/left.enc", content);
    assertThat(findings())
        .containsExactly(finding(Kind.ORPHANED_KEY_FILE, "left", "encryption-keys/left.enc"));
  }

  @Test
  void inspect_fileMissingOrEmpty_isMissing() {
    scene.known("");
    KeyFinding missing = finding(Kind.MISSING_KEY_FILE, "offsite", KeyScene.FILE);
    assertThat(findings()).as("no directory").containsExactly(missing);
    scene.file("encryption-keys/README", "");
    assertThat(findings()).as("no file").containsExactly(missing);
    scene.file(KeyScene.FILE, "");
    assertThat(findings()).as("empty file").containsExactly(missing);
  }

  @Test
  void inspect_fileOfAnotherKey_isFound() {
    scene.known("").file(KeyScene.FILE, KeyScene.plainFile(KeyScene.OTHER_RAW));
    assertThat(findings()).containsExactly(finding(Kind.OTHER_KEY, "offsite", KeyScene.FILE));
    scene.known("\tkdf scrypt\n").file(KeyScene.FILE, KeyScene.protectedFile(KeyScene.OTHER_RAW));
    assertThat(findings()).containsExactly(finding(Kind.OTHER_KEY, "offsite", KeyScene.FILE));
  }

  @Test
  void inspect_fileOfNoSense_isDamaged() throws IOException {
    KeyFinding damaged = finding(Kind.DAMAGED_KEY_FILE, "offsite", KeyScene.FILE);
    scene.known("").file(KeyScene.FILE, "{");
    assertThat(findings()).containsExactly(damaged);
    scene.file(KeyScene.FILE, " ".repeat(KeyFile.MAX_BYTES + 1));
    assertThat(findings()).as("too large").containsExactly(damaged);
    scene.file(KeyScene.FILE, PLAIN);
    Files.setAttribute(scene.config.resolve(KeyScene.FILE), "unix:mode", 0646);
    assertThat(findings()).as("writable").containsExactly(damaged);
    Files.delete(scene.config.resolve(KeyScene.FILE));
    Files.createSymbolicLink(scene.config.resolve(KeyScene.FILE), Path.of("elsewhere"));
    assertThat(findings()).as("link").containsExactly(damaged);
  }

  @ParameterizedTest
  @CsvSource({"none, true", "pbkdf2, true", "scrypt, false"})
  void inspect_otherProtectionThanTheFileHas_isFound(String kdf, boolean found) {
    scene.known("\tkdf " + kdf + "\n").file(KeyScene.FILE, KeyScene.protectedFile(KeyScene.RAW));
    KeyFinding other = finding(Kind.OTHER_KDF, "offsite", KeyScene.FILE);
    assertThat(findings()).isEqualTo(found ? List.of(other) : List.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\tkdf rot13\n",
        "\tcreated yesterday\n",
        "\tcreated -1\n",
        "\tcreated 9223372036854775807\n",
        "\tmodified 9223372036854775807\n",
        "\tarchived-at 9223372036854775807\n",
        "\tarchived-at never\n",
        "\tkdf none\n\tkdf none\n",
        "\tpath /etc/hostname\n",
        "\tpath ../encryption-keys/offsite.enc\n",
        "\tpath a\0b\n",
        "\tpath\n",
        "\tfingerprint " + KeyScene.FINGERPRINT + "\n"
      })
  void inspect_sectionOfNoSense_isDamaged(String property) {
    scene.known(property).file(KeyScene.FILE, PLAIN);
    assertThat(findings())
        .containsExactly(finding(Kind.DAMAGED_ENTRY, "offsite", KeyRegistry.FILE));
  }

  @Test
  void inspect_idThatIsNone_isNamedAndTheRestIsRead() {
    scene.registry(
        "sync-key: ../up\n\tfingerprint none\n\nsync-key: offsite\n\tfingerprint "
            + KeyScene.FINGERPRINT
            + "\n");
    scene.file(KeyScene.FILE, PLAIN);
    assertThat(findings()).containsExactly(finding(Kind.UNKNOWN_ID, "../up", KeyRegistry.FILE));
  }

  @Test
  void inspect_severalThings_areInTheOrderOfRegistryThenDirectory() {
    scene.registry(
        "sync-key: zzz\n\tfingerprint none\n\nsync-key: x\n\nsync-key: aaa\n\tfingerprint "
            + KeyScene.FINGERPRINT
            + "\n");
    scene.file("encryption-keys/mmm.enc", PLAIN).file("encryption-keys/bbb.enc", PLAIN);
    scene.file("encryption-keys/not an id.enc", PLAIN).file("encryption-keys/README", "read me");
    assertThat(findings())
        .containsExactly(
            finding(Kind.DAMAGED_ENTRY, "zzz", KeyRegistry.FILE),
            finding(Kind.UNKNOWN_ID, "x", KeyRegistry.FILE),
            finding(Kind.MISSING_KEY_FILE, "aaa", "encryption-keys/aaa.enc"),
            finding(Kind.ORPHANED_KEY_FILE, "bbb", "encryption-keys/bbb.enc"),
            finding(Kind.ORPHANED_KEY_FILE, "mmm", "encryption-keys/mmm.enc"));
  }

  @Test
  void inspect_registryOfNoSense_isCorrupt() {
    scene.registry("neither\n").file(KeyScene.FILE, PLAIN);
    assertThat(KeyScene.answer(keys -> keys.inspect().toString(), scene.keys()))
        .isEqualTo("SYNTAX");
    scene.file(KeyRegistry.FILE, "sync-key: \u00e9bc\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(KeyScene.answer(keys -> keys.inspect().toString(), scene.keys()))
        .isEqualTo("NOT_UTF8");
  }

  @Test
  void inspect_linkInPlaceOfTheDirectory_isFound() throws IOException {
    scene.known("");
    Path elsewhere = Files.createDirectory(scene.config.resolveSibling("elsewhere"));
    Files.createSymbolicLink(scene.config.resolve("encryption-keys"), elsewhere);
    assertThat(findings())
        .extracting(KeyFinding::path)
        .containsExactly(scene.config.resolve("encryption-keys"));
  }
}
