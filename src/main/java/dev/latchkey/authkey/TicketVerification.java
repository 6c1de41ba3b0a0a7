package dev.latchkey.authkey;

/** What came of verifying a ticket. */
public sealed interface TicketVerification {

  /**
   * The ticket is genuine and counts.
   *
   * @param ticket what it says
   */
  record Valid(VerifiedTicket ticket) implements TicketVerification {}

  /**
   * The ticket does not count.
   *
   * @param reason for logs, not for whoever sent it
   */
  record Refused(Reason reason) implements TicketVerification {}

  /** Why a ticket does not count. */
  enum Reason {
    /** It is no ticket at all. */
    MALFORMED,
    /** It is a ticket for something else. */
    WRONG_PREFIX,
    /** No key of ours has signed it, or not together with this additional data. */
    SIGNATURE,
    /** It is too old. */
    EXPIRED,
    /** It is from a time to come, further than clocks may disagree. */
    FROM_THE_FUTURE,
    /** It was signed with a key that no longer signed at that time. */
    RETIRED_KEY,
    /** There is no key, or it cannot be read. */
    UNAVAILABLE
  }
}
