package dev.latchkey.cli.command;

/** What an error is called for programs: finer than the {@link ExitCode}, and as stable. */
public enum ErrorCode {
  /** The command line is wrong. */
  USAGE,
  /** There is no such thing. */
  NOT_FOUND,
  /** There is such a thing already. */
  ALREADY_EXISTS,
  /** A file was changed by somebody who takes no locks. */
  CHANGED_MEANWHILE,
  /** A key cannot be deleted while it is active. */
  STILL_ACTIVE,
  /** A key is archived, and an active one is needed. */
  ARCHIVED,
  /** A secret, a passphrase or a ticket is needed and there is nobody to ask. */
  INPUT_NEEDED,
  /** Consent is needed and there is nobody to ask. */
  CONSENT_NEEDED,
  /** The answer was no. */
  NO_CONSENT,
  /** A lock was not obtained in time. */
  BUSY,
  /** A file is damaged, or not safe to use. */
  DAMAGED,
  /** A file cannot be read or written, or what it is needed for cannot be done now. */
  UNAVAILABLE,
  /** Something was done in part, and could not be taken back. */
  PARTLY_DONE,
  /** It was done, but the audit log does not tell of it. */
  NOT_IN_AUDIT_LOG,
  /** It was done, but not every process has said that it forgot. */
  NOT_ACKNOWLEDGED,
  /** What an option names cannot be read. */
  INPUT,
  /** The answer cannot be written. */
  OUTPUT,
  /** The terminal cannot be used. */
  TERMINAL,
  /** A line of a script has failed, and those after it were not run. */
  STOPPED,
  /** A mistake of the program. */
  INTERNAL,

  /** The passphrase is another one. */
  WRONG_PASSPHRASE,

  /** The secret is another one. */
  WRONG_SECRET,
  /** The token is disabled. */
  DISABLED,
  /** The time of the token or of the ticket is over. */
  EXPIRED,
  /** The owner of the token is disabled. */
  OWNER_DISABLED,
  /** The time of the owner of the token is over. */
  OWNER_EXPIRED,
  /** Too many secrets are being checked. */
  OVERLOADED,

  /** It is no ticket. */
  MALFORMED,
  /** The ticket is of another kind. */
  WRONG_PREFIX,
  /** None of the keys has signed the ticket. */
  SIGNATURE,
  /** The ticket was signed later than now. */
  FROM_THE_FUTURE,
  /** The ticket was signed with a key that no longer counted. */
  RETIRED_KEY;

  /** The code of the same name as a reason of the library. */
  static ErrorCode of(Enum<?> reason) {
    return valueOf(reason.name());
  }

  /** The word that stands in JSON. */
  public String word() {
    return Choice.word(this);
  }
}
