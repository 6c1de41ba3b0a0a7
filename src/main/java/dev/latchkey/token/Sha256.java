package dev.latchkey.token;

import dev.latchkey.store.Secret;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 with a key in front: what stands for a secret in memory. */
final class Sha256 {

  private Sha256() {}

  /** A digest that has taken in the key. */
  static MessageDigest begin(byte[] key) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(key);
      return digest;
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every Java has SHA-256", impossible);
    }
  }

  /** The digest of key and secret; {@code begun} stays as it is. */
  static byte[] finish(MessageDigest begun, Secret secret) {
    try {
      MessageDigest digest = (MessageDigest) begun.clone();
      return secret.useExposedBytes(digest::digest);
    } catch (CloneNotSupportedException impossible) {
      throw new AssertionError("the JDK's own digests can be cloned", impossible);
    }
  }
}
