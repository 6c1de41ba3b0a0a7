package dev.latchkey.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.latchkey.DirectorySnapshot;
import dev.latchkey.store.AlreadyExistsException;
import dev.latchkey.store.CorruptFileException;
import dev.latchkey.store.RandomSource;
import dev.latchkey.store.RefusedException;
import dev.latchkey.store.Secret;
import dev.latchkey.store.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the repository keeps, in which order it writes, and what a failure leaves. */
class EncryptionKeyRepositoryTest {

  private static final int SUFFIX_BYTES = 6;

  private final KeyScene scene;

  EncryptionKeyRepositoryTest(@TempDir Path directory) {
    this.scene = new KeyScene(directory);
  }

  /** Calls back with the number of the replacement, from 1, before its temporary file is made. */
  private static RandomSource beforeEachReplacement(IntConsumer action) {
    int[] count = {0};
    RandomSource kernel = RandomSource.ofKernel();
    return bytes -> {
      kernel.fill(bytes);
      if (bytes.length == SUFFIX_BYTES) {
        action.accept(++count[0]);
      }
    };
  }

  private EncryptionKey store(EncryptionKeyRepository keys, String content) {
    try (KeyInput input = KeyScene.input(content)) {
      return keys.store(KeyScene.ID, input, Protection.NONE);
    }
  }

