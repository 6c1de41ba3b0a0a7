package dev.latchkey.token;

import dev.latchkey.store.RandomSource;
import dev.latchkey.store.Secret;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What stands for a secret in memory: SHA-256 of a random key, which is never stored, and the
 * secret.
 *
 * <p>Thread-safe.
 */
final class KeyedDigest {

  /** A whole block of SHA-256: then it is worked in before, and most secrets fit into the next. */
  private static final int KEY_BYTES = 64;

  /** Has taken in the key; only ever cloned. */
  private final MessageDigest begun;

  KeyedDigest(RandomSource random) {
    byte[] key = new byte[KEY_BYTES];
    random.fill(key);
    try {
      this.begun = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every Java has SHA-256", impossible);
    }
    begun.update(key);
  }

  byte[] of(Secret secret) {
    try {
      MessageDigest digest = (MessageDigest) begun.clone();
      byte[] result = secret.useExposedBytes(digest::digest);
      digest.reset(); // or it goes on holding the end of the secret
      return result;
    } catch (CloneNotSupportedException impossible) {
      throw new AssertionError("the JDK's own digests can be cloned", impossible);
    }
  }
}
