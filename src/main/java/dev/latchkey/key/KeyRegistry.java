package dev.latchkey.key;

import dev.latchkey.format.SectionConfig;
import dev.latchkey.store.CorruptFileException;
import dev.latchkey.store.CorruptFileException.Problem;
import dev.latchkey.store.FileImage;
import dev.latchkey.store.NotFoundException;
import dev.latchkey.store.Subject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code encryption-keys.cfg}: what is known of each key, in sections {@code sync-key}.
 *
 * <p>Other sections, unknown properties and ids that are none by our grammar are kept. Not
 * thread-safe.
 */
final class KeyRegistry {

  static final String FILE = "encryption-keys.cfg";

  private static final String SECTION = "sync-key";
  private static final String ARCHIVED_AT = "archived-at";
  private static final String CREATED = "created";
  private static final String FINGERPRINT = "fingerprint";
  private static final String HINT = "hint";
  private static final String KDF = "kdf";
  private static final String MODIFIED = "modified";
  private static final String PATH = "path";

  private final Path path;
  private final SectionConfig sections;

  private KeyRegistry(Path path, SectionConfig sections) {
    this.path = path;
    this.sections = sections;
  }

  /**
   * Parses the file; one that does not exist is empty.
   *
   * @throws CorruptFileException if it is no section configuration
   */
  static KeyRegistry parse(FileImage image) {
    return new KeyRegistry(image.path(), SectionConfig.parse(image));
  }

  /**
   * Parses the text of the file, for who only makes suggestions.
   *
   * @throws CorruptFileException if it is no section configuration
   */
  static KeyRegistry parse(Path path, String text) {
    return new KeyRegistry(path, SectionConfig.parse(path, text));
  }

  /** Every id of a key, whether or not it is one by our grammar, in the order of the file. */
  List<String> ids() {
    return sections.ids(SECTION);
  }

  /**
   * All keys whose ids follow our grammar, in the order of their ids.
   *
   * @throws CorruptFileException if one of them does not make sense
   */
  List<EncryptionKey> keys() {
    List<EncryptionKey> keys = new ArrayList<>();
    for (String text : ids()) {
      KeyId id = KeyId.parseOrNull(text);
      if (id != null) {
        keys.add(require(id));
      }
    }
    keys.sort((a, b) -> a.id().compareTo(b.id()));
    return keys;
  }

  boolean contains(KeyId id) {
    return sections.contains(SECTION, id.value());
  }

  /**
   * What is known of a key.
   *
   * @throws NotFoundException if there is no such key
   * @throws CorruptFileException if its section does not make sense
   */
  EncryptionKey require(KeyId id) {
    if (!contains(id)) {
      throw new NotFoundException(Subject.KEY, id.value());
    }
    String fingerprint = value(id, FINGERPRINT);
    Fingerprint parsed = fingerprint == null ? null : Fingerprint.parseOrNull(fingerprint);
    String label = value(id, KDF);
    Kdf kdf = label == null ? Kdf.NONE : Kdf.ofLabel(label);
    if (parsed == null || kdf == null) {
      throw new CorruptFileException(path, Problem.WRONG_TYPE, line(id), 0);
    }
    boolean archived = value(id, ARCHIVED_AT) != null;
    return new EncryptionKey(
        id,
        kdf,
        parsed,
        time(id, CREATED),
        time(id, MODIFIED),
        value(id, HINT),
        archived ? time(id, ARCHIVED_AT) : null);
  }

  private Instant time(KeyId id, String key) {
    long seconds = sections.numberValue(SECTION, id.value(), key, 0);
    if (seconds > Instant.MAX.getEpochSecond()) {
      throw new CorruptFileException(path, Problem.WRONG_TYPE, line(id), 0);
    }
    return Instant.ofEpochSecond(seconds);
  }

  private @Nullable String value(KeyId id, String key) {
    return sections.value(SECTION, id.value(), key);
  }

  /** Where the file says that a key's own file stands, null if it does not say. */
  @Nullable String keyPath(KeyId id) {
    return value(id, PATH);
  }

  /** The line at which a key's section begins. */
  int line(KeyId id) {
    return line(id.value());
  }

  /** The same for an id that need not be one by our grammar. */
  int line(String id) {
    return sections.line(SECTION, id);
  }

  /** Adds a key that is not there. */
  void add(EncryptionKey key, Path keyFile) {
    sections.replaceSection(SECTION, key.id().value());
    // In the order in which Proxmox Backup Server writes them.
    setArchivedAt(key);
    set(key, CREATED, Long.toString(key.created().getEpochSecond()));
    set(key, FINGERPRINT, key.fingerprint().value());
    setProtection(key);
    set(key, PATH, keyFile.toString());
  }

  /** Sets whether and since when a key is archived. */
  void setArchivedAt(EncryptionKey key) {
    Instant at = key.archivedAt();
    set(key, ARCHIVED_AT, at == null ? null : Long.toString(at.getEpochSecond()));
  }

  /** Sets how a key is protected, and since when. */
  void setProtection(EncryptionKey key) {
    set(key, HINT, key.hint());
    set(key, KDF, key.kdf().label());
    set(key, MODIFIED, Long.toString(key.modified().getEpochSecond()));
  }

  private void set(EncryptionKey key, String name, @Nullable String value) {
    sections.set(SECTION, key.id().value(), name, value);
  }

  void remove(KeyId id) {
    sections.remove(SECTION, id.value());
  }

  /** The file's new content. */
  byte[] toBytes() {
    return sections.toBytes();
  }
}
