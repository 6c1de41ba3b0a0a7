package dev.latchkey.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.DirectorySnapshot;
import dev.latchkey.store.Secret;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every operation in every state of its key: what it answers.
 *
 * <p>An operation that throws, or whose answer is {@code same} or the key itself, has changed
 * nothing; a dry run answers alike and never changes anything.
 */
class EncryptionKeyTableTest {

  private static final Protection HINTED = new Protection(Kdf.NONE, null, "none needed");

  private final Path temporary;
  private final KeyScene scene;

  EncryptionKeyTableTest(@TempDir Path directory) {
    this.temporary = directory;
    this.scene = new KeyScene(directory);
  }

  @BeforeEach
  void positiveControl_key_isTheOneOfTheFingerprint() {
    assertThat(KeyScene.fingerprintOf(KeyScene.RAW)).isEqualTo(KeyScene.FINGERPRINT);
  }

  @ParameterizedTest(name = "create_{0}_{1}")
  @CsvSource({
    "NO_DIRECTORY, done",
    "ABSENT, done",
    "ACTIVE, KEY exists",
    "ARCHIVED, KEY exists",
    "PROTECTED, KEY exists",
    "UNTOLD_OTHER, KEY exists",
    "ORPHANED, KEY_FILE exists",
    "EMPTY_FILE, done",
    "FILE_MISSING, KEY exists",
    "ARCHIVED_FILE_MISSING, KEY exists",
    "OTHER_KEY, KEY exists",
    "ARCHIVED_OTHER_KEY, KEY exists",
    "ARCHIVED_DAMAGED_FILE, KEY exists",
    "OUTSIDE, KEY exists",
    "LINKED_FILE, KEY exists",
    "LINKED_DIRECTORY, KEY exists",
    "DAMAGED_ENTRY, KEY exists",
    "DAMAGED_REGISTRY, SYNTAX",
  })
  void create(KeyBefore before, String answer) {
    check(before, answer, keys -> done(keys.create(KeyScene.ID, HINTED)));
    assertAdded(before, answer);
  }

  @ParameterizedTest(name = "store_{0}_{1}")
  @CsvSource({
    "NO_DIRECTORY, done",
    "ABSENT, done",
    "ACTIVE, KEY exists",
    "ARCHIVED, KEY exists",
    "PROTECTED, KEY exists",
    "UNTOLD_OTHER, KEY exists",
    "ORPHANED, KEY_FILE exists",
    "EMPTY_FILE, done",
    "FILE_MISSING, KEY exists",
    "ARCHIVED_FILE_MISSING, KEY exists",
    "OTHER_KEY, KEY exists",
    "ARCHIVED_OTHER_KEY, KEY exists",
    "ARCHIVED_DAMAGED_FILE, KEY exists",
    "OUTSIDE, KEY exists",
    "LINKED_FILE, KEY exists",
    "LINKED_DIRECTORY, KEY exists",
    "DAMAGED_ENTRY, KEY exists",
    "DAMAGED_REGISTRY, SYNTAX",
  })
  void store(KeyBefore before, String answer) {
    check(
        before,
        answer,
        keys -> {
          try (KeyInput input = KeyScene.input(KeyScene.RAW)) {
            return done(keys.store(KeyScene.ID, input, HINTED));
          }
        });
    assertAdded(before, answer);
  }

  private void assertAdded(KeyBefore before, String answer) {
    if (answer.equals("done")) {
      assertThat(scene.registry())
          .startsWith(before == KeyBefore.NO_DIRECTORY ? "sync-key: offsite\n" : before.registry())
          .contains("\n\tpath " + scene.config.resolve(KeyScene.FILE) + "\n");
      try (Secret key = scene.keys().loadActive(KeyScene.ID, null)) {
        assertThat(key.length()).isEqualTo(32);
      }
      assertThat(scene.keys().inspect())
          .allMatch(finding -> finding.id().equals("another"), "nothing about our key");
    }
  }

