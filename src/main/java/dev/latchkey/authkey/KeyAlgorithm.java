package dev.latchkey.authkey;

import org.jspecify.annotations.Nullable;

/** The kinds of key pairs that can be made. */
public enum KeyAlgorithm {
  /** Ed25519 (RFC 8032). */
  ED25519("ed25519", 0),
  /** RSA with 2048 bits, as in Proxmox VE; signs with SHA-256 (PKCS#1 v1.5). */
  RSA_2048("rsa-2048", 2048),
  /** RSA with 4096 bits, as in Proxmox Backup Server; signs with SHA-256 (PKCS#1 v1.5). */
  RSA_4096("rsa-4096", 4096);

  private final String label;
  private final int bits;

  KeyAlgorithm(String label, int bits) {
    this.label = label;
    this.bits = bits;
  }

  /** Its name, such as {@code rsa-2048}. */
  public String label() {
    return label;
  }

  /** Bits of the modulus, 0 if there is none. */
  int bits() {
    return bits;
  }

  /** The one of a name, null if there is none. */
  static @Nullable KeyAlgorithm ofLabel(String label) {
    for (KeyAlgorithm algorithm : values()) {
      if (algorithm.label.equals(label)) {
        return algorithm;
      }
    }
    return null;
  }
}
