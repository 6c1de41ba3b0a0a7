package dev.latchkey.authkey;

import dev.latchkey.ConfigScene;
import dev.latchkey.Fixtures;
import dev.latchkey.authkey.TicketVerification.Refused;
import dev.latchkey.authkey.TicketVerification.Valid;
import dev.latchkey.store.RandomSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A configuration directory with a key pair, on a host whose clock the test sets. */
final class AuthKeyScene extends ConfigScene {

  static final String PRIVATE = AuthKeyFiles.PRIVATE;
  static final String PUBLIC = AuthKeyFiles.PUBLIC;
  static final String OLD = AuthKeyFiles.OLD_PUBLIC;

  /** The time of the tickets among the fixtures. */
  static final Instant SIGNED = Instant.ofEpochSecond(0x69D92B64);

  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  static final String RSA = "authkey-rsa";
  static final String ED25519 = "authkey-ed25519";

  AuthKeyScene(Path temporary) {
    super(temporary, NOW);
  }

  AuthKeyRepository keys() {
    return keys(RandomSource.ofKernel(), false);
  }

  AuthKeyRepository keys(RandomSource random, boolean dryRun) {
    return new AuthKeyRepository(store(random, dryRun), TicketTimes.DEFAULT, () -> now, random);
  }

  /** A ticket among the fixtures. */
  static String ticket(String name) {
    return new String(Fixtures.bytes(name), StandardCharsets.US_ASCII).strip();
  }

  /** The pair of a fixture, made at a time. */
  AuthKeyScene pair(String fixture, Instant made) {
    return file(PRIVATE, Fixtures.bytes(fixture + "/authkey.key"), made)
        .file(PUBLIC, Fixtures.bytes(fixture + "/authkey.pub"), made);
  }

  AuthKeyScene file(String name, byte[] content, Instant modified) {
    try {
      Path file = write(name, content, name.equals(PRIVATE) ? "rw-------" : "rw-r-----");
      Files.setLastModifiedTime(file, FileTime.from(modified));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  Instant modified(String name) {
    try {
      return Files.getLastModifiedTime(config.resolve(name)).toInstant();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  AuthKeyScene touch(String name, Instant modified) {
    return file(name, bytes(name), modified);
  }

  AuthKeyScene remove(String name) {
    try {
      Files.delete(config.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** The fingerprint of the public key in a file, or of the one that belongs to a private key. */
  String fingerprint(String name) {
    return name.equals(PRIVATE)
        ? KeyPem.privateKey(image(name)).publicKey().fingerprint()
        : KeyPem.publicKey(image(name)).fingerprint();
  }

  /** A ticket for root, signed now. */
  String sign() {
    return keys().signer().sign("PBS", "root@pam", null);
  }

  /** What a new verifier says of a ticket now. */
  String verdict(String ticket) {
    return verdict(keys().verifier(), ticket, null);
  }

  /** What a verifier says of a ticket: the key that has signed it, or why it is refused. */
  static String verdict(TicketVerifier verifier, String ticket, @Nullable String additionalData) {
    return switch (verifier.verify(ticket, "PBS", additionalData)) {
      case Valid(VerifiedTicket verified) -> verified.signedWith().name();
      case Refused(TicketVerification.Reason reason) -> reason.name();
    };
  }
}
