package dev.latchkey.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.cache.CacheCounters;
import dev.latchkey.cache.CacheName;
import dev.latchkey.cache.CacheSettings;
import dev.latchkey.cache.Invalidation;
import dev.latchkey.cache.Memory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What look-ups are answered with, and when the stores are asked for it. */
class AuthCachesTest {

  private static final UserKey ALICE = new UserKey("1", "alice");
  private static final RoleKey READER = new RoleKey("1", "reader");
  private static final TableKey MUSIC = new TableKey("1", "music");

  private final CacheScene scene = new CacheScene();
  private final RecordedStores stores = scene.stores;

  @Test
  void everyLookup_warmOrNot_isWhatTheStoreSays() {
    AuthorizationStore cached = scene.caches.authorization();
    String arn = RecordedStores.arn("1", "music");
    for (int i = 0; i < 2; i++) {
      assertThat(cached.userPolicies(ALICE)).isEqualTo(stores.userPolicies(ALICE)).hasSize(1);
      assertThat(cached.userGroupPolicies(ALICE)).isEqualTo(stores.userGroupPolicies(ALICE));
      assertThat(cached.userBoundary(ALICE)).isEqualTo(stores.userBoundary(ALICE)).isPresent();
      assertThat(cached.userTags(ALICE)).isEqualTo(stores.userTags(ALICE)).hasSize(1);
      assertThat(cached.rolePolicies(READER)).isEqualTo(stores.rolePolicies(READER)).hasSize(1);
      assertThat(cached.roleBoundary(READER)).isEqualTo(stores.roleBoundary(READER)).isPresent();
      assertThat(cached.roleTags(READER)).isEqualTo(stores.roleTags(READER)).hasSize(1);
      assertThat(cached.sessionData("1/reader")).isEqualTo(stores.sessionData("1/reader"));
      assertThat(cached.resourceTags(arn)).isEqualTo(stores.resourceTags(arn)).hasSize(1);
      assertThat(scene.caches.tables().find(MUSIC)).isEqualTo(stores.table(MUSIC)).isPresent();
      assertThat(scene.caches.credentials().find("1/alice"))
          .hasValueSatisfying(
              found -> assertThat(found.principal()).isEqualTo(new Principal.User("alice")));
    }
  }

  @Test
  void find_credentialThatExpires_isServedToTheSecondBefore() {
    stores.expires = CacheScene.NOW.plusSeconds(10);
    CredentialStore credentials = scene.caches.credentials();
    Credential first = credentials.find("1/alice").orElseThrow();

    scene.now = CacheScene.NOW.plusSeconds(9);
    assertThat(credentials.find("1/alice")).containsSame(first);
    assertThat(stores.takeAsked()).containsExactly("credential 1/alice");

    scene.now = CacheScene.NOW.plusSeconds(10);
    assertThat(credentials.find("1/alice")).isEmpty();
    assertThat(stores.takeAsked()).containsExactly("credential 1/alice");
  }

  @Test
  void find_credentialThatWasRenewed_isAskedForOnce() {
    stores.expires = CacheScene.NOW.plusSeconds(10);
    CredentialStore credentials = scene.caches.credentials();
    Credential first = credentials.find("1/alice").orElseThrow();
    stores.takeAsked();

    stores.expires = CacheScene.NOW.plusSeconds(20);
    scene.now = CacheScene.NOW.plusSeconds(10);
    Credential second = credentials.find("1/alice").orElseThrow();

    assertThat(second).isNotSameAs(first);
    assertThat(second.expires()).isEqualTo(CacheScene.NOW.plusSeconds(20));
    assertThat(credentials.find("1/alice")).containsSame(second);
    assertThat(stores.takeAsked()).containsExactly("credential 1/alice");
  }

  /** An access key whose time is over must not let its caller through to the store each time. */
  @Test
  void find_credentialThatStaysExpired_isANegativeEntry() {
    stores.expires = CacheScene.NOW;
    CredentialStore credentials = scene.caches.credentials();
    for (int i = 0; i < 3; i++) {
      assertThat(credentials.find("1/alice")).isEmpty();
    }
    assertThat(stores.takeAsked()).containsExactly("credential 1/alice");

    scene.nanos = CacheSettings.DEFAULT.negativeTtl().toNanos();
    assertThat(credentials.find("1/alice")).isEmpty();
    assertThat(stores.takeAsked()).containsExactly("credential 1/alice");
  }

