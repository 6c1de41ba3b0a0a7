package dev.latchkey.token;

import dev.latchkey.store.SafeId;

/**
 * The owner of tokens: {@code user@realm}. Immutable.
 *
 * <p>The user part is anything but whitespace, {@code :}, {@code /} and control characters; the
 * realm matches {@code [A-Za-z0-9_][A-Za-z0-9._-]*}; they are split at the last {@code @}. This is
 * the grammar of Proxmox Backup Server.
 *
 * @param value the whole id
 */
public record UserId(String value) implements Comparable<UserId> {

  static final int MIN_LENGTH = 3;
  static final int MAX_LENGTH = 64;

  /**
   * Checks the grammar.
   *
   * @throws IllegalArgumentException if it is not an owner's id; the message says what is wrong and
   *     does not quote it
   */
  public UserId {
    int length = value.codePointCount(0, value.length());
    if (length < MIN_LENGTH || length > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "an id has " + MIN_LENGTH + " to " + MAX_LENGTH + " characters");
    }
    int at = value.lastIndexOf('@');
    if (at < 0) {
      throw new IllegalArgumentException("the user has no realm: expected user@realm");
    }
    if (at == 0) {
      throw new IllegalArgumentException("the user part before '@' is empty");
    }
    for (int i = 0; i < at; ) {
      int c = value.codePointAt(i);
      if (isForbidden(c)) {
        throw new IllegalArgumentException(
            "the user part has whitespace, ':', '/' or a control character");
      }
      i += Character.charCount(c);
    }
    SafeId.require(value.substring(at + 1), "the realm");
  }

  private static boolean isForbidden(int c) {
    return c == ':'
        || c == '/'
        || Character.isWhitespace(c)
        || Character.isSpaceChar(c)
        || Character.isISOControl(c)
        || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }

  /** In the order of their characters. */
  @Override
  public int compareTo(UserId other) {
    return value.compareTo(other.value);
  }

  /** The id itself. */
  @Override
  public String toString() {
    return value;
  }
}
