package dev.latchkey.key;

/** The forms in which a key can be brought in. */
public enum KeyFormat {
  /** A key file of Proxmox Backup Server, protected or not. */
  JSON,
  /** The 32 bytes themselves. */
  RAW,
  /** 64 hexadecimal digits. */
  HEX,
  /** Base64 (RFC 4648) of 32 bytes, with or without padding. */
  BASE64
}
