package dev.latchkey.store;

/** The thing exists, but its state does not allow the operation. Nothing was changed. */
public final class RefusedException extends LatchkeyException {

  private static final long serialVersionUID = 1;

  /** Why the state forbids the operation. */
  public enum Reason {
    /** Somebody who holds no lock, an editor for instance, changed the file meanwhile. */
    CHANGED_MEANWHILE,
    /** It is active, and must be archived first. */
    STILL_ACTIVE,
    /** It is archived, and an active one is needed. */
    ARCHIVED,
    /** It is protected by a passphrase, and none was given. */
    PASSPHRASE_NEEDED,
    /** It is protected by another passphrase. */
    WRONG_PASSPHRASE
  }

  private final Subject subject;
  private final String id;
  private final Reason reason;

  /**
   * Names what refuses, and why.
   *
   * @param subject the kind of thing
   * @param id its id or path
   * @param reason what its state is
   */
  public RefusedException(Subject subject, String id, Reason reason) {
    super("refused: " + subject + " " + id + ": " + reason, null);
    this.subject = subject;
    this.id = id;
    this.reason = reason;
  }

  /** The kind of thing that is in the wrong state. */
  public Subject subject() {
    return subject;
  }

  /** Its id or path. */
  public String id() {
    return id;
  }

  /** Why the operation is refused. */
  public Reason reason() {
    return reason;
  }
}
