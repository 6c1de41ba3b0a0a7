package dev.latchkey.cache;

import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is to be forgotten: a scope, the values that choose entries in it, and the caches that it
 * touches. Immutable.
 *
 * @param scope how much
 * @param selectors the values by which entries are chosen, those of the scope and no others
 * @param caches what it empties: as a rule all that the scope touches
 */
public record Invalidation(
    Scope scope, Map<Selector, List<String>> selectors, Set<CacheName> caches) {

  /** How long all values together may be, in UTF-16 units. */
  public static final int MAX_LENGTH = 128 << 10;

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if a selector is missing or not one of the scope, a value is
   *     empty or no Unicode text, or all together are too long; the message quotes no value
   */
  public Invalidation {
    long length = 0;
    Map<Selector, List<String>> copy = new EnumMap<>(Selector.class);
    for (Map.Entry<Selector, List<String>> each : selectors.entrySet()) {
      require(scope.selectors().contains(each.getKey()), each.getKey(), "is not one of the scope");
      List<String> values = List.copyOf(each.getValue());
      boolean one = values.size() == 1 || each.getKey().isList();
      require(one && !values.isEmpty(), each.getKey(), "has too few or too many values");
      for (String value : values) {
        require(!value.isEmpty() && isText(value), each.getKey(), "is empty or no Unicode text");
        length += value.length();
      }
      copy.put(each.getKey(), values);
    }
    for (Selector needed : scope.selectors()) {
      require(!scope.requires(needed) || copy.containsKey(needed), needed, "is missing");
    }
    if (length > MAX_LENGTH) {
      throw new IllegalArgumentException("the selectors are too long");
    }
    selectors = Map.copyOf(copy);
    caches = Set.copyOf(caches);
  }

  private static void require(boolean condition, Selector selector, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(selector.wireName() + " " + otherwise);
    }
  }

  private static boolean isText(String value) {
    return value
        .codePoints()
        .noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }

  private Invalidation(Scope scope, Map<Selector, List<String>> selectors) {
    this(scope, selectors, EnumSet.copyOf(scope.caches()));
  }

  /**
   * Everything that a scope touches.
   *
   * @throws IllegalArgumentException as the constructor does
   */
  public static Invalidation of(Scope scope, Map<Selector, List<String>> selectors) {
    return new Invalidation(scope, selectors);
  }

  /** Everything in every cache. */
  public static Invalidation all() {
    return new Invalidation(Scope.ALL, Map.of());
  }

  /**
   * The verified secrets of API tokens.
   *
   * @param ids of which tokens, empty for all
   */
  public static Invalidation tokens(Collection<String> ids) {
    return new Invalidation(
        Scope.TOKENS, ids.isEmpty() ? Map.of() : Map.of(Selector.TOKEN_IDS, List.copyOf(ids)));
  }

  /** Everything that belongs to an account. */
  public static Invalidation account(String accountId) {
    return new Invalidation(Scope.ACCOUNT, Map.of(Selector.ACCOUNT_ID, List.of(accountId)));
  }

  /** The credential of an access key. */
  public static Invalidation credential(String accessKeyId) {
    return new Invalidation(Scope.CREDENTIAL, Map.of(Selector.ACCESS_KEY_ID, List.of(accessKeyId)));
  }

  /** A session: its credential and what it was issued with. */
  public static Invalidation session(String accessKeyId) {
    return credential(accessKeyId).of(CacheName.CREDENTIAL, CacheName.SESSION_DATA);
  }

  /** A user, and the credentials of that user. */
  public static Invalidation user(String accountId, String userName) {
    return new Invalidation(
        Scope.USER,
        Map.of(Selector.ACCOUNT_ID, List.of(accountId), Selector.USER_NAME, List.of(userName)));
  }

  /** A role, its sessions and their credentials. */
  public static Invalidation role(String accountId, String roleName) {
    return new Invalidation(
        Scope.ROLE,
        Map.of(Selector.ACCOUNT_ID, List.of(accountId), Selector.ROLE_NAME, List.of(roleName)));
  }

  /** What some users have from their groups. */
  public static Invalidation groupMembers(String accountId, Collection<String> userNames) {
    return new Invalidation(
        Scope.GROUP_MEMBERS,
        Map.of(
            Selector.ACCOUNT_ID, List.of(accountId), Selector.USER_NAMES, List.copyOf(userNames)));
  }

  /** The key schema of a table. */
  public static Invalidation tableKeyInfo(String accountId, String tableName) {
    return new Invalidation(
        Scope.TABLE_KEY_INFO,
        Map.of(Selector.ACCOUNT_ID, List.of(accountId), Selector.TABLE_NAME, List.of(tableName)));
  }

  /** The tags of a resource. */
  public static Invalidation resourceTags(String arn) {
    return new Invalidation(Scope.RESOURCE_TAGS, Map.of(Selector.ARN, List.of(arn)));
  }

  /** The same entries of other caches. */
  public Invalidation of(CacheName first, CacheName... others) {
    return new Invalidation(scope, selectors, EnumSet.of(first, others));
  }

  /** Whether it touches a cache. */
  public boolean touches(CacheName cache) {
    return caches.contains(cache);
  }

  /** The selectors that have values, in the order of the scope. */
  public List<Selector> given() {
    return scope.selectors().stream().filter(selectors::containsKey).toList();
  }

  /** The values of a selector, empty if it has none. */
  public List<String> values(Selector selector) {
    return selectors.getOrDefault(selector, List.of());
  }
}
