package dev.latchkey.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.latchkey.DirectorySnapshot;
import dev.latchkey.store.CorruptFileException;
import dev.latchkey.store.RandomSource;
import dev.latchkey.store.RefusedException;
import dev.latchkey.store.RefusedException.Reason;
import dev.latchkey.store.Secret;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a change of the protection keeps, and what makes it impossible. */
class KeyPassphraseTest {

  private static final String UNKNOWN =
      ",\"future\":{\"a\":[1,-0.5,true,null,\"ü \\\"🔑\\\"\",{}]},\"more\":12345678901234567890";

  private final KeyScene scene;

  KeyPassphraseTest(@TempDir Path directory) {
    this.scene = new KeyScene(directory);
  }

  private EncryptionKey change(
      EncryptionKeyRepository keys, @Nullable String present, Kdf kdf, @Nullable String next) {
    try (Secret old = present == null ? null : KeyScene.secret(present);
        Secret secret = next == null ? null : KeyScene.secret(next)) {
      return keys.changePassphrase(KeyScene.ID, old, new Protection(kdf, secret, "next hint"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void changePassphrase_toAnyProtection_keepsKeyAndUnknownProperties(Kdf kdf) {
    KeyBefore.PROTECTED.arrange(scene);
    String file = KeyScene.protectedFile(KeyScene.RAW);
    scene.file(KeyScene.FILE, file.substring(0, file.length() - 1) + UNKNOWN + "}");
    String next = kdf == Kdf.NONE ? null : "nächste 🔑";

    EncryptionKey changed = change(scene.keys(), KeyScene.PASSPHRASE, kdf, next);

    assertThat(changed.fingerprint().value()).isEqualTo(KeyScene.FINGERPRINT);
    assertThat(changed.kdf()).isEqualTo(kdf);
    assertThat(changed.modified()).isEqualTo(KeyScene.NOW);
    assertThat(scene.keys().find(KeyScene.ID)).contains(changed);
    assertThat(scene.keys().inspect()).noneMatch(finding -> finding.id().equals("offsite"));
    assertThat(scene.keyFile())
        .endsWith(",\"hint\":\"next hint\"" + UNKNOWN + "}")
        .contains("\"created\":\"2026-02-01T00:00:00Z\",\"modified\":\"2026-03-01T12:00:00Z\"");
    assertThat(scene.registry())
        .startsWith(KeyScene.NEIGHBOURS + "\n# ours\nsync-key: offsite\n")
        .contains("\tfuture-property 6\n", "\thint next hint\n", "\tkdf " + kdf.label() + "\n")
        .doesNotContain(KeyScene.HINT);
    try (Secret passphrase = next == null ? null : KeyScene.secret(next);
        Secret key = scene.keys().load(KeyScene.ID, passphrase)) {
      assertThat(KeyScene.hex(key)).isEqualTo(KeyScene.RAW);
    }
  }

  @Test
  void changePassphrase_fileWithoutFingerprint_getsOne() {
    KeyBefore.PROTECTED.arrange(scene);
    scene.file(KeyScene.FILE, KeyScene.protectedFile(KeyScene.RAW, ""));
    assertThat(change(scene.keys(), KeyScene.PASSPHRASE, Kdf.NONE, null).kdf()).isEqualTo(Kdf.NONE);
    assertThat(scene.keyFile()).contains("\"fingerprint\":\"" + KeyScene.FINGERPRINT + "\"");
  }

  /** Every new protection has a salt and an initialization vector of its own. */
  @Test
  void changePassphrase_sameAgain_isAnotherFile() {
    KeyBefore.ACTIVE.arrange(scene);
    assertThat(change(scene.keys(), null, Kdf.PBKDF2, "first").kdf()).isEqualTo(Kdf.PBKDF2);
    String first = scene.keyFile();
    assertThat(change(scene.keys(), "first", Kdf.PBKDF2, "first").kdf()).isEqualTo(Kdf.PBKDF2);
    String second = scene.keyFile();
    for (String property : new String[] {"salt", "data"}) {
      assertThat(valueOf(first, property)).isNotEqualTo(valueOf(second, property));
    }
  }

  private static String valueOf(String json, String property) {
    int start = json.indexOf("\"" + property + "\":\"") + property.length() + 4;
    return json.substring(start, json.indexOf('"', start));
  }

  @ParameterizedTest
  @ValueSource(strings = {"wrong-passphrase", "right-passphrase ", "Right-passphrase", ""})
  void changePassphrase_wrongPassphrase_changesNothing(String present) {
    KeyBefore.PROTECTED.arrange(scene);
    DirectorySnapshot before = scene.snapshot();
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> change(scene.keys(), present, Kdf.NONE, null))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.WRONG_PASSPHRASE));
    before.assertUnchanged(scene.config);
  }

  /** Something happens after the key was opened, before the locks are taken. */
  private EncryptionKeyRepository afterOpening(Consumer<KeyScene> action) {
    boolean[] done = {false};
    RandomSource kernel = RandomSource.ofKernel();
    return scene.keys(
        bytes -> {
          kernel.fill(bytes);
          if (bytes.length == KeyDerivation.SALT_BYTES && !done[0]) {
            done[0] = true;
            action.accept(scene);
          }
        });
  }

  @Test
  void changePassphrase_keyFileChangedMeanwhile_isRefusedAndKeepsIt() {
    KeyBefore.ACTIVE.arrange(scene);
    String theirs = KeyScene.protectedFile(KeyScene.RAW);
    EncryptionKeyRepository keys = afterOpening(s -> s.file(KeyScene.FILE, theirs));
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> change(keys, null, Kdf.PBKDF2, "next-passphrase"))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.CHANGED_MEANWHILE));
    assertThat(scene.keyFile()).isEqualTo(theirs);
    assertThat(scene.registry()).isEqualTo(KeyBefore.ACTIVE.registry());
  }

  @Test
  void changePassphrase_anotherKeyOfThatIdMeanwhile_isRefused() {
    KeyBefore.ACTIVE.arrange(scene);
    String other = KeyScene.fingerprintOf(KeyScene.OTHER_RAW);
    String registry = KeyBefore.ACTIVE.registry().replace(KeyScene.FINGERPRINT, other);
    EncryptionKeyRepository keys = afterOpening(s -> s.registry(registry));
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> change(keys, null, Kdf.PBKDF2, "next-passphrase"))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.CHANGED_MEANWHILE));
    assertThat(scene.keyFile()).isEqualTo(KeyScene.plainFile(KeyScene.RAW));
  }

  @Test
  void changePassphrase_archivedMeanwhile_staysArchived() {
    KeyBefore.ACTIVE.arrange(scene);
    EncryptionKeyRepository keys =
        afterOpening(s -> assertThat(s.keys().archive(KeyScene.ID).changed()).isTrue());
    EncryptionKey changed = change(keys, null, Kdf.PBKDF2, "next-passphrase");
    assertThat(changed.state()).isEqualTo(EncryptionKey.State.ARCHIVED);
    assertThat(scene.keys().find(KeyScene.ID)).contains(changed);
  }

  /** A file that is written must be one that can be read. */
  @Test
  void changePassphrase_fileAlmostTooLarge_canStillBeOpened() {
    KeyBefore.ACTIVE.arrange(scene);
    String plain = KeyScene.plainFile(KeyScene.RAW);
    String start = plain.substring(0, plain.length() - 1) + ",\"future\":\"";
    String large = start + "x".repeat(KeyFile.MAX_BYTES - start.length() - 2) + "\"}";
    scene.file(KeyScene.FILE, large);
    scene.keys().load(KeyScene.ID, null).close();
    try {
      assertThat(change(scene.keys(), null, Kdf.PBKDF2, "next-passphrase").kdf())
          .isEqualTo(Kdf.PBKDF2);
    } catch (CorruptFileException | IllegalArgumentException refused) {
      assertThat(scene.keyFile()).isEqualTo(large);
      return;
    }
    try (Secret passphrase = KeyScene.secret("next-passphrase")) {
      scene.keys().load(KeyScene.ID, passphrase).close();
    }
  }
}
