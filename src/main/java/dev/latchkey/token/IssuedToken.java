package dev.latchkey.token;

import org.jspecify.annotations.Nullable;

/**
 * A token that has just got a new hash, and what it takes to withdraw that again. Immutable.
 *
 * @see TokenRepository#withdraw
 */
public final class IssuedToken {

  private final Token token;
  private final String hash;
  private final @Nullable String previousHash;

  IssuedToken(Token token, String hash, @Nullable String previousHash) {
    this.token = token;
    this.hash = hash;
    this.previousHash = previousHash;
  }

  /** The token as it is now. */
  public Token token() {
    return token;
  }

  String hash() {
    return hash;
  }

  /** The hash that was replaced, null if the token is new. */
  @Nullable String previousHash() {
    return previousHash;
  }
}
