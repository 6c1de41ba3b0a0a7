package dev.latchkey.key;

import dev.latchkey.key.KeyFinding.Kind;
import dev.latchkey.store.ConfigStore;
import dev.latchkey.store.CorruptFileException;
import dev.latchkey.store.CorruptFileException.Problem;
import dev.latchkey.store.FileImage;
import dev.latchkey.store.LatchkeyException;
import dev.latchkey.store.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Compares the registry with the directory of the key files. */
final class KeyInspection {

  private final ConfigStore store;
  private final KeyRegistry registry;
  private final Path registryPath;
  private final List<KeyFinding> findings = new ArrayList<>();

  private KeyInspection(ConfigStore store, FileImage registryImage) {
    this.store = store;
    this.registry = KeyRegistry.parse(registryImage);
    this.registryPath = registryImage.path();
  }

  /** What is to be found, entries first, then files. */
  static List<KeyFinding> of(ConfigStore store) {
    KeyInspection inspection = new KeyInspection(store, store.read(KeyRegistry.FILE));
    Path directory = store.directory().resolve(StoredKey.DIRECTORY);
    boolean exists;
    try {
      exists = store.hasDirectory(StoredKey.DIRECTORY);
    } catch (CorruptFileException unsafe) {
      // Nothing can be said of a single key.
      inspection.findings.add(new KeyFinding(Kind.UNSAFE_DIRECTORY, "", directory, unsafe));
      return inspection.findings;
    }
    inspection.entries();
    if (exists) {
      inspection.files(directory);
    }
    return inspection.findings;
  }

  private void entries() {
    for (String text : registry.ids()) {
      KeyId id = KeyId.parseOrNull(text);
      if (id == null) {
        CorruptFileException where =
            new CorruptFileException(registryPath, Problem.WRONG_TYPE, registry.line(text), 0);
        findings.add(new KeyFinding(Kind.UNKNOWN_ID, text, registryPath, where));
      } else {
        entry(id);
      }
    }
  }

  private void entry(KeyId id) {
    Path path = store.directory().resolve(StoredKey.fileOf(id));
    Kind damage = Kind.DAMAGED_ENTRY;
    try {
      EncryptionKey entry = registry.require(id);
      boolean directory = StoredKey.isInPlace(store, registry, id);
      damage = Kind.DAMAGED_KEY_FILE;
      if (!directory) {
        add(Kind.MISSING_KEY_FILE, id, path);
        return;
      }
      FileImage image = store.read(StoredKey.fileOf(id), KeyFile.MAX_BYTES);
      try (StoredKey stored = StoredKey.of(entry, image)) {
        if (stored.file().kdf() != entry.kdf()) {
          add(Kind.OTHER_KDF, id, path);
        }
      }
    } catch (CorruptFileException e) {
      add(
          e.problem() == Problem.OTHER_KEY
              ? Kind.OTHER_KEY
              : e.problem() == Problem.MISSING ? Kind.MISSING_KEY_FILE : damage,
          id,
          e.path(),
          e);
    } catch (UnavailableException e) {
      add(Kind.UNREADABLE_KEY_FILE, id, e.path(), e);
    }
  }

  private void add(Kind kind, KeyId id, Path path) {
    add(kind, id, path, null);
  }

  private void add(Kind kind, KeyId id, Path path, @Nullable LatchkeyException failure) {
    findings.add(new KeyFinding(kind, id.value(), path, failure));
  }

  private void files(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      files.sorted().forEach(this::file);
    } catch (IOException e) {
      throw new UnavailableException(directory, e);
    }
  }

  private void file(Path path) {
    KeyId id = StoredKey.idOf(path.getFileName().toString());
    if (id != null && !registry.contains(id)) {
      add(Kind.ORPHANED_KEY_FILE, id, path);
    }
  }
}
