package dev.latchkey.store;

/** The generation counters: one for each group of files that a lock guards. */
public enum Generation {
  /** {@code user.cfg}. */
  USER(8, 8),
  /** {@code token.shadow}. */
  TOKEN_SHADOW(16, 32),
  /** {@code encryption-keys.cfg} and the key files. */
  ENCRYPTION_KEYS(24, -1),
  /** The key pair that signs tickets. */
  AUTHKEY(32, -1);

  /** Where the counter lies in {@code latchkey-versions}. */
  final int offset;

  /**
   * Where Proxmox Backup Server's own counter lies in {@code config-versions}; -1 if it has none.
   */
  final int pbsOffset;

  Generation(int offset, int pbsOffset) {
    this.offset = offset;
    this.pbsOffset = pbsOffset;
  }
}
