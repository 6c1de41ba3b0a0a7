package dev.latchkey.iam;

import dev.latchkey.cache.CacheCounters;
import dev.latchkey.cache.CacheName;
import dev.latchkey.cache.Selector;
import dev.latchkey.cache.SwrCache;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The inputs of authorization decisions from memory where they can be. Thread-safe. */
final class CachedAuthorization implements AuthorizationStore {

  private final SwrCache<UserKey, List<Policy>> userPolicies;
  private final SwrCache<UserKey, List<Policy>> userGroupPolicies;
  private final SwrCache<UserKey, Policy> userBoundary;
  private final SwrCache<UserKey, Map<String, String>> userTags;
  private final SwrCache<RoleKey, List<Policy>> rolePolicies;
  private final SwrCache<RoleKey, Policy> roleBoundary;
  private final SwrCache<RoleKey, Map<String, String>> roleTags;
  private final SwrCache<String, SessionData> sessionData;
  private final SwrCache<String, Map<String, String>> resourceTags;

  CachedAuthorization(CacheFactory caches, AuthorizationStore store) {
    // Copied, because all callers share what is kept.
    userPolicies = caches.cache(user -> List.copyOf(store.userPolicies(user)));
    userGroupPolicies = caches.cache(user -> List.copyOf(store.userGroupPolicies(user)));
    userBoundary = caches.cache(user -> store.userBoundary(user).orElse(null));
    userTags = caches.cache(user -> Map.copyOf(store.userTags(user)));
    rolePolicies = caches.cache(role -> List.copyOf(store.rolePolicies(role)));
    roleBoundary = caches.cache(role -> store.roleBoundary(role).orElse(null));
    roleTags = caches.cache(role -> Map.copyOf(store.roleTags(role)));
    sessionData = caches.cache(id -> store.sessionData(id).orElse(null));
    resourceTags = caches.cache(arn -> Map.copyOf(store.resourceTags(arn)));
  }

  @Override
  public List<Policy> userPolicies(UserKey user) {
    return present(userPolicies.get(user));
  }

  @Override
  public List<Policy> userGroupPolicies(UserKey user) {
    return present(userGroupPolicies.get(user));
  }

  @Override
  public Optional<Policy> userBoundary(UserKey user) {
    return Optional.ofNullable(userBoundary.get(user));
  }

  @Override
  public Map<String, String> userTags(UserKey user) {
    return present(userTags.get(user));
  }

  @Override
  public List<Policy> rolePolicies(RoleKey role) {
    return present(rolePolicies.get(role));
  }

  @Override
  public Optional<Policy> roleBoundary(RoleKey role) {
    return Optional.ofNullable(roleBoundary.get(role));
  }

  @Override
  public Map<String, String> roleTags(RoleKey role) {
    return present(roleTags.get(role));
  }

  @Override
  public Optional<SessionData> sessionData(String accessKeyId) {
    return Optional.ofNullable(sessionData.get(accessKeyId));
  }

  @Override
  public Map<String, String> resourceTags(String arn) {
    return present(resourceTags.get(arn));
  }

  /** Nothing known is an empty list or map, so there always is one. */
  private static <T> T present(@Nullable T value) {
    return Objects.requireNonNull(value);
  }

  /** Drops the chosen entries of one of these caches; does nothing for the name of another. */
  void drop(CacheName name, Selection chosen) {
    switch (name) {
      case USER_POLICIES -> dropUsers(userPolicies, chosen);
      case USER_GROUP_POLICIES -> dropUsers(userGroupPolicies, chosen);
      case USER_BOUNDARY -> dropUsers(userBoundary, chosen);
      case USER_TAGS -> dropUsers(userTags, chosen);
      case ROLE_POLICIES -> dropRoles(rolePolicies, chosen);
      case ROLE_BOUNDARY -> dropRoles(roleBoundary, chosen);
      case ROLE_TAGS -> dropRoles(roleTags, chosen);
      case SESSION_DATA, ROLE_SESSIONS -> dropSessions(chosen);
      case RESOURCE_TAGS -> dropResources(chosen);
      case CREDENTIAL, PRINCIPAL_CREDENTIALS, TABLE_KEY_INFO, TOKEN_SECRETS -> {}
    }
  }

  private static void dropUsers(SwrCache<UserKey, ?> cache, Selection chosen) {
    chosen.drop(cache, UserKey::accountId, UserKey::new, Selector.USER_NAME, Selector.USER_NAMES);
  }

  private static void dropRoles(SwrCache<RoleKey, ?> cache, Selection chosen) {
    chosen.drop(cache, RoleKey::accountId, RoleKey::new, Selector.ROLE_NAME);
  }

  private void dropSessions(Selection chosen) {
    Optional<String> accessKeyId = chosen.value(Selector.ACCESS_KEY_ID);
    if (accessKeyId.isPresent()) {
      sessionData.invalidate(accessKeyId.get());
    } else {
      sessionData.invalidateValues(
          session ->
              chosen.agrees(Selector.ACCOUNT_ID, session.accountId())
                  && chosen.agrees(Selector.ROLE_NAME, session.roleName()));
    }
  }

  private void dropResources(Selection chosen) {
    Optional<String> arn = chosen.value(Selector.ARN);
    if (arn.isPresent()) {
      resourceTags.invalidate(arn.get());
    } else {
      resourceTags.invalidateKeys(chosen::mayBeOf);
    }
  }

  Map<CacheName, CacheCounters> counters() {
    Map<CacheName, CacheCounters> counters = new EnumMap<>(CacheName.class);
    counters.put(CacheName.USER_POLICIES, userPolicies.counters());
    counters.put(CacheName.USER_GROUP_POLICIES, userGroupPolicies.counters());
    counters.put(CacheName.USER_BOUNDARY, userBoundary.counters());
    counters.put(CacheName.USER_TAGS, userTags.counters());
    counters.put(CacheName.ROLE_POLICIES, rolePolicies.counters());
    counters.put(CacheName.ROLE_BOUNDARY, roleBoundary.counters());
    counters.put(CacheName.ROLE_TAGS, roleTags.counters());
    counters.put(CacheName.SESSION_DATA, sessionData.counters());
    counters.put(CacheName.RESOURCE_TAGS, resourceTags.counters());
    return counters;
  }
}
