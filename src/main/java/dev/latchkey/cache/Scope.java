package dev.latchkey.cache;

import java.util.List;

/**
 * How much an invalidation empties: the selectors that it takes, and the caches that it touches.
 */
@SuppressWarnings("ImmutableEnumChecker") // of lists that cannot be changed
public enum Scope {
  /** Everything. */
  ALL(List.of(), CacheName.all()),
  /** The secrets of all API tokens, or of some. */
  TOKENS(List.of(Selector.TOKEN_IDS), CacheName.TOKEN_SECRETS),
  /** Everything that belongs to an account. */
  ACCOUNT(List.of(Selector.ACCOUNT_ID), CacheName.ofAccounts()),
  /** One credential. */
  CREDENTIAL(List.of(Selector.ACCESS_KEY_ID), CacheName.CREDENTIAL),
  /** A user and the user's credentials. */
  USER(
      List.of(Selector.ACCOUNT_ID, Selector.USER_NAME),
      CacheName.USER_POLICIES,
      CacheName.USER_GROUP_POLICIES,
      CacheName.USER_BOUNDARY,
      CacheName.USER_TAGS,
      CacheName.PRINCIPAL_CREDENTIALS),
  /** A role, its sessions and their credentials. */
  ROLE(
      List.of(Selector.ACCOUNT_ID, Selector.ROLE_NAME),
      CacheName.ROLE_POLICIES,
      CacheName.ROLE_BOUNDARY,
      CacheName.ROLE_TAGS,
      CacheName.ROLE_SESSIONS,
      CacheName.PRINCIPAL_CREDENTIALS),
  /** What users have from their groups. */
  GROUP_MEMBERS(List.of(Selector.ACCOUNT_ID, Selector.USER_NAMES), CacheName.USER_GROUP_POLICIES),
  /** The key schema of a table. */
  TABLE_KEY_INFO(List.of(Selector.ACCOUNT_ID, Selector.TABLE_NAME), CacheName.TABLE_KEY_INFO),
  /** The tags of a resource. */
  RESOURCE_TAGS(List.of(Selector.ARN), CacheName.RESOURCE_TAGS);

  private final List<Selector> selectors;
  private final List<CacheName> caches;

  Scope(List<Selector> selectors, CacheName... caches) {
    this(selectors, List.of(caches));
  }

  Scope(List<Selector> selectors, List<CacheName> caches) {
    this.selectors = selectors;
    this.caches = caches;
  }

  /** What it takes to choose; all of them are needed, but for the ids of {@link #TOKENS}. */
  public List<Selector> selectors() {
    return selectors;
  }

  /** Whether it makes no sense without a selector. */
  public boolean requires(Selector selector) {
    return selectors.contains(selector) && this != TOKENS;
  }

  /** What it empties. */
  public List<CacheName> caches() {
    return caches;
  }

  /** The name in files, answers and on the command line, such as {@code group_members}. */
  public String wireName() {
    return WireName.of(this);
  }
}
