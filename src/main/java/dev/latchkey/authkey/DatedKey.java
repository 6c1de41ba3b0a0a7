package dev.latchkey.authkey;

import dev.latchkey.store.FileImage;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A public key and the time of its file, from which ages count. Immutable.
 *
 * @param modified in whole seconds
 */
record DatedKey(VerifyingKey key, Instant modified) {

  /** The key of a file that was read, null if there was none. */
  static @Nullable DatedKey of(FileImage image) {
    Instant modified = image.modified();
    return modified == null ? null : new DatedKey(KeyPem.publicKey(image), modified);
  }

  /** How long ago the file was written; negative if that is to come. */
  long ageAt(Instant now) {
    return now.getEpochSecond() - modified.getEpochSecond();
  }
}
