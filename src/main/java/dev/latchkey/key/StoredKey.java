package dev.latchkey.key;

import dev.latchkey.store.ConfigDirectory;
import dev.latchkey.store.ConfigStore;
import dev.latchkey.store.CorruptFileException;
import dev.latchkey.store.CorruptFileException.Problem;
import dev.latchkey.store.FileImage;
import dev.latchkey.store.RefusedException;
import dev.latchkey.store.RefusedException.Reason;
import dev.latchkey.store.Secret;
import dev.latchkey.store.Subject;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A key as the registry and its own file have it, which were found to agree. Holds the key until it
 * is closed.
 *
 * @param entry what the registry says
 * @param image the key's own file, as it was read
 * @param file the same, parsed
 */
record StoredKey(EncryptionKey entry, FileImage image, KeyFile file) implements AutoCloseable {

  /** The directory of the key files. */
  static final String DIRECTORY = "encryption-keys";

  /** What a temporary file of a key's own file has behind the id. */
  static final String TEMPORARY_MARK = ".enc.tmp_";

  private static final String SUFFIX = ".enc";
  private static final int MAX_ATTEMPTS = 1000;

  /** A key's own file, relative to the configuration directory. */
  static String fileOf(KeyId id) {
    return DIRECTORY + "/" + id + SUFFIX;
  }

  /** The id of a file in the directory of the key files, null if that is no key file's name. */
  static @Nullable KeyId idOf(String fileName) {
    return fileName.endsWith(SUFFIX)
        ? KeyId.parseOrNull(fileName.substring(0, fileName.length() - SUFFIX.length()))
        : null;
  }

  /**
   * Reads a key without a lock.
   *
   * <p>Whoever gives an id another key changes the registry in between: so a registry that was the
   * same before and after the key's own file was read belongs to it.
   */
  static StoredKey read(ConfigStore store, KeyId id) {
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      FileImage registryImage = store.read(KeyRegistry.FILE);
      KeyRegistry registry = KeyRegistry.parse(registryImage);
      EncryptionKey entry = registry.require(id);
      if (!isInPlace(store, registry, id)) {
        throw new CorruptFileException(store.directory().resolve(DIRECTORY), Problem.MISSING);
      }
      FileImage image = store.read(fileOf(id), KeyFile.MAX_BYTES);
      if (store.stamp(KeyRegistry.FILE).equals(registryImage.stamp())) {
        return of(entry, image);
      }
      image.wipe();
    }
    throw new CorruptFileException(store.directory().resolve(KeyRegistry.FILE), Problem.UNSTABLE);
  }

  /**
   * Whether there is a directory in which a key's own file can be.
   *
   * @throws CorruptFileException if the registry looks for the file elsewhere, or something else
   *     stands in place of the directory: a link would lead elsewhere
   */
  static boolean isInPlace(ConfigStore store, KeyRegistry registry, KeyId id) {
    requireInPlace(store.directory(), registry, id);
    return store.hasDirectory(DIRECTORY);
  }

  /**
   * Compares a key's own file with the registry.
   *
   * @throws CorruptFileException if the file is missing, makes no sense or holds another key
   */
  static StoredKey of(EncryptionKey entry, FileImage image) {
    if (image.bytes().length == 0) {
      throw new CorruptFileException(image.path(), Problem.MISSING);
    }
    KeyFile file = KeyFile.parse(image.path(), image.bytes());
    boolean same = false;
    try {
      Fingerprint found = file.fingerprint();
      requireSame(entry, image.path(), found);
      same = true;
      return new StoredKey(entry, image, file);
    } finally {
      if (!same) {
        file.close();
        image.wipe();
      }
    }
  }

  /**
   * Checks that a file holds a key, or nothing at all.
   *
   * @throws CorruptFileException if it makes no sense or holds another key
   */
  static void requireIsOrAbsent(EncryptionKey entry, FileImage image) {
    if (image.bytes().length > 0) {
      try (KeyFile file = KeyFile.parse(image.path(), image.bytes())) {
        requireSame(entry, image.path(), file.fingerprint());
      }
    }
  }

  private static void requireSame(EncryptionKey entry, Path path, @Nullable Fingerprint found) {
    if (found != null && !found.equals(entry.fingerprint())) {
      throw CorruptFileException.otherKey(path, entry.fingerprint().value(), found.value());
    }
  }

  /**
   * Refuses a registry that looks for a key's own file where it does not belong: another's file
   * would be read, or removed.
   */
  private static void requireInPlace(ConfigDirectory directory, KeyRegistry registry, KeyId id) {
    String stated = registry.keyPath(id);
    if (stated == null) {
      return;
    }
    Path expected = directory.resolve(fileOf(id));
    if (!stated.equals(expected.toString()) && !isSame(directory, stated, expected)) {
      throw new CorruptFileException(
          directory.resolve(KeyRegistry.FILE), Problem.OUTSIDE, registry.line(id), 0);
    }
  }

  /** Whether both name the same file, by different ways to the configuration directory. */
  private static boolean isSame(ConfigDirectory directory, String stated, Path expected) {
    int names = expected.getNameCount();
    try {
      Path path = directory.path().resolve(stated);
      if (path.equals(expected)) {
        return true;
      } else if (!path.endsWith(expected.subpath(names - 2, names))) {
        return false;
      }
      // Parent by parent: a way through ".." would follow a link in place of the directory.
      Path keys = Objects.requireNonNull(path.getParent());
      Path base = Objects.requireNonNull(keys.getParent());
      return base.toRealPath().equals(directory.path().toRealPath());
    } catch (IOException | InvalidPathException elsewhere) {
      return false;
    }
  }

  /**
   * The key itself; the caller closes it.
   *
   * @param passphrase does not matter if the key is not protected
   * @throws RefusedException if a passphrase is needed, or this one is wrong
   * @throws CorruptFileException if the key has another fingerprint than the files say
   */
  Secret open(@Nullable Secret passphrase) {
    if (file.kdf() != Kdf.NONE && passphrase == null) {
      throw new RefusedException(Subject.KEY, entry.id().value(), Reason.PASSPHRASE_NEEDED);
    }
    Secret material = file.open(passphrase);
    if (material == null) {
      throw new RefusedException(Subject.KEY, entry.id().value(), Reason.WRONG_PASSPHRASE);
    }
    boolean same = false;
    try {
      requireSame(entry, image.path(), Fingerprint.of(material));
      same = true;
      return material;
    } finally {
      if (!same) {
        material.close();
      }
    }
  }

  /** Overwrites the key. */
  @Override
  public void close() {
    file.close();
    image.wipe();
  }
}
