package dev.latchkey.authkey;

import dev.latchkey.store.CorruptFileException;
import dev.latchkey.store.FileImage;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The files of the key pair as they were read, parsed. Immutable.
 *
 * @param current the public key, null if there is none
 * @param old the previous one, null if there is none or it makes no sense
 * @param oldIsDamaged whether there is a previous one that makes no sense
 * @param privateKey null if there is none
 */
record AuthKeyFiles(
    @Nullable DatedKey current,
    @Nullable DatedKey old,
    boolean oldIsDamaged,
    @Nullable SigningKey privateKey) {

  static final String PRIVATE = "authkey.key";
  static final String PUBLIC = "authkey.pub";
  static final String OLD_PUBLIC = "authkey.pub.old";

  /** The private key of a file that was read, null if there was none; overwrites the image. */
  static @Nullable SigningKey privateKey(FileImage image) {
    try {
      return image.exists() ? KeyPem.privateKey(image) : null;
    } finally {
      image.wipe();
    }
  }

  /** Whether the private key belongs to the public one. */
  boolean isPair() {
    return current != null && privateKey != null && privateKey.publicKey().isSameAs(current.key());
  }

  /**
   * The public key of what signs now: of the private key, or where there is none the public key.
   * They differ where a rotation was cut short, and then nobody has ever signed with the latter.
   */
  @Nullable VerifyingKey signingNow() {
    if (privateKey != null) {
      return privateKey.publicKey();
    }
    return current == null ? null : current.key();
  }

  /** The public key, or where its file is missing the one of the private key. */
  @Nullable VerifyingKey present() {
    return current == null ? signingNow() : current.key();
  }

  /** What a rotation has made of the files. */
  static AuthKeyFiles after(
      SigningKey key, @Nullable VerifyingKey previous, @Nullable DatedKey before, Instant now) {
    return new AuthKeyFiles(
        new DatedKey(key.publicKey(), now),
        previous == null ? before : new DatedKey(previous, now),
        false,
        key);
  }

  /**
   * Why the key is to be replaced.
   *
   * @param knowsPrivateKey whether the private key was looked at
   * @return null if it is not
   */
  @Nullable RotationReason due(Instant now, TicketTimes times, boolean knowsPrivateKey) {
    if (current == null || (knowsPrivateKey && privateKey == null)) {
      return RotationReason.NO_KEY;
    }
    long age = current.ageAt(now);
    if (age >= times.keyLifetime().toSeconds()) {
      return RotationReason.TOO_OLD;
    } else if (knowsPrivateKey && !isPair()) {
      return RotationReason.NO_PAIR;
    } else if (age < -times.grace().toSeconds() && !isOldJustBefore(times)) {
      return RotationReason.FROM_THE_FUTURE;
    }
    return null;
  }

  /** Whether somebody whose clock is ahead has just rotated: to rotate again would undo that. */
  private boolean isOldJustBefore(TicketTimes times) {
    if (current == null || old == null) {
      return false;
    }
    long between = current.modified().getEpochSecond() - old.modified().getEpochSecond();
    return between >= 0 && between < times.ticketLifetime().toSeconds();
  }

  /**
   * Parses the files. A previous key that makes no sense only stops counting.
   *
   * @throws CorruptFileException if the public key makes no sense
   */
  static AuthKeyFiles of(
      FileImage publicImage, FileImage oldImage, @Nullable SigningKey privateKey) {
    DatedKey current = DatedKey.of(publicImage);
    DatedKey old = null;
    boolean damaged = false;
    try {
      old = DatedKey.of(oldImage);
    } catch (CorruptFileException e) {
      damaged = true;
    }
    return new AuthKeyFiles(current, old, damaged, privateKey);
  }
}
