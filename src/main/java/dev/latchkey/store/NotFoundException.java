package dev.latchkey.store;

/** What was asked for does not exist. Nothing was changed. */
public final class NotFoundException extends LatchkeyException {

  private static final long serialVersionUID = 1;

  private final Subject subject;
  private final String id;

  /**
   * Names what is missing.
   *
   * @param subject the kind of thing
   * @param id its id or path
   */
  public NotFoundException(Subject subject, String id) {
    super("not found: " + subject + " " + id, null);
    this.subject = subject;
    this.id = id;
  }

  /** The kind of thing that is missing. */
  public Subject subject() {
    return subject;
  }

  /** Its id or path. */
  public String id() {
    return id;
  }
}