  @ParameterizedTest(name = "load_{0}_{1}")
  @CsvSource({
    "NO_DIRECTORY, CONFIG_DIRECTORY not found",
    "ABSENT, KEY not found",
    "ACTIVE, the key",
    "ARCHIVED, the key",
    "PROTECTED, the key",
    "UNTOLD_OTHER, OTHER_KEY",
    "ORPHANED, KEY not found",
    "EMPTY_FILE, KEY not found",
    "FILE_MISSING, MISSING",
    "ARCHIVED_FILE_MISSING, MISSING",
    "OTHER_KEY, OTHER_KEY",
    "ARCHIVED_OTHER_KEY, OTHER_KEY",
    "ARCHIVED_DAMAGED_FILE, SYNTAX",
    "OUTSIDE, OUTSIDE",
    "LINKED_FILE, SYMBOLIC_LINK",
    "LINKED_DIRECTORY, SYMBOLIC_LINK",
    "DAMAGED_ENTRY, WRONG_TYPE",
    "DAMAGED_REGISTRY, SYNTAX",
  })
  void load(KeyBefore before, String answer) {
    check(before, answer, keys -> opened(keys::load));
    check(before, answer, keys -> verified(keys));
  }

  @ParameterizedTest(name = "loadActive_{0}_{1}")
  @CsvSource({
    "NO_DIRECTORY, CONFIG_DIRECTORY not found",
    "ABSENT, KEY not found",
    "ACTIVE, the key",
    "ARCHIVED, ARCHIVED",
    "PROTECTED, the key",
    "UNTOLD_OTHER, ARCHIVED",
    "ORPHANED, KEY not found",
    "EMPTY_FILE, KEY not found",
    "FILE_MISSING, MISSING",
    "ARCHIVED_FILE_MISSING, MISSING",
    "OTHER_KEY, OTHER_KEY",
    "ARCHIVED_OTHER_KEY, OTHER_KEY",
    "ARCHIVED_DAMAGED_FILE, SYNTAX",
    "OUTSIDE, OUTSIDE",
    "LINKED_FILE, SYMBOLIC_LINK",
    "LINKED_DIRECTORY, SYMBOLIC_LINK",
    "DAMAGED_ENTRY, WRONG_TYPE",
    "DAMAGED_REGISTRY, SYNTAX",
  })
  void loadActive(KeyBefore before, String answer) {
    check(before, answer, keys -> opened(keys::loadActive));
  }

  @ParameterizedTest(name = "open_{0}_withPassphrase_{1}_{2}")
  @CsvSource({
    "PROTECTED, '', PASSPHRASE_NEEDED",
    "PROTECTED, wrong-passphrase, WRONG_PASSPHRASE",
    "ACTIVE, '', the key",
    "ACTIVE, wrong-passphrase, the key",
  })
  void open(KeyBefore before, String passphrase, String answer) {
    check(before, answer, keys -> opened(keys::load, passphrase));
    check(before, answer, keys -> opened(keys::loadActive, passphrase));
    check(
        before,
        answer,
        keys ->
            opened(
                (id, secret) -> {
                  assertThat(keys.verify(id, secret).id()).isEqualTo(id);
                  return KeyScene.material(KeyScene.RAW);
                },
                passphrase));
  }

  @ParameterizedTest(name = "archive_{0}_{1}")
  @CsvSource({
    "NO_DIRECTORY, CONFIG_DIRECTORY not found",
    "ABSENT, KEY not found",
    "ACTIVE, changed",
    "ARCHIVED, same",
    "PROTECTED, changed",
    "UNTOLD_OTHER, same",
    "ORPHANED, KEY not found",
    "EMPTY_FILE, KEY not found",
    "FILE_MISSING, changed",
    "ARCHIVED_FILE_MISSING, same",
    "OTHER_KEY, changed",
    "ARCHIVED_OTHER_KEY, same",
    "OUTSIDE, same",
    "LINKED_FILE, same",
    "DAMAGED_ENTRY, WRONG_TYPE",
    "DAMAGED_REGISTRY, SYNTAX",
  })
  void archive(KeyBefore before, String answer) {
    check(before, answer, keys -> changed(keys.archive(KeyScene.ID)));
    if (answer.equals("changed")) {
      assertThat(scene.registry())
          .isEqualTo(before.registry() + "\tarchived-at " + KeyScene.NOW.getEpochSecond() + "\n");
    }
  }

