package dev.latchkey.iam;

/** Whom a credential speaks for, within its account. Immutable. */
public sealed interface Principal {

  /** The name of the user or role. */
  String name();

  /**
   * A user, with a long-term credential.
   *
   * @param name unique within the account
   */
  record User(String name) implements Principal {}

  /**
   * A role, with the credential of a session.
   *
   * @param name unique within the account
   */
  record Role(String name) implements Principal {}
}
