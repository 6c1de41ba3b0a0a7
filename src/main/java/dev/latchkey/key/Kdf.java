package dev.latchkey.key;

import org.jspecify.annotations.Nullable;

/** How the key that protects key material is derived from a passphrase. */
public enum Kdf {
  /** Not at all: the key material is not protected. */
  NONE("none"),
  /** scrypt (RFC 7914). */
  SCRYPT("scrypt"),
  /** PBKDF2 with HMAC-SHA-256 (RFC 8018). */
  PBKDF2("pbkdf2");

  private final String label;

  Kdf(String label) {
    this.label = label;
  }

  /** The name in {@code encryption-keys.cfg} and on the command line. */
  public String label() {
    return label;
  }

  /** The one of a name, null if there is none. */
  static @Nullable Kdf ofLabel(String label) {
    for (Kdf kdf : values()) {
      if (kdf.label.equals(label)) {
        return kdf;
      }
    }
    return null;
  }
}
