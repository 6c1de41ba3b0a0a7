package dev.latchkey.key;

import dev.latchkey.store.RandomSource;
import dev.latchkey.store.Secret;
import java.util.Arrays;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.modes.GCMModeCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.jspecify.annotations.Nullable;

/**
 * Key material encrypted with AES-256-GCM: a 16-byte IV, the 16-byte tag, the ciphertext, in this
 * order, which is that of Proxmox Backup Server. Not through the JDK's own ciphers, whose start
 * takes longer than all of this.
 */
final class SealedKey {

  private static final int IV_BYTES = 16;
  private static final int TAG_BYTES = 16;

  /** How many bytes longer it is than the material. */
  static final int OVERHEAD_BYTES = IV_BYTES + TAG_BYTES;

  private SealedKey() {}

  /** Encrypts with a key derived from a passphrase, and a new IV. */
  static Secret seal(
      Secret material, KeyDerivation derivation, Secret passphrase, RandomSource random) {
    byte[] iv = new byte[IV_BYTES];
    random.fill(iv);
    GCMModeCipher cipher = cipher(true, derivation, passphrase, iv);
    int length = material.length();
    byte[] encrypted = new byte[length + TAG_BYTES];
    try {
      int done =
          material.useExposedBytes(
              bytes -> cipher.processBytes(bytes, 0, bytes.length, encrypted, 0));
      cipher.doFinal(encrypted, done);
    } catch (InvalidCipherTextException impossible) {
      throw new AssertionError("encryption checks no tag", impossible);
    }
    byte[] sealed = new byte[length + OVERHEAD_BYTES];
    System.arraycopy(iv, 0, sealed, 0, IV_BYTES);
    System.arraycopy(encrypted, length, sealed, IV_BYTES, TAG_BYTES);
    System.arraycopy(encrypted, 0, sealed, OVERHEAD_BYTES, length);
    return Secret.copyOf(sealed);
  }

  /**
   * Decrypts with a key derived from a passphrase.
   *
   * @param sealed at least as long as {@link #OVERHEAD_BYTES}
   * @return null if it was not encrypted with that passphrase, or changed since
   */
  static @Nullable Secret open(Secret sealed, KeyDerivation derivation, Secret passphrase) {
    return sealed.useExposedBytes(
        bytes -> {
          byte[] iv = Arrays.copyOf(bytes, IV_BYTES);
          GCMModeCipher cipher = cipher(false, derivation, passphrase, iv);
          byte[] material = new byte[bytes.length - OVERHEAD_BYTES];
          try {
            // The cipher wants the tag behind the ciphertext.
            int done = cipher.processBytes(bytes, OVERHEAD_BYTES, material.length, material, 0);
            done += cipher.processBytes(bytes, IV_BYTES, TAG_BYTES, material, done);
            cipher.doFinal(material, done);
            return Secret.copyOf(material);
          } catch (InvalidCipherTextException wrongTag) {
            return null;
          } finally {
            Arrays.fill(material, (byte) 0);
          }
        });
  }

  private static GCMModeCipher cipher(
      boolean encrypt, KeyDerivation derivation, Secret passphrase, byte[] iv) {
    byte[] key = derivation.derive(passphrase);
    try {
      GCMModeCipher cipher = GCMBlockCipher.newInstance(AESEngine.newInstance());
      cipher.init(encrypt, new AEADParameters(new KeyParameter(key), 8 * TAG_BYTES, iv));
      return cipher;
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }
}
