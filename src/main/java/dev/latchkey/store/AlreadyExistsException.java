package dev.latchkey.store;

/** What was to be made exists already. Nothing was changed. */
public final class AlreadyExistsException extends LatchkeyException {

  private static final long serialVersionUID = 1;

  private final Subject subject;
  private final String id;

  /**
   * Names what is there already.
   *
   * @param subject the kind of thing
   * @param id its id or path
   */
  public AlreadyExistsException(Subject subject, String id) {
    super("already exists: " + subject + " " + id, null);
    this.subject = subject;
    this.id = id;
  }

  /** The kind of thing that exists. */
  public Subject subject() {
    return subject;
  }

  /** Its id or path. */
  public String id() {
    return id;
  }
}
