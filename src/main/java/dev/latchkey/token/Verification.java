package dev.latchkey.token;

/** The answer to whether a secret is that of a token that may be used. */
public sealed interface Verification {

  /**
   * The secret is right and the token may be used.
   *
   * @param token the token
   */
  record Valid(Token token) implements Verification {}

  /**
   * The request must be refused.
   *
   * @param reason why; meant for logs, never for the client, who could tell tokens that exist from
   *     those that do not
   */
  record Refused(Reason reason) implements Verification {}

  /** Why a secret was refused. */
  enum Reason {
    /** There is no such token. */
    UNKNOWN,
    /** The secret is not that of the token. */
    WRONG_SECRET,
    /** The token was disabled. */
    DISABLED,
    /** The token's time is over. */
    EXPIRED,
    /** The token's owner was disabled. */
    OWNER_DISABLED,
    /** The time of the token's owner is over. */
    OWNER_EXPIRED,
    /** The files cannot be read, or make no sense, so nobody can tell. */
    UNAVAILABLE,
    /** Too many secrets are being hashed. */
    OVERLOADED
  }
}
