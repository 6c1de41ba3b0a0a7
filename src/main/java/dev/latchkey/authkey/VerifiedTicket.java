package dev.latchkey.authkey;

import java.time.Duration;
import java.time.Instant;

/**
 * A ticket that was signed with one of our keys and counts. Immutable; only a verifier makes it.
 */
public final class VerifiedTicket {

  /** Which key has signed it. */
  public enum SignedWith {
    /** The one that signs now. */
    CURRENT_KEY,
    /** The one before the last rotation. */
    PREVIOUS_KEY
  }

  private final UnverifiedTicket ticket;
  private final Duration age;
  private final SignedWith key;

  VerifiedTicket(UnverifiedTicket ticket, Duration age, SignedWith key) {
    this.ticket = ticket;
    this.age = age;
    this.key = key;
  }

  /** What kind of ticket it is. */
  public String prefix() {
    return ticket.unverifiedPrefix();
  }

  /** What it vouches for, a user for instance. */
  public String data() {
    return ticket.unverifiedData();
  }

  /** When it was signed. */
  public Instant time() {
    return ticket.unverifiedTime();
  }

  /** How old it was when it was verified; negative if it came from a clock that is ahead. */
  public Duration age() {
    return age;
  }

  /** Which key has signed it. */
  public SignedWith signedWith() {
    return key;
  }

  /** All but the signature. */
  @Override
  public String toString() {
    return "VerifiedTicket[" + prefix() + ", " + data() + ", " + time() + ", " + key + "]";
  }
}
