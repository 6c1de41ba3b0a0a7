package dev.latchkey.authkey;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The state of the key pair that signs tickets. Immutable.
 *
 * @param current the public key, null if there is none
 * @param previous the key before it, null if there is none
 * @param previousIsDamaged whether there is a previous key that makes no sense
 * @param due why a rotation is due, null if none is
 * @param nextRotation when one is due for the key's age, null if there is no key
 * @param clockTrouble whether the key is from a time to come, further than clocks may disagree
 * @param privateKeyIsKnown whether this process may read the private key; else nobody knows whether
 *     it belongs to the public one
 */
public record AuthKeyStatus(
    @Nullable Key current,
    @Nullable Key previous,
    boolean previousIsDamaged,
    @Nullable RotationReason due,
    @Nullable Instant nextRotation,
    boolean clockTrouble,
    boolean privateKeyIsKnown) {

  /**
   * A public key.
   *
   * @param algorithm such as {@code ed25519} or {@code rsa-2048}
   * @param fingerprint SHA-256 of the SubjectPublicKeyInfo in colon-separated hexadecimal
   * @param since the time of its file: when it was made or, for the previous key, replaced
   * @param countsUntil when the last of its tickets expires, if there is no rotation before
   */
  public record Key(String algorithm, String fingerprint, Instant since, Instant countsUntil) {}
}
