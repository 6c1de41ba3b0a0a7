package dev.latchkey.authkey;

import dev.latchkey.store.ConfigStore;
import dev.latchkey.store.CorruptFileException;
import dev.latchkey.store.FileImage;
import dev.latchkey.store.FileTransaction;
import dev.latchkey.store.HeldLock;
import dev.latchkey.store.Inspected;
import dev.latchkey.store.LockName;
import dev.latchkey.store.NotFoundException;
import dev.latchkey.store.RandomSource;
import dev.latchkey.store.Subject;
import dev.latchkey.store.UnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The key pair that signs login tickets: {@code authkey.key}, {@code authkey.pub} and {@code
 * authkey.pub.old}, the public key before the last rotation.
 *
 * <p>However many processes on however many hosts find the key too old at the same moment, it is
 * replaced once. At every moment of a rotation, and wherever it is cut short, what the private key
 * on disk signs is accepted: for the grace period at least, in which the next rotation, or the next
 * ticket that is signed, repairs the pair.
 *
 * <p>A method that throws has changed nothing, unless an {@link UnavailableException} names what it
 * could not put back. Any method may throw any {@link dev.latchkey.store.LatchkeyException}; its
 * {@code @throws} are those that callers expect. Thread-safe.
 */
public final class AuthKeyRepository {

  private static final int PRIVATE_MODE = 0600;
  private static final int PUBLIC_MODE = 0640;

  /** What is in the files, and whether the private key could be looked at. */
  private record Seen(AuthKeyFiles files, boolean knowsPrivateKey) {}

  private final ConfigStore store;
  private final TicketTimes times;
  private final InstantSource clock;
  private final RandomSource random;

  /**
   * Opens the key pair of a directory; touches nothing on disk.
   *
   * @param times how long keys and tickets count
   * @param clock decides what is too old, and dates what is made
   * @param random where keys come from
   */
  public AuthKeyRepository(
      ConfigStore store, TicketTimes times, InstantSource clock, RandomSource random) {
    this.store = store;
    this.times = times;
    this.clock = clock;
    this.random = random;
  }

  /** The same key pair with other times. */
  public AuthKeyRepository withTimes(TicketTimes other) {
    return new AuthKeyRepository(store, other, clock, random);
  }

  /** What signs with this key pair. */
  public TicketSigner signer() {
    return new TicketSigner(this, store, times, clock);
  }

  /** What verifies with this key pair; needs the public keys only. */
  public TicketVerifier verifier() {
    return new TicketVerifier(store, times, clock);
  }

  /**
   * How the key pair is.
   *
   * @throws CorruptFileException if the public or the private key make no sense
   */
  public AuthKeyStatus status() {
    Seen seen = look();
    return status(seen.files(), seen.knowsPrivateKey());
  }

  private Seen look() {
    FileImage publicImage = store.read(AuthKeyFiles.PUBLIC, KeyPem.MAX_BYTES);
    FileImage oldImage =
        store.read(AuthKeyFiles.OLD_PUBLIC); // whatever its size, it only stops counting
    SigningKey privateKey = null;
    boolean known = true;
    try {
      privateKey = AuthKeyFiles.privateKey(store.read(AuthKeyFiles.PRIVATE, KeyPem.MAX_BYTES));
    } catch (UnavailableException notForThisUser) {
      known = false;
    }
    return new Seen(AuthKeyFiles.of(publicImage, oldImage, privateKey), known);
  }

  private AuthKeyStatus status(AuthKeyFiles files, boolean knowsPrivateKey) {
    Instant now = clock.instant();
    DatedKey current = files.current();
    DatedKey old = files.old();
    Duration lifetime = times.ticketLifetime();
    return new AuthKeyStatus(
        current == null
            ? null
            : describe(current, current.modified().plus(times.keyLifetime()).plus(lifetime)),
        old == null ? null : describe(old, old.modified().plus(lifetime).plus(times.grace())),
        files.oldIsDamaged(),
        files.due(now, times, knowsPrivateKey),
        current == null ? null : current.modified().plus(times.keyLifetime()),
        current != null && current.ageAt(now) < -times.grace().toSeconds(),
        knowsPrivateKey);
  }

  private static AuthKeyStatus.Key describe(DatedKey key, Instant countsUntil) {
    return new AuthKeyStatus.Key(
        key.key().algorithm(), key.key().fingerprint(), key.modified(), countsUntil);
  }

  /**
   * The public key in PEM, as its file has it.
   *
   * @param previous whether to read the key before the last rotation
   * @throws NotFoundException if there is none
   * @throws CorruptFileException if it makes no sense
   */
  public String publicKey(boolean previous) {
    FileImage image = publicImage(previous);
    requireKey(image, previous);
    return image.text();
  }

