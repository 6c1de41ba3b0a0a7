package dev.latchkey.token;

import dev.latchkey.store.SafeId;
import org.jspecify.annotations.Nullable;

/**
 * The id of an API token: {@code user@realm!name}. Immutable.
 *
 * <p>3 to 64 characters, split at the last {@code !}; the name matches {@code
 * [A-Za-z0-9_][A-Za-z0-9._-]*}. This is the grammar of Proxmox Backup Server.
 *
 * @param owner whose token it is
 * @param name what tells it from the owner's other tokens
 */
public record TokenId(UserId owner, String name) implements Comparable<TokenId> {

  /**
   * Checks the grammar.
   *
   * @throws IllegalArgumentException if it is not a token's id; the message says what is wrong and
   *     does not quote it
   */
  public TokenId {
    SafeId.require(name, "the token name");
    String value = owner.value() + '!' + name;
    if (value.codePointCount(0, value.length()) > UserId.MAX_LENGTH) {
      throw new IllegalArgumentException(
          "an id has " + UserId.MIN_LENGTH + " to " + UserId.MAX_LENGTH + " characters");
    }
  }

  /**
   * Reads {@code user@realm!name}.
   *
   * @throws IllegalArgumentException if it is not a token's id; the message says what is wrong and
   *     does not quote it
   */
  public static TokenId parse(String text) {
    int mark = text.lastIndexOf('!');
    if (mark < 0) {
      throw new IllegalArgumentException("the token has no name: expected user@realm!name");
    }
    return new TokenId(new UserId(text.substring(0, mark)), text.substring(mark + 1));
  }

  /** Reads a text of which nobody knows whether it is an id; null if it is none. */
  static @Nullable TokenId parseOrNull(String text) {
    try {
      return parse(text);
    } catch (IllegalArgumentException malformed) {
      return null;
    }
  }

  /** In the order of their characters. */
  @Override
  public int compareTo(TokenId other) {
    return toString().compareTo(other.toString());
  }

  /** The id as it stands in files and on the command line. */
  @Override
  public String toString() {
    return owner.value() + '!' + name;
  }
}