  @ParameterizedTest(name = "unarchive_{0}_{1}")
  @CsvSource({
    "NO_DIRECTORY, CONFIG_DIRECTORY not found",
    "ABSENT, KEY not found",
    "ACTIVE, same",
    "ARCHIVED, changed",
    "PROTECTED, same",
    "ORPHANED, KEY not found",
    "EMPTY_FILE, KEY not found",
    "FILE_MISSING, same",
    "ARCHIVED_FILE_MISSING, changed",
    "OTHER_KEY, same",
    "ARCHIVED_OTHER_KEY, changed",
    "DAMAGED_ENTRY, WRONG_TYPE",
    "DAMAGED_REGISTRY, SYNTAX",
  })
  void unarchive(KeyBefore before, String answer) {
    check(before, answer, keys -> changed(keys.unarchive(KeyScene.ID)));
    if (answer.equals("changed")) {
      assertThat(scene.registry())
          .isEqualTo(before.registry().replace("\tarchived-at 1772000000\n", ""));
    }
  }

  @ParameterizedTest(name = "changePassphrase_{0}_{1}")
  @CsvSource({
    "NO_DIRECTORY, CONFIG_DIRECTORY not found",
    "ABSENT, KEY not found",
    "ACTIVE, done",
    "ARCHIVED, done",
    "PROTECTED, done",
    "UNTOLD_OTHER, OTHER_KEY",
    "ORPHANED, KEY not found",
    "EMPTY_FILE, KEY not found",
    "FILE_MISSING, MISSING",
    "ARCHIVED_FILE_MISSING, MISSING",
    "OTHER_KEY, OTHER_KEY",
    "ARCHIVED_OTHER_KEY, OTHER_KEY",
    "ARCHIVED_DAMAGED_FILE, SYNTAX",
    "OUTSIDE, OUTSIDE",
    "LINKED_FILE, SYMBOLIC_LINK",
    "LINKED_DIRECTORY, SYMBOLIC_LINK",
    "DAMAGED_ENTRY, WRONG_TYPE",
    "DAMAGED_REGISTRY, SYNTAX",
  })
  void changePassphrase(KeyBefore before, String answer) {
    check(
        before,
        answer,
        keys -> {
          try (Secret present = KeyScene.secret(KeyScene.PASSPHRASE)) {
            return done(keys.changePassphrase(KeyScene.ID, present, HINTED));
          }
        });
    if (answer.equals("done")) {
      EncryptionKey key = scene.keys().verify(KeyScene.ID, null);
      assertThat(key.state() == EncryptionKey.State.ARCHIVED)
          .isEqualTo(before == KeyBefore.ARCHIVED);
      assertThat(key.hint()).isEqualTo("none needed");
    }
  }

  @ParameterizedTest(name = "export_{0}_{1}")
  @CsvSource({
    "NO_DIRECTORY, CONFIG_DIRECTORY not found",
    "ABSENT, KEY not found",
    "ACTIVE, the file",
    "ARCHIVED, the file",
    "PROTECTED, the file",
    "UNTOLD_OTHER, the file",
    "ORPHANED, KEY not found",
    "EMPTY_FILE, KEY not found",
    "FILE_MISSING, MISSING",
    "ARCHIVED_FILE_MISSING, MISSING",
    "OTHER_KEY, OTHER_KEY",
    "ARCHIVED_OTHER_KEY, OTHER_KEY",
    "ARCHIVED_DAMAGED_FILE, SYNTAX",
    "OUTSIDE, OUTSIDE",
    "LINKED_FILE, SYMBOLIC_LINK",
    "LINKED_DIRECTORY, SYMBOLIC_LINK",
    "DAMAGED_ENTRY, WRONG_TYPE",
    "DAMAGED_REGISTRY, SYNTAX",
  })
  void export(KeyBefore before, String answer) {
    check(
        before,
        answer,
        keys -> {
          try (Secret file = keys.export(KeyScene.ID);
              Secret stored = KeyScene.secret(scene.keyFile())) {
            return file.contentEquals(stored) ? "the file" : "something else";
          }
        });
  }

