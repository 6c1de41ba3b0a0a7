package dev.latchkey.authkey;

import dev.latchkey.authkey.TicketVerification.Reason;
import dev.latchkey.authkey.VerifiedTicket.SignedWith;
import dev.latchkey.store.ConfigStore;
import dev.latchkey.store.LatchkeyException;
import dev.latchkey.store.ParsedFile;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Says whether a ticket was signed with the current or the previous key, and counts.
 *
 * <p>Keys are read again as soon as their files have changed. Needs the public keys only.
 * Thread-safe; never throws for anything in the files or in what a client sent.
 */
public final class TicketVerifier {

  private final ParsedFile<DatedKey> current;
  private final ParsedFile<DatedKey> old;
  private final TicketTimes times;
  private final InstantSource clock;

  TicketVerifier(ConfigStore store, TicketTimes times, InstantSource clock) {
    this.current = new ParsedFile<>(store, AuthKeyFiles.PUBLIC, KeyPem.MAX_BYTES, DatedKey::of);
    this.old = new ParsedFile<>(store, AuthKeyFiles.OLD_PUBLIC, KeyPem.MAX_BYTES, DatedKey::of);
    this.times = times;
    this.clock = clock;
  }

  /**
   * Verifies a ticket.
   *
   * @param text as the client sent it
   * @param prefix what kind of ticket it must be
   * @param additionalData what was signed with it and is not in it, a client's address for
   *     instance; null if there is nothing
   */
  public TicketVerification verify(String text, String prefix, @Nullable String additionalData) {
    UnverifiedTicket ticket = UnverifiedTicket.parse(text);
    if (ticket == null) {
      return new TicketVerification.Refused(Reason.MALFORMED);
    } else if (!ticket.unverifiedPrefix().equals(prefix)) {
      return new TicketVerification.Refused(Reason.WRONG_PREFIX);
    }
    byte[] message = ticket.message(additionalData);
    if (message == null) {
      return new TicketVerification.Refused(Reason.SIGNATURE);
    }
    Instant now = clock.instant();
    // In this order: whoever rotates writes the previous key first. So if this one is the new key
    // already, the next one is the key before it.
    DatedKey currentKey = readOrNull(current);
    TicketVerification byCurrent = judge(ticket, message, currentKey, SignedWith.CURRENT_KEY, now);
    if (byCurrent instanceof TicketVerification.Valid) {
      return byCurrent;
    }
    DatedKey oldKey = readOrNull(old);
    TicketVerification byOld = judge(ticket, message, oldKey, SignedWith.PREVIOUS_KEY, now);
    if (byOld instanceof TicketVerification.Valid) {
      return byOld;
    } else if (currentKey == null) {
      return new TicketVerification.Refused(Reason.UNAVAILABLE);
    }
    // What a key that has signed it says of its age tells more than that the other has not.
    return isSigned(byCurrent) || !isSigned(byOld) ? byCurrent : byOld;
  }

  private static boolean isSigned(TicketVerification result) {
    return result instanceof TicketVerification.Refused refused
        && refused.reason() != Reason.SIGNATURE;
  }

  private static @Nullable DatedKey readOrNull(ParsedFile<DatedKey> file) {
    try {
      return file.current();
    } catch (LatchkeyException unreadable) {
      return null;
    }
  }

  /** What one key says of a ticket. */
  private TicketVerification judge(
      UnverifiedTicket ticket,
      byte[] message,
      @Nullable DatedKey key,
      SignedWith which,
      Instant now) {
    if (key == null || !key.key().verifies(message, ticket.signature())) {
      return new TicketVerification.Refused(Reason.SIGNATURE);
    }
    long keyAge = key.ageAt(now);
    AgeWindow window =
        which == SignedWith.CURRENT_KEY
            ? AgeWindow.ofCurrentKey(keyAge, times)
            : AgeWindow.ofOldKey(keyAge, times);
    long age = now.getEpochSecond() - ticket.unverifiedTime().getEpochSecond();
    if (window != null && window.contains(age)) {
      return new TicketVerification.Valid(
          new VerifiedTicket(ticket, Duration.ofSeconds(age), which));
    }
    return new TicketVerification.Refused(reasonOutside(age, window));
  }

  /** Why an age is outside the window of a key. */
  private Reason reasonOutside(long age, @Nullable AgeWindow window) {
    if (age < -times.grace().toSeconds()) {
      return Reason.FROM_THE_FUTURE;
    }
    boolean old =
        age > times.ticketLifetime().toSeconds() || (window != null && age > window.max());
    return old ? Reason.EXPIRED : Reason.RETIRED_KEY;
  }
}
