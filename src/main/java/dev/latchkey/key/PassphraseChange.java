package dev.latchkey.key;

import dev.latchkey.store.ConfigStore;
import dev.latchkey.store.CorruptFileException;
import dev.latchkey.store.CorruptFileException.Problem;
import dev.latchkey.store.FileImage;
import dev.latchkey.store.FileTransaction;
import dev.latchkey.store.HeldLock;
import dev.latchkey.store.LockName;
import dev.latchkey.store.RandomSource;
import dev.latchkey.store.RefusedException;
import dev.latchkey.store.RefusedException.Reason;
import dev.latchkey.store.Secret;
import dev.latchkey.store.Subject;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Protects a key in another way: what takes long before the locks are taken, and the new file
 * opened before it replaces the old one.
 */
final class PassphraseChange {

  private final ConfigStore store;
  private final RandomSource random;
  private final Instant now;

  PassphraseChange(ConfigStore store, RandomSource random, Instant now) {
    this.store = store;
    this.random = random;
    this.now = now;
  }

  /** Makes the change, as {@link EncryptionKeyRepository#changePassphrase} describes it. */
  EncryptionKey of(KeyId id, @Nullable Secret passphrase, Protection protection) {
    byte[] content = {};
    try (StoredKey stored = StoredKey.read(store, id);
        Secret material = stored.open(passphrase);
        KeyFile file = stored.file().sealedAnew(material, protection, now, random)) {
      content = file.toBytes();
      if (content.length > KeyFile.MAX_BYTES) {
        throw new CorruptFileException(stored.image().path(), Problem.TOO_LARGE);
      }
      requireOpens(stored, content, protection.passphrase(), material);
      return replace(stored, content, protection);
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  private static void requireOpens(
      StoredKey stored, byte[] content, @Nullable Secret passphrase, Secret material) {
    try (KeyFile parsed = KeyFile.parse(stored.image().path(), content);
        Secret opened = parsed.open(passphrase)) {
      if (opened == null || !opened.contentEquals(material)) {
        throw new IllegalStateException("what was encrypted cannot be decrypted");
      }
    }
  }

  private EncryptionKey replace(StoredKey stored, byte[] content, Protection protection) {
    KeyId id = stored.entry().id();
    try (FileTransaction change = store.begin()) {
      HeldLock registryLock = change.lock(LockName.ENCRYPTION_KEYS);
      HeldLock keyLock = change.lock(LockName.ofKeyFile(StoredKey.fileOf(id)));
      FileImage registryImage = change.read(KeyRegistry.FILE);
      KeyRegistry registry = KeyRegistry.parse(registryImage);
      EncryptionKey before = registry.require(id);
      if (!before.fingerprint().equals(stored.entry().fingerprint())) {
        throw new RefusedException(Subject.KEY, id.value(), Reason.CHANGED_MEANWHILE);
      }
      EncryptionKey after =
          new EncryptionKey(
              id,
              protection.kdf(),
              before.fingerprint(),
              before.created(),
              now,
              protection.hint(),
              before.archivedAt());
      registry.setProtection(after);
      // The file itself says how it is protected: a crash in between leaves the registry behind.
      change.replace(keyLock, stored.image(), content, EncryptionKeyRepository.FILE_MODE);
      change.replace(
          registryLock, registryImage, registry.toBytes(), EncryptionKeyRepository.FILE_MODE);
      change.commit("key change-passphrase", id.value());
      return after;
    }
  }
}
