package dev.latchkey.authkey;

import dev.latchkey.store.ConfigStore;
import dev.latchkey.store.CorruptFileException;
import dev.latchkey.store.LatchkeyException;
import dev.latchkey.store.NotFoundException;
import dev.latchkey.store.ParsedFile;
import dev.latchkey.store.Subject;
import dev.latchkey.store.UnavailableException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Signs tickets with the private key, which is read again as soon as its file has changed.
 *
 * <p>A rotation that was cut short leaves a private key whose tickets count for the grace period
 * only. A signer that finds such a pair, half a grace period old, finishes the rotation if it may
 * write; so servers that sign do not depend on somebody who rotates. Thread-safe.
 */
public final class TicketSigner {

  private static final HexFormat HEX = HexFormat.of().withUpperCase();
  private static final int TIME_DIGITS = 8;

  private final ConfigStore store;
  private final AuthKeyRepository keys;
  private final ParsedFile<SigningKey> privateKey;
  private final ParsedFile<DatedKey> publicKey;
  private final TicketTimes times;
  private final InstantSource clock;

  TicketSigner(AuthKeyRepository keys, ConfigStore store, TicketTimes times, InstantSource clock) {
    this.keys = keys;
    this.store = store;
    this.privateKey =
        new ParsedFile<>(store, AuthKeyFiles.PRIVATE, KeyPem.MAX_BYTES, AuthKeyFiles::privateKey);
    this.publicKey = new ParsedFile<>(store, AuthKeyFiles.PUBLIC, KeyPem.MAX_BYTES, DatedKey::of);
    this.times = times;
    this.clock = clock;
  }

  /**
   * Signs a ticket, dated now.
   *
   * @param prefix what kind of ticket it is, not empty
   * @param data what it vouches for
   * @param additionalData what is signed with it and must be known to whoever verifies it; null for
   *     nothing
   * @return the ticket, in ASCII
   * @throws NotFoundException if there is no private key
   * @throws CorruptFileException if it makes no sense
   * @throws UnavailableException if it cannot be read
   * @throws IllegalArgumentException if the prefix is empty, or any of it is not text or too long
   */
  public String sign(String prefix, String data, @Nullable String additionalData) {
    if (prefix.isEmpty()) {
      throw new IllegalArgumentException("the prefix is empty");
    }
    SigningKey key = key();
    if (isLeftBehind(key)) {
      repair();
      key = key();
    }
    long seconds = clock.instant().getEpochSecond();
    String time = HEX.toHexDigits(seconds);
    int zeros = 0;
    while (zeros < time.length() - TIME_DIGITS && time.charAt(zeros) == '0') {
      zeros++;
    }
    String text =
        TicketText.encoded(prefix) + ":" + TicketText.encoded(data) + ":" + time.substring(zeros);
    if (text.length() > UnverifiedTicket.MAX_LENGTH / 2) {
      throw new IllegalArgumentException("the ticket is too long");
    }
    byte[] signature = key.sign(TicketText.message(text, additionalData));
    return text + "::" + Base64.getEncoder().withoutPadding().encodeToString(signature);
  }

  /** Whether the public key is another one, and not because it is being replaced just now. */
  private boolean isLeftBehind(SigningKey key) {
    try {
      DatedKey current = publicKey.current();
      return current != null
          && !key.publicKey().isSameAs(current.key())
          && current.ageAt(clock.instant()) >= times.grace().toSeconds() / 2;
    } catch (LatchkeyException unreadable) {
      return false; // whoever verifies says so
    }
  }

  private void repair() {
    try {
      var _ = keys.rotate(null, false, null);
    } catch (LatchkeyException notByThisUser) {
      // The ticket counts as long as the grace period lasts.
    }
  }

  private SigningKey key() {
    SigningKey key = privateKey.current();
    if (key == null) {
      Path path = store.directory().resolve(AuthKeyFiles.PRIVATE);
      throw new NotFoundException(Subject.AUTH_KEY, path.toString());
    }
    return key;
  }
}
