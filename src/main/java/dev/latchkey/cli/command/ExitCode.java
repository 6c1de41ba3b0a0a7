package dev.latchkey.cli.command;

/** The exit codes of the command: stable, because scripts branch on them. */
public enum ExitCode {
  /** Done, or already so. */
  OK(0, "done, or already so"),
  /** Failed: input or output, or a mistake of the program. */
  FAILURE(1, "failed (input or output, internal)"),
  /** The command line is wrong. */
  USAGE(2, "usage"),
  /** There is no such thing. */
  NOT_FOUND(3, "not found"),
  /** It exists, is still in use, or was changed meanwhile. */
  CONFLICT(4, "conflict: exists, still active, changed meanwhile"),
  /** A secret, passphrase or ticket is not good. */
  VERIFICATION_FAILED(5, "not verified: wrong secret or passphrase, expired, disabled"),
  /** Consent or input is needed and there is nobody to ask, or the answer was no. */
  INPUT_NEEDED(6, "consent or input needed and nobody to ask, or the answer was no"),
  /** A lock was not obtained in time. */
  BUSY(7, "lock not obtained in time"),
  /** A file is damaged, or not safe to use. */
  DAMAGED(8, "damaged or unsafe files"),
  /** Some of it was done. */
  PARTLY_DONE(9, "partly done"),
  /** With {@code --exit-code}: the answer to the question is no. */
  NO_MATCH(10, "with --exit-code: nothing matches, or a rotation is due");

  private final int code;
  private final String meaning;

  ExitCode(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  /** What the process exits with. */
  public int code() {
    return code;
  }

  /** What it means, for help and manual. */
  public String meaning() {
    return meaning;
  }
}