  /**
   * SHA-256 of a public key's SubjectPublicKeyInfo in colon-separated hexadecimal.
   *
   * @param previous whether to read the key before the last rotation
   * @throws NotFoundException if there is none
   * @throws CorruptFileException if it makes no sense
   */
  public String fingerprint(boolean previous) {
    return requireKey(publicImage(previous), previous).fingerprint();
  }

  private FileImage publicImage(boolean previous) {
    String name = previous ? AuthKeyFiles.OLD_PUBLIC : AuthKeyFiles.PUBLIC;
    return store.read(name, KeyPem.MAX_BYTES);
  }

  private static VerifyingKey requireKey(FileImage image, boolean previous) {
    DatedKey key = DatedKey.of(image);
    if (key == null) {
      Subject subject = previous ? Subject.PREVIOUS_AUTH_KEY : Subject.AUTH_KEY;
      throw new NotFoundException(subject, image.path().toString());
    }
    return key.key();
  }

  /**
   * Replaces the key pair if that is due, or in any case.
   *
   * @param algorithm of the new key; null for the one of the present public key, of the private key
   *     if only that is there, and Ed25519 if neither is
   * @param force whether to replace it even if it is not due
   * @param reason why, for the audit log; null if nobody said
   * @throws CorruptFileException if the public or the private key make no sense: an administrator
   *     decides what becomes of them
   */
  public Rotation rotate(@Nullable KeyAlgorithm algorithm, boolean force, @Nullable String reason) {
    Seen seen = store.exists() ? look() : null;
    if (seen != null && !force) {
      AuthKeyStatus before = status(seen.files(), seen.knowsPrivateKey());
      if (before.due() == null) {
        return new Rotation(null, before);
      }
    }
    // Before the lock is taken, because RSA takes seconds.
    KeyAlgorithm chosen = algorithm == null ? presentAlgorithm(seen) : algorithm;
    SigningKey key = SigningKey.generate(chosen, random);
    try (FileTransaction change = store.beginCreating()) {
      HeldLock lock = change.lock(LockName.AUTHKEY);
      // Read afresh under the lock: whoever held it before has perhaps rotated.
      FileImage publicImage = change.read(AuthKeyFiles.PUBLIC);
      FileImage oldImage = change.read(AuthKeyFiles.OLD_PUBLIC);
      FileImage privateImage = change.readKey(AuthKeyFiles.PRIVATE, KeyPem.MAX_BYTES);
      SigningKey present = privateImage.exists() ? KeyPem.privateKey(privateImage) : null;
      AuthKeyFiles files = AuthKeyFiles.of(publicImage, oldImage, present);
      Instant now = clock.instant();
      RotationReason due = files.due(now, times, true);
      if (due == null && !force) {
        return new Rotation(null, status(files, true));
      }
      VerifyingKey previous = files.signingNow();
      if (previous != null) {
        byte[] pem = files.isPair() ? publicImage.bytes() : KeyPem.of(previous);
        change.replace(lock, oldImage, pem, PUBLIC_MODE, now);
      }
      install(change, lock, publicImage, privateImage, key, now);
      change.commit("auth-key rotate", key.publicKey().fingerprint(), reason);
      return new Rotation(
          due == null ? RotationReason.FORCED : due,
          status(AuthKeyFiles.after(key, previous, files.old(), now), true));
    }
  }

  /** The public key first: what the old private key signs meanwhile is of the previous key. */
  private static void install(
      FileTransaction change,
      HeldLock lock,
      FileImage publicImage,
      FileImage privateImage,
      SigningKey key,
      Instant now) {
    change.replace(lock, publicImage, KeyPem.of(key.publicKey()), PUBLIC_MODE, now);
    byte[] pem = KeyPem.of(key);
    try {
      change.replace(lock, privateImage, pem, PRIVATE_MODE, now);
    } finally {
      Arrays.fill(pem, (byte) 0);
    }
  }

  /**
   * Looks for what a crash or an edit by hand has left. Takes no lock and changes nothing: a
   * rotation that another process is about to finish may be what is found.
   */
  public Inspected<AuthKeyFinding> inspect() {
    return AuthKeyInspection.of(store);
  }

  private static KeyAlgorithm presentAlgorithm(@Nullable Seen seen) {
    VerifyingKey present = seen == null ? null : seen.files().present();
    if (present == null) {
      return KeyAlgorithm.ED25519;
    }
    String label = present.algorithm();
    KeyAlgorithm same = KeyAlgorithm.ofLabel(label);
    if (same == null) {
      return label.startsWith("rsa-") ? KeyAlgorithm.RSA_4096 : KeyAlgorithm.ED25519;
    }
    return same;
  }
}
