package dev.latchkey.iam;

import dev.latchkey.cache.CacheCounters;
import dev.latchkey.cache.CacheName;
import dev.latchkey.cache.CacheSettings;
import dev.latchkey.cache.Invalidation;
import dev.latchkey.cache.Memory;
import java.time.InstantSource;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The caches of a server in front of its three stores: eleven, one for each kind of question.
 * Inputs of decisions are kept, decisions never.
 *
 * <p>Each keeps an answer as {@link CacheSettings} says. That nothing is known of a user, a role or
 * a resource is an answer as any other; that there is no such credential, boundary, session or
 * table is a negative entry. A failure of a store reaches the callers and is not kept.
 *
 * <p>Thread-safe. Look-ups block only while a store is asked.
 */
public final class AuthCaches {

  private final CachedCredentials credentials;
  private final CachedAuthorization authorization;
  private final CachedTableKeyInfo tables;

  /**
   * Makes empty caches.
   *
   * @param memory asked at the beginning of each look-up
   * @param clock tells whether a credential has expired
   * @param nanos the time, as {@link System#nanoTime} tells it
   * @param credentials thread-safe, as the other two
   */
  public AuthCaches(
      CacheSettings settings,
      Memory memory,
      InstantSource clock,
      LongSupplier nanos,
      CredentialStore credentials,
      AuthorizationStore authorization,
      TableKeyInfoStore tables) {
    CacheFactory caches = new CacheFactory(settings, memory, nanos);
    this.credentials = new CachedCredentials(caches, clock, credentials);
    this.authorization = new CachedAuthorization(caches, authorization);
    this.tables = new CachedTableKeyInfo(caches, tables);
  }

  /**
   * Credentials, from memory where it can be. The expiry is checked at each look-up: one that has
   * expired is dropped and asked for once more, and is not found if what comes has expired, too.
   */
  public CredentialStore credentials() {
    return credentials;
  }

  /** The inputs of authorization decisions, from memory where they can be. */
  public AuthorizationStore authorization() {
    return authorization;
  }

  /** Key schemas of tables, from memory where it can be. */
  public TableKeyInfoStore tables() {
    return tables;
  }

  /**
   * Drops what an invalidation chooses: no look-up that begins afterwards is answered with it.
   *
   * <p>Entries are chosen by those of its selectors that mean something to them; where none does,
   * all entries of a cache that it touches go. What is being loaded, and resources whose ARN names
   * no account, may be anybody's and go as well.
   *
   * @return the caches that it touches here, in the order of its scope, then those that its scope
   *     does not have; without {@link CacheName#TOKEN_SECRETS}, which are elsewhere
   */
  public List<CacheName> apply(Invalidation invalidation) {
    Set<CacheName> touched = new LinkedHashSet<>(invalidation.scope().caches());
    Collections.addAll(touched, CacheName.values());
    touched.removeIf(name -> !invalidation.touches(name) || name == CacheName.TOKEN_SECRETS);
    Selection chosen = new Selection(invalidation);
    for (CacheName name : touched) {
      switch (name) {
        case CREDENTIAL, PRINCIPAL_CREDENTIALS -> credentials.drop(chosen);
        case TABLE_KEY_INFO -> tables.drop(chosen);
        default -> authorization.drop(name, chosen);
      }
    }
    return List.copyOf(touched);
  }

  /** What each of the eleven caches has counted so far, in the order of {@link CacheName}. */
  public Map<CacheName, CacheCounters> counters() {
    Map<CacheName, CacheCounters> counters = new EnumMap<>(authorization.counters());
    counters.put(CacheName.CREDENTIAL, credentials.counters());
    counters.put(CacheName.TABLE_KEY_INFO, tables.counters());
    return counters;
  }
}
