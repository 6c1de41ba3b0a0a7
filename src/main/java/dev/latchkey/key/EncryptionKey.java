package dev.latchkey.key;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an encryption key, but not the key itself. Immutable.
 *
 * @param id its id
 * @param kdf how it is protected
 * @param fingerprint what tells it from other keys
 * @param created when it was made, in whole seconds
 * @param modified when its protection was last changed, in whole seconds
 * @param hint reminds of the passphrase, null if there is none
 * @param archivedAt when it was archived, null if it is active
 */
public record EncryptionKey(
    KeyId id,
    Kdf kdf,
    Fingerprint fingerprint,
    Instant created,
    Instant modified,
    @Nullable String hint,
    @Nullable Instant archivedAt) {

  /** What a key may be used for. */
  public enum State {
    /** Encrypts and decrypts. */
    ACTIVE,
    /** Decrypts what it has encrypted. */
    ARCHIVED
  }

  /** What it may be used for. */
  public State state() {
    return archivedAt == null ? State.ACTIVE : State.ARCHIVED;
  }

  /** The same key, archived or, with null, active. */
  EncryptionKey withArchivedAt(@Nullable Instant time) {
    return new EncryptionKey(id, kdf, fingerprint, created, modified, hint, time);
  }
}
