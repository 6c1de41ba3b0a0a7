package dev.latchkey.token;

import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;

/** A secret that was found to be that of a token, as its keyed digest. Immutable. */
final class VerifiedSecret {

  private final String hash;
  private final byte[] digest;
  private final Token token;
  private final Verification.Valid valid;

  /** Whether the answer is always {@link #valid}, so that nobody needs to know the time. */
  private final boolean always;

  /**
   * Remembers a secret.
   *
   * @param hash the stored hash that it was verified against
   * @param digest its keyed digest
   */
  VerifiedSecret(String hash, byte[] digest, Token token) {
    this.hash = hash;
    this.digest = digest;
    this.token = token;
    this.valid = new Verification.Valid(token);
    this.always = !token.isDisabled() && !token.isExpiredAt(Instant.MAX);
  }

  /** The same secret of a token whose settings may have changed. */
  VerifiedSecret of(Token newToken) {
    return new VerifiedSecret(hash, digest, newToken);
  }

  /** Whether it was verified against this stored hash. */
  boolean isFor(String storedHash) {
    return hash.equals(storedHash);
  }

  /** Whether it has this digest; takes the same time wherever they differ. */
  boolean isOf(byte[] otherDigest) {
    return MessageDigest.isEqual(digest, otherDigest);
  }

  Token token() {
    return token;
  }

  /** What the token's state makes of the right secret now. */
  Verification answer(InstantSource clock) {
    return always ? valid : token.answerAt(clock.instant());
  }
}
