package dev.latchkey.key;

import dev.latchkey.format.SectionConfig;
import dev.latchkey.store.Secret;
import org.jspecify.annotations.Nullable;

/**
 * How a key is to be protected. Immutable.
 *
 * @param kdf how a key is derived from the passphrase
 * @param passphrase null if and only if {@code kdf} is {@link Kdf#NONE}; the caller closes it
 * @param hint reminds of the passphrase, null for none; everybody may read it
 */
public record Protection(Kdf kdf, @Nullable Secret passphrase, @Nullable String hint) {

  /** None at all: whoever can read the file has the key. */
  public static final Protection NONE = new Protection(Kdf.NONE, null, null);

  /** The fewest characters of a passphrase, as in Proxmox Backup Server. */
  public static final int MIN_PASSPHRASE_CHARACTERS = 5;

  /**
   * Checks the passphrase and the hint.
   *
   * @throws IllegalArgumentException if the passphrase is too short, missing or superfluous, or the
   *     hint is not one line of text; the message says what is wrong and quotes neither
   */
  public Protection {
    if ((kdf == Kdf.NONE) != (passphrase == null)) {
      throw new IllegalArgumentException(
          kdf == Kdf.NONE ? "no passphrase without a KDF" : "no KDF without a passphrase");
    }
    if (passphrase != null && characters(passphrase) < MIN_PASSPHRASE_CHARACTERS) {
      throw new IllegalArgumentException(
          "a passphrase has at least " + MIN_PASSPHRASE_CHARACTERS + " characters");
    }
    if (hint != null && !isHint(hint)) {
      throw new IllegalArgumentException(
          "a hint is one line of text without control characters, not empty");
    }
  }

  /** Whether a text can be a hint. */
  static boolean isHint(String text) {
    return SectionConfig.isStorable(text);
  }

  /** Those bytes of UTF-8 that do not continue a character. */
  private static int characters(Secret passphrase) {
    return passphrase.useExposedBytes(
        bytes -> {
          int count = 0;
          for (byte b : bytes) {
            count += (b & 0xc0) == 0x80 ? 0 : 1;
          }
          return count;
        });
  }
}