  @ParameterizedTest(name = "delete_{0}_{1}")
  @CsvSource({
    "NO_DIRECTORY, CONFIG_DIRECTORY not found",
    "ABSENT, KEY not found",
    "ACTIVE, STILL_ACTIVE",
    "ARCHIVED, done",
    "PROTECTED, STILL_ACTIVE",
    "UNTOLD_OTHER, done",
    "ORPHANED, KEY not found",
    "EMPTY_FILE, KEY not found",
    "FILE_MISSING, STILL_ACTIVE",
    "ARCHIVED_FILE_MISSING, done",
    "OTHER_KEY, STILL_ACTIVE",
    "ARCHIVED_OTHER_KEY, OTHER_KEY",
    "ARCHIVED_DAMAGED_FILE, SYNTAX",
    "OUTSIDE, OUTSIDE",
    "LINKED_FILE, SYMBOLIC_LINK",
    "LINKED_DIRECTORY, SYMBOLIC_LINK",
    "DAMAGED_ENTRY, WRONG_TYPE",
    "DAMAGED_REGISTRY, SYNTAX",
  })
  void delete(KeyBefore before, String answer) {
    check(before, answer, keys -> done(keys.delete(KeyScene.ID)));
    if (answer.equals("done")) {
      assertThat(scene.registry()).isEqualTo(KeyScene.NEIGHBOURS + "\n# ours\n");
      assertThat(scene.config.resolve(KeyScene.FILE)).doesNotExist();
    }
  }

  /** Runs an operation dry, then in earnest, and compares all files, those elsewhere included. */
  private void check(
      KeyBefore before, String answer, Function<EncryptionKeyRepository, String> operation) {
    if (!scene.config.toFile().exists()) {
      before.arrange(scene);
    }
    DirectorySnapshot start = DirectorySnapshot.of(temporary);
    assertThat(KeyScene.answer(operation, scene.dryKeys())).as("dry run").isEqualTo(answer);
    start.assertUnchanged(temporary);

    DirectorySnapshot config = scene.snapshot();
    assertThat(KeyScene.answer(operation, scene.keys())).isEqualTo(answer);
    if (answer.equals("done") || answer.equals("changed")) {
      scene.snapshot().assertNoTemporaryFiles();
      assertThat(scene.text("state/audit.jsonl").lines()).hasSize(1);
    } else {
      config.assertUnchanged(scene.config);
    }
  }

  private static String done(EncryptionKey key) {
    assertThat(key.id()).isEqualTo(KeyScene.ID);
    return "done";
  }

  private static String changed(KeyUpdate update) {
    return update.changed() ? "changed" : "same";
  }

  private static String verified(EncryptionKeyRepository keys) {
    try (Secret passphrase = KeyScene.secret(KeyScene.PASSPHRASE)) {
      EncryptionKey key = keys.verify(KeyScene.ID, passphrase);
      assertThat(key.fingerprint().value()).isEqualTo(KeyScene.FINGERPRINT);
      return "the key";
    }
  }

  /** What opens a key. */
  private interface Opening {
    Secret open(KeyId id, @Nullable Secret passphrase);
  }

  private static String opened(Opening opening) {
    return opened(opening, KeyScene.PASSPHRASE);
  }

  private static String opened(Opening opening, String passphrase) {
    try (Secret given = KeyScene.secret(passphrase);
        Secret key = opening.open(KeyScene.ID, passphrase.isEmpty() ? null : given)) {
      return KeyScene.hex(key).equals(KeyScene.RAW) ? "the key" : "another key";
    }
  }
}
