package dev.latchkey.cache;

/** By what an invalidation chooses entries. */
public enum Selector {
  /** Ids of API tokens. */
  TOKEN_IDS(true),
  /** The id of an account. */
  ACCOUNT_ID(false),
  /** The id of an access key. */
  ACCESS_KEY_ID(false),
  /** The name of a user. */
  USER_NAME(false),
  /** The names of users. */
  USER_NAMES(true),
  /** The name of a role. */
  ROLE_NAME(false),
  /** The name of a table. */
  TABLE_NAME(false),
  /** The Amazon Resource Name of a resource. */
  ARN(false);

  private final boolean isList;

  Selector(boolean isList) {
    this.isList = isList;
  }

  /** Whether it can have several values. */
  boolean isList() {
    return isList;
  }

  /** The name in files and answers, such as {@code user_name}. */
  public String wireName() {
    return WireName.of(this);
  }
}
