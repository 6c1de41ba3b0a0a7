package dev.latchkey.key;

import dev.latchkey.store.ConfigStore;
import dev.latchkey.store.CorruptFileException;
import dev.latchkey.store.FileImage;
import dev.latchkey.store.FileTransaction;
import dev.latchkey.store.HeldLock;
import dev.latchkey.store.LockName;
import java.nio.file.Path;

/** A temporary file that a crash has left beside a key's own file. */
final class TemporaryKeyFile {

  private TemporaryKeyFile() {}

  /** Removes it, as {@link EncryptionKeyRepository#removeTemporaryFile} says. */
  static boolean remove(ConfigStore store, Path path) {
    String name = path.getFileName().toString();
    int end = name.indexOf(StoredKey.TEMPORARY_MARK);
    KeyId id = end < 0 ? null : KeyId.parseOrNull(name.substring(0, end));
    String temporary = StoredKey.DIRECTORY + "/" + name;
    if (id == null || !path.equals(store.directory().resolve(temporary))) {
      return false;
    }
    try (FileTransaction change = store.begin()) {
      var _ = change.lock(LockName.ENCRYPTION_KEYS);
      HeldLock lock = change.lock(LockName.ofKeyFile(StoredKey.fileOf(id)));
      FileImage left = change.readKey(temporary, KeyFile.MAX_BYTES);
      FileImage own = change.readKey(StoredKey.fileOf(id), KeyFile.MAX_BYTES);
      if (!left.exists()) {
        return true; // somebody else has removed it
      } else if (left.bytes().length > 0 && !areOfOneKey(left, own)) {
        return false;
      }
      change.remove(lock, left);
      change.commit("doctor fix", temporary);
      return true;
    }
  }

  private static boolean areOfOneKey(FileImage left, FileImage own) {
    try (KeyFile first = KeyFile.parse(left.path(), left.bytes());
        KeyFile second = KeyFile.parse(own.path(), own.bytes())) {
      Fingerprint fingerprint = first.fingerprint();
      return fingerprint != null && fingerprint.equals(second.fingerprint());
    } catch (CorruptFileException torn) {
      return false;
    }
  }
}
