package dev.latchkey.store;

/** The kinds of things that can be missing, present already, or in the wrong state. */
public enum Subject {
  /** The configuration directory itself. */
  CONFIG_DIRECTORY,
  /** An API token. */
  TOKEN,
  /** An encryption key. */
  KEY,
  /** The file of an encryption key. */
  KEY_FILE,
  /** The key pair that signs tickets. */
  AUTH_KEY,
  /** The public key before the last rotation. */
  PREVIOUS_AUTH_KEY,
  /** A file that a caller names, or that changed under our hands. */
  FILE
}
