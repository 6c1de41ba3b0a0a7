package dev.latchkey.key;

import dev.latchkey.store.AlreadyExistsException;
import dev.latchkey.store.ConfigStore;
import dev.latchkey.store.CorruptFileException;
import dev.latchkey.store.FileImage;
import dev.latchkey.store.FileTransaction;
import dev.latchkey.store.HeldLock;
import dev.latchkey.store.LockName;
import dev.latchkey.store.NotFoundException;
import dev.latchkey.store.RandomSource;
import dev.latchkey.store.RefusedException;
import dev.latchkey.store.RefusedException.Reason;
import dev.latchkey.store.Secret;
import dev.latchkey.store.Subject;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The encryption keys of a configuration directory: {@code encryption-keys.cfg} and a file for each
 * key.
 *
 * <p>A key is active, then archived, then deleted. An archived key still decrypts and can become
 * active again. As long as the registry knows a key, its file is neither removed nor overwritten,
 * except by the same key protected in another way.
 *
 * <p>Every change is durable when its method returns. A method that throws has changed nothing,
 * unless an {@link dev.latchkey.store.UnavailableException} names what it could not put back. Any
 * method may throw any {@link dev.latchkey.store.LatchkeyException}; its {@code @throws} are those
 * that callers expect. Methods that change something wait for locks. Whatever derives a key from a
 * passphrase takes some 300 ms of processor time and, with scrypt, 64 MiB. Thread-safe.
 */
public final class EncryptionKeyRepository {

  /** Mode of new files that root makes. */
  static final int FILE_MODE = 0640;

  private final ConfigStore store;
  private final InstantSource clock;
  private final RandomSource random;

  /**
   * Opens the keys of a directory; touches nothing on disk.
   *
   * @param clock stamps what is made and changed
   * @param random where keys, salts and initialization vectors come from
   */
  public EncryptionKeyRepository(ConfigStore store, InstantSource clock, RandomSource random) {
    this.store = store;
    this.clock = clock;
    this.random = random;
  }

  /**
   * Makes a new key of 32 random bytes.
   *
   * @throws AlreadyExistsException if there is such a key, or a key file in its place
   */
  public EncryptionKey create(KeyId id, Protection protection) {
    byte[] bytes = new byte[KeyFile.KEY_BYTES];
    random.fill(bytes);
    try (Secret material = Secret.copyOf(bytes)) {
      Arrays.fill(bytes, (byte) 0);
      return seal(id, material, protection, now(), "key create");
    }
  }

  /**
   * Stores a key that comes from elsewhere. A protected key file is stored byte for byte, without
   * being opened.
   *
   * @param protection of a key that is not protected; {@link Protection#NONE} for one that is
   * @throws AlreadyExistsException if there is such a key, or a key file in its place
   * @throws RefusedException if only the passphrase tells which key it is
   * @throws IllegalArgumentException if it is protected in another way already
   */
  public EncryptionKey store(KeyId id, KeyInput input, Protection protection) {
    return store(id, input, protection, null);
  }

  /**
   * Stores a protected key file, byte for byte, after it was opened with its passphrase.
   *
   * @param passphrase the caller closes it
   * @throws AlreadyExistsException if there is such a key, or a key file in its place
   * @throws RefusedException if it is another passphrase
   */
  public EncryptionKey store(KeyId id, KeyInput input, Secret passphrase) {
    return store(id, input, Protection.NONE, passphrase);
  }

  private EncryptionKey store(
      KeyId id, KeyInput input, Protection protection, @Nullable Secret passphrase) {
    Instant created = input.createdAt(now());
    KeyFile file = input.file();
    if (file == null || !input.isProtected()) {
      try (Secret material = input.material()) {
        return seal(id, material, protection, created, "key store");
      }
    }
    if (!protection.equals(Protection.NONE)) {
      throw new IllegalArgumentException("the key is protected already");
    }
    Fingerprint fingerprint = input.fingerprint(passphrase);
    if (fingerprint == null) {
      throw new RefusedException(Subject.KEY, id.value(), Reason.PASSPHRASE_NEEDED);
    }
    EncryptionKey key =
        new EncryptionKey(id, file.kdf(), fingerprint, created, now(), registryHint(file), null);
    return add(key, input.fileBytes(), "key store");
  }

  /** A hint that another program has written, if the registry can hold it. */
  private static @Nullable String registryHint(KeyFile file) {
    String hint = file.hint();
    return hint != null && Protection.isHint(hint) ? hint : null;
  }