  @Test
  void create_keyAndNeighbours_writesFilesLikeThoseOfProxmox() throws IOException {
    KeyBefore.ABSENT.arrange(scene);
    EncryptionKey key =
        scene.keys(bytes -> Arrays.fill(bytes, (byte) 0x42)).create(KeyScene.ID, Protection.NONE);

    String fingerprint = KeyScene.fingerprintOf(KeyScene.OTHER_RAW);
    assertThat(key)
        .isEqualTo(
            new EncryptionKey(
                KeyScene.ID,
                Kdf.NONE,
                new Fingerprint(fingerprint),
                KeyScene.NOW,
                KeyScene.NOW,
                null,
                null));
    assertThat(scene.registry())
        .isEqualTo(
            KeyScene.NEIGHBOURS
                + "\nsync-key: offsite\n\tcreated 1772366400\n\tfingerprint "
                + fingerprint
                + "\n\tkdf none\n\tmodified 1772366400\n\tpath "
                + scene.config.resolve(KeyScene.FILE)
                + "\n");
    assertThat(scene.keyFile())
        .isEqualTo(
            "{\"kdf\":null,\"created\":\"2026-03-01T12:00:00Z\",\"modified\":\"2026-03-01T12:00:00Z\","
                + "\"data\":\"QkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkI=\",\"fingerprint\":\""
                + fingerprint
                + "\"}");
    assertThat(scene.text("state/audit.jsonl"))
        .contains("\"verb\":\"key create\",\"target\":\"offsite\"")
        .doesNotContain("QkJC");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(scene.config.resolve(KeyScene.FILE))))
        .doesNotEndWith("rw-")
        .matches("rw-(r--|---)---");
    assertThat(scene.keys().find(KeyScene.ID)).contains(key);
  }

  @Test
  void create_twoKeys_areDifferent() {
    EncryptionKey first = scene.keys().create(KeyScene.ID, Protection.NONE);
    EncryptionKey second = scene.keys().create(new KeyId("second"), Protection.NONE);
    assertThat(first.fingerprint()).isNotEqualTo(second.fingerprint());
    assertThat(scene.keys().list()).containsExactly(first, second);
    assertThat(scene.keys().inspect()).isEmpty();
  }

  @Test
  void create_orderOfWrites_isKeyFileThenRegistry() {
    KeyBefore.ABSENT.arrange(scene);
    List<String> seen = new ArrayList<>();
    scene
        .keys(
            beforeEachReplacement(
                number ->
                    seen.add(
                        Files.exists(scene.config.resolve(KeyScene.FILE))
                            + " "
                            + scene.registry().contains("sync-key: offsite"))))
        .create(KeyScene.ID, Protection.NONE);
    assertThat(seen).containsExactly("false false", "true false");
  }

  @Test
  void create_registryCannotBeWritten_removesTheKeyFileAgain() {
    KeyBefore.ABSENT.arrange(scene);
    DirectorySnapshot before = scene.snapshot();
    EncryptionKeyRepository keys = scene.keys(beforeEachReplacement(number -> failFrom(number, 2)));
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(() -> keys.create(KeyScene.ID, Protection.NONE));
    assertThat(before.filesThatDiffer(scene.snapshot())).isEmpty();
    scene.snapshot().assertNoTemporaryFiles();
    assertThat(scene.keys().create(KeyScene.ID, Protection.NONE).id()).isEqualTo(KeyScene.ID);
  }

  private static void failFrom(int number, int first) {
    if (number == first) {
      throw new ArithmeticException("injected");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"create", "store", "archive", "changePassphrase", "delete"})
  void change_auditLogCannotBeWritten_putsEverythingBack(String operation) {
    boolean adds = operation.equals("create") || operation.equals("store");
    (adds
            ? KeyBefore.EMPTY_FILE
            : operation.equals("delete") ? KeyBefore.ARCHIVED : KeyBefore.ACTIVE)
        .arrange(scene);
    scene.file("state", "not a directory");
    DirectorySnapshot before = scene.snapshot();
    EncryptionKeyRepository keys = scene.keys();
    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(
            () -> {
              switch (operation) {
                case "create" -> keys.create(KeyScene.ID, Protection.NONE);
                case "store" -> store(keys, KeyScene.RAW);
                case "archive" -> keys.archive(KeyScene.ID);
                case "delete" -> keys.delete(KeyScene.ID);
                default -> keys.changePassphrase(KeyScene.ID, null, Protection.NONE);
              }
            })
        .satisfies(e -> assertThat(e.changed()).isEmpty());
    before.assertUnchanged(scene.config);
  }

  @Test
  void delete_orderOfWrites_isRegistryThenKeyFile() {
    KeyBefore.ARCHIVED.arrange(scene);
    List<Boolean> there = new ArrayList<>();
    scene
        .keys(
            beforeEachReplacement(
                number -> there.add(Files.exists(scene.config.resolve(KeyScene.FILE)))))
        .delete(KeyScene.ID);
    assertThat(there).containsExactly(true);
    assertThat(scene.config.resolve(KeyScene.FILE)).doesNotExist();
  }

  @Test
  void delete_keyFileEditedMeanwhile_isRefusedAndKeepsTheEdit() {
    KeyBefore.ARCHIVED.arrange(scene);
    String edited = KeyScene.plainFile(KeyScene.OTHER_RAW);
    EncryptionKeyRepository keys =
        scene.keys(beforeEachReplacement(number -> scene.file(KeyScene.FILE, edited)));
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> keys.delete(KeyScene.ID))
        .satisfies(
            e -> assertThat(e.reason()).isEqualTo(RefusedException.Reason.CHANGED_MEANWHILE));
    assertThat(scene.keyFile()).isEqualTo(edited);
    assertThat(scene.registry()).isEqualTo(KeyBefore.ARCHIVED.registry());
  }

  @Test
  void create_keyFilePutThereMeanwhile_isRefusedAndKeepsTheFile() {
    KeyBefore.ABSENT.arrange(scene);
    EncryptionKeyRepository keys =
        scene.keys(beforeEachReplacement(number -> scene.file(KeyScene.FILE, "theirs")));
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> keys.create(KeyScene.ID, Protection.NONE));
    assertThat(scene.keyFile()).isEqualTo("theirs");
    assertThat(scene.registry()).isEqualTo(KeyScene.NEIGHBOURS);
  }

  @Test
  void create_keyFileExists_namesItsPath() {
    KeyBefore.ORPHANED.arrange(scene);
    assertThatExceptionOfType(AlreadyExistsException.class)
        .isThrownBy(() -> scene.keys().create(KeyScene.ID, Protection.NONE))
        .satisfies(e -> assertThat(e.id()).isEqualTo(scene.config.resolve(KeyScene.FILE) + ""));
  }

  @Test
  void load_fileOfAnotherKey_saysWhichFingerprintIsWhere() {
    KeyBefore.OTHER_KEY.arrange(scene);
    assertThatExceptionOfType(CorruptFileException.class)
        .isThrownBy(() -> scene.keys().load(KeyScene.ID, null).close())
        .satisfies(
            e -> {
              assertThat(e.path()).isEqualTo(scene.config.resolve(KeyScene.FILE));
              assertThat(e.expected()).isEqualTo(KeyScene.FINGERPRINT);
              assertThat(e.found()).isEqualTo(KeyScene.fingerprintOf(KeyScene.OTHER_RAW));
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%1$s/encryption-keys/offsite.enc",
        "encryption-keys/offsite.enc",
        "%1$s/encryption-keys/../encryption-keys/offsite.enc",
        "%1$s/../link/encryption-keys/offsite.enc",
        "%1$s/../config/encryption-keys/offsite.enc"
      })
  void load_pathToTheSameFile_isAccepted(String path) throws IOException {
    scene.known("\tpath " + path.formatted(scene.config) + "\n");
    scene.file(KeyScene.FILE, KeyScene.plainFile(KeyScene.RAW));
    Files.createSymbolicLink(scene.config.resolveSibling("link"), scene.config);
    try (Secret key = scene.keys().load(KeyScene.ID, null)) {
      assertThat(KeyScene.hex(key)).isEqualTo(KeyScene.RAW);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%1$s/encryption-keys/another.enc",
        "%1$s/../link/offsite.enc",
        "%1$s/../elsewhere/encryption-keys/offsite.enc",
        "offsite.enc",
        "/",
        "..",
        "/etc/passwd",
        "a\0b"
      })
  void load_pathToAnotherFile_isCorruptAndNothingIsRemoved(String path) {
    scene.known("\tarchived-at 1\n\tpath " + path.formatted(scene.config) + "\n");
    scene.file(KeyScene.FILE, KeyScene.plainFile(KeyScene.RAW));
    scene.file("../elsewhere/encryption-keys/offsite.enc", KeyScene.plainFile(KeyScene.RAW));
    DirectorySnapshot before = DirectorySnapshot.of(scene.config.resolveSibling("."));
    for (boolean delete : new boolean[] {false, true}) {
      assertThat(
              catchThrowable(
                  () -> {
                    if (delete) {
                      scene.keys().delete(KeyScene.ID);
                    } else {
                      scene.keys().load(KeyScene.ID, null).close();
                    }
                  }))
          .isInstanceOfSatisfying(
              CorruptFileException.class,
              e -> assertThat(e.problem()).isEqualTo(CorruptFileException.Problem.OUTSIDE));
    }
    assertThat(before.filesThatDiffer(DirectorySnapshot.of(scene.config.resolveSibling("."))))
        .allMatch(name -> name.contains("run/"));
  }

  @Test
  void findAll_idOrFingerprint_namesKeys() {
    KeyBefore.ACTIVE.arrange(scene);
    EncryptionKeyRepository keys = scene.keys();
    assertThat(keys.findAll("offsite")).extracting(EncryptionKey::id).containsExactly(KeyScene.ID);
    assertThat(keys.findAll("0EABD446")).extracting(EncryptionKey::id).containsExactly(KeyScene.ID);
    for (String none : List.of("", "0eabd44", "0eabd447", "../x", "off", "OFFSITE")) {
      assertThat(keys.findAll(none)).as(none).isEmpty();
    }
  }

  @Test
  void store_secondsWithFractions_areWholeInTheAnswerToo() {
    String file = KeyScene.plainFile(KeyScene.RAW).replace("01T00:00:00Z", "01T00:00:00.75Z");
    EncryptionKey stored = store(scene.keys(), file);
    assertThat(scene.keys().find(KeyScene.ID)).contains(stored);
    assertThat(stored.created()).isEqualTo(Instant.parse("2026-02-01T00:00:00Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1969-12-31T23:59:59Z",
        "0001-01-01T00:00:00Z",
        "-0001-01-01T00:00:00Z",
        "+999999999-12-31T23:59:59Z",
        "+10000-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "1970-01-01T00:00:00+14:00"
      })
  void store_fileFromAnOddTime_leavesARegistryThatCanBeRead(String created) {
    String file = KeyScene.protectedFile(KeyScene.RAW).replace("2026-02-01T00:00:00Z", created);
    DirectorySnapshot before = scene.snapshot();
    try {
      EncryptionKey stored = store(scene.keys(), file);
      assertThat(scene.keys().list()).containsExactly(stored);
    } catch (CorruptFileException refused) {
      assertThat(before.filesThatDiffer(scene.snapshot())).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"yesterday", "", "2026-02-30T00:00:00Z", "2026-02-01", "1772366400"})
  void store_fileOfNoTime_isCorruptAndNothingIsWritten(String created) {
    String file = KeyScene.plainFile(KeyScene.RAW).replace("2026-02-01T00:00:00Z", created);
    assertThatExceptionOfType(CorruptFileException.class)
        .isThrownBy(() -> store(scene.keys(), file))
        .withNoCause();
    assertThat(scene.config).doesNotExist();
  }

  @Test
  void store_hintThatTheRegistryCannotHold_isLeftInTheFile() {
    String file = KeyScene.protectedFile(KeyScene.RAW).replace(KeyScene.HINT, "two\\nlines");
    assertThat(store(scene.keys(), file).hint()).isNull();
    assertThat(scene.keyFile()).isEqualTo(file);
    assertThat(scene.registry()).doesNotContain("hint", "lines");
  }
}