  @Test
  void find_expiredCredentialWithoutCache_isNotFound() {
    CacheSettings off =
        new CacheSettings(
            false, Duration.ofSeconds(3), Duration.ofSeconds(2), Duration.ofSeconds(1), 1);
    CacheScene uncached = new CacheScene(off, Memory.ALONE);
    assertThat(uncached.caches.credentials().find("1/alice")).isPresent();
    uncached.stores.expires = CacheScene.NOW;
    assertThat(uncached.caches.credentials().find("1/alice")).isEmpty();
    assertThat(uncached.stores.takeAsked()).hasSize(2);
  }

  @Test
  void everyLookup_ofWhatIsNotThere_isKeptForANegativeTimeToLive() {
    stores.missing.addAll(List.of("1/alice", "1/reader", "1/music"));
    AuthorizationStore cached = scene.caches.authorization();
    List<String> asked =
        List.of(
            "credential 1/alice",
            "role_boundary 1/reader",
            "session_data 1/reader",
            "table_key_info 1/music",
            "user_boundary 1/alice");
    for (long age : new long[] {0, CacheSettings.DEFAULT.negativeTtl().toNanos()}) {
      scene.nanos = age;
      for (int i = 0; i < 2; i++) {
        assertThat(scene.caches.credentials().find("1/alice")).isEmpty();
        assertThat(cached.userBoundary(ALICE)).isEmpty();
        assertThat(cached.roleBoundary(READER)).isEmpty();
        assertThat(cached.sessionData("1/reader")).isEmpty();
        assertThat(scene.caches.tables().find(MUSIC)).isEmpty();
      }
      assertThat(stores.takeAsked()).isEqualTo(asked);
    }
    for (CacheName name :
        List.of(
            CacheName.CREDENTIAL,
            CacheName.USER_BOUNDARY,
            CacheName.ROLE_BOUNDARY,
            CacheName.SESSION_DATA,
            CacheName.TABLE_KEY_INFO)) {
      assertThat(counters(name).negativeHits()).as("%s", name).isEqualTo(2);
      assertThat(counters(name).misses()).as("%s", name).isEqualTo(2);
    }
  }

  private CacheCounters counters(CacheName name) {
    return scene
        .caches
        .counters()
        .getOrDefault(name, new CacheCounters(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1));
  }

  /** Of whom nothing is known, that is an answer as any other. */
  @Test
  void everyList_ofTheUnknown_isEmptyAndKeptAsAnyOther() {
    stores.missing.addAll(List.of("1/alice", "1/reader", "arn"));
    AuthorizationStore cached = scene.caches.authorization();
    for (int i = 0; i < 2; i++) {
      scene.nanos = i * CacheSettings.DEFAULT.negativeTtl().toNanos();
      assertThat(cached.userPolicies(ALICE)).isEmpty();
      assertThat(cached.userGroupPolicies(ALICE)).isEmpty();
      assertThat(cached.userTags(ALICE)).isEmpty();
      assertThat(cached.rolePolicies(READER)).isEmpty();
      assertThat(cached.roleTags(READER)).isEmpty();
      assertThat(cached.resourceTags("arn")).isEmpty();
    }
    assertThat(stores.takeAsked()).hasSize(6);
    assertThat(counters(CacheName.USER_POLICIES).hits()).isEqualTo(1);
    assertThat(counters(CacheName.RESOURCE_TAGS).negativeHits()).isZero();
  }

