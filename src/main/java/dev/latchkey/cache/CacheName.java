package dev.latchkey.cache;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What an invalidation can empty: a cache, or some entries of one that have a name of their own.
 */
public enum CacheName {
  /** Credentials by their access key id. */
  CREDENTIAL,
  /** Those credentials that belong to a user or a role. */
  PRINCIPAL_CREDENTIALS,
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
  ROLE_SESSIONS,
  /** The tags of resources. */
  RESOURCE_TAGS,
  /** The key schemas of tables. */
  TABLE_KEY_INFO,
  /** The secrets of API tokens that were verified. */
  TOKEN_SECRETS;

  /** The name in files and answers, such as {@code user_policies}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The constant with a name of that kind, null if there is none. */
  static @Nullable CacheName ofWireName(String name) {
    for (CacheName each : values()) {
      if (each.wireName().equals(name)) {
        return each;
      }
    }
    return null;
  }
}
