package dev.latchkey.iam;

import dev.latchkey.cache.CacheSettings;
import dev.latchkey.cache.Memory;
import java.time.Instant;
import java.util.List;

/** Caches in front of {@link RecordedStores}, at a time of the test's. */
final class CacheScene {

  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  final RecordedStores stores = new RecordedStores();
  final AuthCaches caches;

  /** What the clock shows. */
  volatile Instant now = NOW;

  /** What {@link System#nanoTime} would say. */
  volatile long nanos;

  CacheScene() {
    this(CacheSettings.DEFAULT, Memory.ALONE);
  }

  CacheScene(CacheSettings settings, Memory memory) {
    caches =
        new AuthCaches(
            settings, memory, () -> now, () -> nanos, stores::credential, stores, stores::table);
  }

  /** Asks everything there is, and answers with what the stores were asked for it. */
  List<String> askEverything() {
    AuthorizationStore authorization = caches.authorization();
    for (String account : RecordedStores.ACCOUNTS) {
      for (String user : RecordedStores.USERS) {
        UserKey key = new UserKey(account, user);
        answered(authorization.userPolicies(key));
        answered(authorization.userGroupPolicies(key));
        answered(authorization.userBoundary(key));
        answered(authorization.userTags(key));
        answered(caches.credentials().find(account + "/" + user));
      }
      for (String role : RecordedStores.ROLES) {
        RoleKey key = new RoleKey(account, role);
        answered(authorization.rolePolicies(key));
        answered(authorization.roleBoundary(key));
        answered(authorization.roleTags(key));
        answered(authorization.sessionData(account + "/" + role));
        answered(caches.credentials().find(account + "/" + role));
      }
      for (String table : RecordedStores.TABLES) {
        answered(caches.tables().find(new TableKey(account, table)));
        answered(authorization.resourceTags(RecordedStores.arn(account, table)));
      }
    }
    RecordedStores.OTHER_ARNS.forEach(arn -> answered(authorization.resourceTags(arn)));
    return stores.takeAsked();
  }

  private static void answered(Object answer) {
    if (answer == null) {
      throw new AssertionError("no answer");
    }
  }
}
