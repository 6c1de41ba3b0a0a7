package dev.latchkey.cache;

import java.util.List;
import java.util.stream.Stream;

/**
 * What an invalidation can empty: a cache, or some entries of one that have a name of their own.
 */
public enum CacheName {
  /** Credentials by their access key id. */
  CREDENTIAL,
  /** Those credentials that belong to a user or a role. */
  PRINCIPAL_CREDENTIALS(true),
  /** The policies of users. */
  USER_POLICIES,
  /** The policies that users have from their groups. */
  USER_GROUP_POLICIES,
  /** The permissions boundaries of users. */
  USER_BOUNDARY,
  /** The tags of users. */
  USER_TAGS,
  /** The policies of roles. */
  ROLE_POLICIES,
  /** The permissions boundaries of roles. */
  ROLE_BOUNDARY,
  /** The tags of roles. */
  ROLE_TAGS,
  /** What sessions were issued with, by their access key id. */
  SESSION_DATA,
  /** The sessions of a role. */
  ROLE_SESSIONS(true),
  /** The tags of resources. */
  RESOURCE_TAGS,
  /** The key schemas of tables. */
  TABLE_KEY_INFO,
  /** The secrets of API tokens that were verified. */
  TOKEN_SECRETS;

  /** Whether it is some entries of another one. */
  private final boolean isPart;

  CacheName() {
    this(false);
  }

  CacheName(boolean isPart) {
    this.isPart = isPart;
  }

  /** The name in files and answers, such as {@code user_policies}. */
  public String wireName() {
    return WireName.of(this);
  }

  /** The caches of what belongs to accounts, each of them whole. */
  static List<CacheName> ofAccounts() {
    return Stream.of(values()).filter(each -> each != TOKEN_SECRETS && !each.isPart).toList();
  }

  /** Every cache, each of them whole. */
  static List<CacheName> all() {
    return Stream.of(values()).filter(each -> !each.isPart).toList();
  }
}
