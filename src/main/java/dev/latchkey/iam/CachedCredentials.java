package dev.latchkey.iam;

import dev.latchkey.cache.CacheCounters;
import dev.latchkey.cache.Selector;
import dev.latchkey.cache.SwrCache;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Credentials from memory where it can be, expired ones never. Thread-safe. */
final class CachedCredentials implements CredentialStore {

  private final InstantSource clock;
  private final SwrCache<String, Credential> cache;

  CachedCredentials(CacheFactory caches, InstantSource clock, CredentialStore store) {
    this.clock = clock;
    // An expired one counts as none from the first: otherwise each look-up would ask for it anew.
    this.cache = caches.cache(id -> unexpired(store.find(id).orElse(null)));
  }

  @Override
  public Optional<Credential> find(String accessKeyId) {
    Credential cached = cache.get(accessKeyId);
    if (cached != null && unexpired(cached) == null) {
      cache.invalidate(accessKeyId);
      cached = unexpired(cache.get(accessKeyId));
    }
    return Optional.ofNullable(cached);
  }

  private @Nullable Credential unexpired(@Nullable Credential credential) {
    return credential == null || credential.isExpiredAt(clock.instant()) ? null : credential;
  }

  void drop(Selection chosen) {
    Optional<String> accessKeyId = chosen.value(Selector.ACCESS_KEY_ID);
    if (accessKeyId.isPresent()) {
      cache.invalidate(accessKeyId.get());
    } else {
      cache.invalidateValues(credential -> isChosen(credential, chosen));
    }
  }

  private static boolean isChosen(Credential credential, Selection chosen) {
    return chosen.agrees(Selector.ACCOUNT_ID, credential.accountId())
        && switch (credential.principal()) {
          case Principal.User user ->
              chosen.agrees(Selector.USER_NAME, user.name())
                  && chosen.value(Selector.ROLE_NAME).isEmpty();
          case Principal.Role role ->
              chosen.agrees(Selector.ROLE_NAME, role.name())
                  && chosen.value(Selector.USER_NAME).isEmpty();
        };
  }

  CacheCounters counters() {
    return cache.counters();
  }
}