  @Test
  void everyLookup_storeThatFails_failsAsItDoesAndKeepsNothing() {
    RuntimeException failure = new IllegalStateException("no connection");
    stores.failure = failure;
    AuthorizationStore cached = scene.caches.authorization();
    List<Runnable> lookups =
        List.of(
            () -> assertThat(scene.caches.credentials().find("1/alice")).isPresent(),
            () -> assertThat(scene.caches.tables().find(MUSIC)).isPresent(),
            () -> assertThat(cached.userPolicies(ALICE)).isNotEmpty(),
            () -> assertThat(cached.userGroupPolicies(ALICE)).isNotEmpty(),
            () -> assertThat(cached.userBoundary(ALICE)).isPresent(),
            () -> assertThat(cached.userTags(ALICE)).isNotEmpty(),
            () -> assertThat(cached.rolePolicies(READER)).isNotEmpty(),
            () -> assertThat(cached.roleBoundary(READER)).isPresent(),
            () -> assertThat(cached.roleTags(READER)).isNotEmpty(),
            () -> assertThat(cached.sessionData("1/reader")).isPresent(),
            () -> assertThat(cached.resourceTags("arn")).isNotEmpty());
    lookups.forEach(lookup -> assertThatThrownBy(lookup::run).isSameAs(failure));
    assertThat(stores.takeAsked()).hasSize(11);
    stores.failure = null;
    lookups.forEach(Runnable::run);
    assertThat(stores.takeAsked()).hasSize(11);
    lookups.forEach(Runnable::run);
    assertThat(stores.takeAsked()).isEmpty();
  }

  /** An expired credential is not served because the store cannot be asked for a new one. */
  @Test
  void find_expiredCredentialAndStoreThatFails_fails() {
    stores.expires = CacheScene.NOW.plusSeconds(10);
    assertThat(scene.caches.credentials().find("1/alice")).isPresent();
    RuntimeException failure = new IllegalStateException("no connection");
    stores.failure = failure;
    scene.now = CacheScene.NOW.plusSeconds(10);
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> scene.caches.credentials().find("1/alice")).isSameAs(failure);
    }
  }

  @Test
  void everyLookup_memoryThatIsNotBelieved_goesThrough() {
    AtomicBoolean believed = new AtomicBoolean(true);
    CacheScene distrusted = new CacheScene(CacheSettings.DEFAULT, believed::get);
    List<String> everything = distrusted.askEverything();
    assertThat(distrusted.askEverything()).isEmpty();
    believed.set(false);
    assertThat(distrusted.askEverything()).isEqualTo(everything);
    assertThat(distrusted.caches.counters().values())
        .allSatisfy(counters -> assertThat(counters.passThrough()).isPositive());
  }

  @Test
  void counters_ofTheElevenCaches_areInTheirOrder() {
    scene.askEverything();
    scene.askEverything();
    scene.caches.apply(Invalidation.all());

    Map<CacheName, CacheCounters> counters = scene.caches.counters();

    assertThat(counters.keySet())
        .containsExactly(
            CacheName.CREDENTIAL,
            CacheName.USER_POLICIES,
            CacheName.USER_GROUP_POLICIES,
            CacheName.USER_BOUNDARY,
            CacheName.USER_TAGS,
            CacheName.ROLE_POLICIES,
            CacheName.ROLE_BOUNDARY,
            CacheName.ROLE_TAGS,
            CacheName.SESSION_DATA,
            CacheName.RESOURCE_TAGS,
            CacheName.TABLE_KEY_INFO);
    counters.forEach(
        (name, each) -> {
          long entries = name == CacheName.CREDENTIAL ? 8 : name == CacheName.RESOURCE_TAGS ? 8 : 4;
          assertThat(each)
              .as("%s", name)
              .isEqualTo(new CacheCounters(entries, 0, entries, 0, 0, 0, 0, 0, entries, 0, 0));
        });
  }

  /** A store may go on using what it returned. */
  @Test
  void everyCollection_thatTheStoreChangesLater_staysAsItWas() {
    AuthorizationStore cached = scene.caches.authorization();
    List<Object> answers = answers(cached);

    stores.emptyWhatWasReturned();

    assertThat(answers(cached)).isEqualTo(answers);
    assertThat(answers).doesNotContain(List.of(), Map.of());
  }

  private static List<Object> answers(AuthorizationStore cached) {
    return List.of(
        cached.userPolicies(ALICE),
        cached.userGroupPolicies(ALICE),
        cached.userTags(ALICE),
        cached.rolePolicies(READER),
        cached.roleTags(READER),
        cached.resourceTags("arn"));
  }
}