  private EncryptionKey seal(
      KeyId id, Secret material, Protection protection, Instant created, String verb) {
    Instant now = now();
    try (KeyFile file =
        KeyFile.seal(
            store.directory().resolve(StoredKey.fileOf(id)),
            material,
            protection,
            created,
            now,
            random)) {
      EncryptionKey key =
          new EncryptionKey(
              id,
              protection.kdf(),
              Fingerprint.of(material),
              created,
              now,
              protection.hint(),
              null);
      return add(key, file.toBytes(), verb);
    }
  }

  /** Adds a key, whose file's bytes are overwritten in the end. */
  private EncryptionKey add(EncryptionKey key, byte[] content, String verb) {
    KeyId id = key.id();
    try (FileTransaction change = store.beginCreating()) {
      HeldLock registryLock = change.lock(LockName.ENCRYPTION_KEYS);
      FileImage registryImage = change.read(KeyRegistry.FILE);
      KeyRegistry registry = KeyRegistry.parse(registryImage);
      if (registry.contains(id)) {
        throw new AlreadyExistsException(Subject.KEY, id.value());
      }
      change.makeDirectory(StoredKey.DIRECTORY);
      HeldLock keyLock = change.lock(LockName.ofKeyFile(StoredKey.fileOf(id)));
      FileImage image = change.readKey(StoredKey.fileOf(id), KeyFile.MAX_BYTES);
      if (image.bytes().length > 0) {
        throw new AlreadyExistsException(Subject.KEY_FILE, image.path().toString());
      }
      registry.add(key, image.path());
      // In this order, a crash leaves a key that nobody knows, never one that nobody has.
      change.replace(keyLock, image, content, FILE_MODE);
      change.replace(registryLock, registryImage, registry.toBytes(), FILE_MODE);
      change.commit(verb, id.value());
      return key;
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  /** All keys whose ids follow the grammar of {@link KeyId}, in the order of their ids. */
  public List<EncryptionKey> list() {
    return registry().keys();
  }

  /** The key of an id, empty if there is none. */
  public Optional<EncryptionKey> find(KeyId id) {
    KeyRegistry registry = registry();
    return registry.contains(id) ? Optional.of(registry.require(id)) : Optional.empty();
  }

  /**
   * The keys that an operator can mean: the one of that id, else those whose fingerprints begin
   * with the text, which then has 8 or more hexadecimal digits, in either case, with or without
   * colons.
   *
   * @return empty if there is none
   */
  public List<EncryptionKey> findAll(String idOrFingerprint) {
    KeyRegistry registry = registry();
    KeyId id = KeyId.parseOrNull(idOrFingerprint);
    if (id != null && registry.contains(id)) {
      return List.of(registry.require(id));
    } else if (!Fingerprint.isPrefix(idOrFingerprint)) {
      return List.of();
    }
    return registry.keys().stream()
        .filter(key -> key.fingerprint().startsWith(idOrFingerprint))
        .toList();
  }

  private KeyRegistry registry() {
    return KeyRegistry.parse(store.read(KeyRegistry.FILE));
  }

  /**
   * The key itself, active or archived: what decrypts.
   *
   * @param passphrase null if there is none; does not matter if the key is not protected; the
   *     caller closes it
   * @return 32 bytes; the caller closes it
   * @throws NotFoundException if there is no such key
   * @throws RefusedException if a passphrase is needed, or this one is wrong
   * @throws CorruptFileException if registry and key file disagree on which key it is
   */
  public Secret load(KeyId id, @Nullable Secret passphrase) {
    try (StoredKey stored = StoredKey.read(store, id)) {
      return stored.open(passphrase);
    }
  }

  /**
   * The key itself if it is active: what encrypts.
   *
   * @param passphrase as for {@link #load}
   * @return 32 bytes; the caller closes it
   * @throws NotFoundException if there is no such key
   * @throws RefusedException if it is archived, a passphrase is needed, or this one is wrong
   * @throws CorruptFileException if registry and key file disagree on which key it is
   */
  public Secret loadActive(KeyId id, @Nullable Secret passphrase) {
    try (StoredKey stored = StoredKey.read(store, id)) {
      if (stored.entry().state() == EncryptionKey.State.ARCHIVED) {
        throw new RefusedException(Subject.KEY, id.value(), Reason.ARCHIVED);
      }
      return stored.open(passphrase);
    }
  }

  /**
   * Opens a key and checks that registry, key file and the key itself agree on its fingerprint.
   *
   * @param passphrase as for {@link #load}
   * @return what is known of it
   * @throws NotFoundException if there is no such key
   * @throws RefusedException if a passphrase is needed, or this one is wrong
   * @throws CorruptFileException if they disagree
   */
  public EncryptionKey verify(KeyId id, @Nullable Secret passphrase) {
    try (StoredKey stored = StoredKey.read(store, id)) {
      stored.open(passphrase).close();
      return stored.entry();
    }
  }

  /**
   * The key file of a key, byte for byte, protected or not as it is.
   *
   * @return the caller closes it
   * @throws NotFoundException if there is no such key
   * @throws CorruptFileException if registry and key file disagree on which key it is
   */
  public Secret export(KeyId id) {
    try (StoredKey stored = StoredKey.read(store, id)) {
      return Secret.copyOf(stored.image().bytes());
    }
  }

  /**
   * Keeps a key from encrypting; it still decrypts. Nothing is written if it is archived.
   *
   * @return the key before and after
   * @throws NotFoundException if there is no such key
   */
  public KeyUpdate archive(KeyId id) {
    return setArchivedAt(id, now(), "key archive");
  }

  /**
   * Lets a key encrypt again. Nothing is written if it is active.
   *
   * @return the key before and after
   * @throws NotFoundException if there is no such key
   */
  public KeyUpdate unarchive(KeyId id) {
    return setArchivedAt(id, null, "key unarchive");
  }

  private KeyUpdate setArchivedAt(KeyId id, @Nullable Instant time, String verb) {
    try (FileTransaction change = store.begin()) {
      HeldLock lock = change.lock(LockName.ENCRYPTION_KEYS);
      FileImage image = change.read(KeyRegistry.FILE);
      KeyRegistry registry = KeyRegistry.parse(image);
      EncryptionKey before = registry.require(id);
      if ((before.archivedAt() == null) == (time == null)) {
        return new KeyUpdate(before, before);
      }
      EncryptionKey after = before.withArchivedAt(time);
      registry.setArchivedAt(after);
      change.replace(lock, image, registry.toBytes(), FILE_MODE);
      change.commit(verb, id.value());
      return new KeyUpdate(before, after);
    }
  }

  /**
   * Protects a key by another passphrase, or by none. The key itself, and so its fingerprint, stays
   * the same: the new file has been opened before it replaces the old one.
   *
   * @param passphrase the present one, as for {@link #load}
   * @param protection the new one
   * @throws NotFoundException if there is no such key
   * @throws RefusedException if a passphrase is needed, this one is wrong, or the key was changed
   *     meanwhile
   * @throws CorruptFileException if registry and key file disagree on which key it is
   */
  public EncryptionKey changePassphrase(
      KeyId id, @Nullable Secret passphrase, Protection protection) {
    return new PassphraseChange(store, random, now()).of(id, passphrase, protection);
  }

  /**
   * Deletes an archived key for good, and what it has encrypted with it.
   *
   * @throws NotFoundException if there is no such key
   * @throws RefusedException if it is active
   * @throws CorruptFileException if the key file makes no sense, or holds another key
   */
  public EncryptionKey delete(KeyId id) {
    try (FileTransaction change = store.begin()) {
      HeldLock registryLock = change.lock(LockName.ENCRYPTION_KEYS);
      FileImage registryImage = change.read(KeyRegistry.FILE);
      KeyRegistry registry = KeyRegistry.parse(registryImage);
      EncryptionKey key = registry.require(id);
      if (key.state() == EncryptionKey.State.ACTIVE) {
        throw new RefusedException(Subject.KEY, id.value(), Reason.STILL_ACTIVE);
      }
      if (!StoredKey.isInPlace(store, registry, id)) {
        registry.remove(id); // and there is no file
        change.replace(registryLock, registryImage, registry.toBytes(), FILE_MODE);
      } else {
        HeldLock keyLock = change.lock(LockName.ofKeyFile(StoredKey.fileOf(id)));
        FileImage image = change.readKey(StoredKey.fileOf(id), KeyFile.MAX_BYTES);
        StoredKey.requireIsOrAbsent(key, image);
        registry.remove(id);
        // In this order, a crash leaves a file that nobody knows, never a key that nobody has.
        change.replace(registryLock, registryImage, registry.toBytes(), FILE_MODE);
        if (image.exists()) {
          change.remove(keyLock, image);
        }
      }
      change.commit("key delete", id.value());
      return key;
    }
  }

  /**
   * Looks for what crashes, other programs or edits by hand have left. Takes no lock and changes
   * nothing: what another process is about to finish may be among it.
   *
   * @return empty if all is well
   */
  public List<KeyFinding> inspect() {
    return KeyInspection.of(store);
  }

  /**
   * Removes a temporary file that a crash has left of a key's own file, if it is empty or both are
   * files of one key.
   *
   * <p>That loses nothing: the key stays in its own file, and under the locks that are held nobody
   * is going to rename the temporary one. One that says of no key, or of another one, stays: it may
   * be all that is left of what it holds.
   *
   * @param path in the directory of the key files
   * @return whether it is gone, or in a dry run would be
   */
  public boolean removeTemporaryFile(Path path) {
    return TemporaryKeyFile.remove(store, path);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }
}
