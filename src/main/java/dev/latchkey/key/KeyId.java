package dev.latchkey.key;

import dev.latchkey.store.SafeId;
import org.jspecify.annotations.Nullable;

/**
 * The id of an encryption key. Immutable.
 *
 * <p>3 to 32 characters that match {@code [A-Za-z0-9_][A-Za-z0-9._-]*}, which is the grammar of
 * Proxmox Backup Server: an id is part of a file's name.
 *
 * @param value the id itself
 */
public record KeyId(String value) implements Comparable<KeyId> {

  private static final int MIN_LENGTH = 3;
  private static final int MAX_LENGTH = 32;

  /**
   * Checks the grammar.
   *
   * @throws IllegalArgumentException if it is not a key's id; the message says what is wrong and
   *     does not quote it
   */
  public KeyId {
    SafeId.require(value, "the id");
    if (value.length() < MIN_LENGTH || value.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "an id has " + MIN_LENGTH + " to " + MAX_LENGTH + " characters");
    }
  }

  /** Reads a text of which nobody knows whether it is an id; null if it is none. */
  static @Nullable KeyId parseOrNull(String text) {
    try {
      return new KeyId(text);
    } catch (IllegalArgumentException malformed) {
      return null;
    }
  }

  /** In the order of their characters. */
  @Override
  public int compareTo(KeyId other) {
    return value.compareTo(other.value);
  }

  /** The id itself. */
  @Override
  public String toString() {
    return value;
  }
}
