package dev.latchkey.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.cache.CacheScene.Asker;
import dev.latchkey.cache.CacheScene.Held;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Loads and refreshes that end later than they should: each order is made by hand. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SwrCacheRacesTest {

  /** Each way to invalidate the key "a" whose value is "old". */
  @SuppressWarnings("ImmutableEnumChecker") // of lambdas without state
  private enum Way {
    KEY(cache -> cache.invalidate(key("a"))),
    ALL(SwrCache::invalidateAll),
    KEYS(cache -> cache.invalidateKeys(key -> key.equals("a"))),
    VALUES(cache -> cache.invalidateValues(value -> value.equals("old"))),
    /** The value is not known, or about to change, so that it may turn out to be any. */
    OTHER_VALUES(cache -> cache.invalidateValues(_ -> false));

    final Consumer<SwrCache<String, String>> invalidate;

    Way(Consumer<SwrCache<String, String>> invalidate) {
      this.invalidate = invalidate;
    }
  }

  private final CacheScene scene = new CacheScene();

  /** Equal to another, and not the same. */
  private static String key(String name) {
    return String.valueOf(name.toCharArray());
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void load_thatBeganBeforeAnInvalidation_isNotSeenAfterIt(Way way) throws Exception {
    scene.source.put("a", "old");
    Held load = scene.holdNext();
    Asker before = scene.ask("a").awaitWaiting();
    load.awaitBegun();
    scene.source.put("a", "new");
    way.invalidate.accept(scene.cache);

    assertThat(scene.cache.get("a")).isEqualTo("new");
    load.finish();
    assertThat(before.answer()).isEqualTo("old");
    assertThat(scene.get("a")).isEqualTo("new");
    assertThat(scene.loaded).hasSize(2);
    assertThat(scene.counted())
        .isEqualTo(Map.of("misses", 2L, "invalidations", 1L, "hits", 1L, "entry_count", 1L));
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void load_thatEndsAfterAnInvalidation_isNotKept(Way way) throws Exception {
    scene.source.put("a", "old");
    Held load = scene.holdNext();
    Asker before = scene.ask("a").awaitWaiting();
    load.awaitBegun();
    scene.source.put("a", "new");
    way.invalidate.accept(scene.cache);
    load.finish();

    assertThat(before.answer()).isEqualTo("old");
    assertThat(scene.counted()).isEqualTo(Map.of("misses", 1L, "invalidations", 1L));
    assertThat(scene.get("a")).isEqualTo("new");
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void load_thatFailsAfterAnInvalidation_leavesTheNewOneAlone(Way way) throws Exception {
    scene.source.put("a", "old");
    Held load = scene.holdNext();
    Asker before = scene.ask("a").awaitWaiting();
    load.awaitBegun();
    scene.source.put("a", "new");
    way.invalidate.accept(scene.cache);
    assertThat(scene.cache.get("a")).isEqualTo("new");
    load.fail(new IllegalStateException("old"));

    assertThat(before.failure()).hasMessage("old");
    assertThat(scene.get("a")).isEqualTo("new");
    assertThat(scene.loaded).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void refresh_thatBeganBeforeAnInvalidation_isNotSeenAfterIt(Way way) throws Exception {
    Held refresh = refreshOfOld();
    scene.source.put("a", "new");
    way.invalidate.accept(scene.cache);
    refresh.finish();

    assertThat(scene.counted())
        .isEqualTo(
            Map.of("misses", 1L, "stale_hits", 1L, "invalidations", 1L, "refresh_dropped", 1L));
    assertThat(scene.get("a")).isEqualTo("new");
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void refresh_ofAnEntryInvalidatedAndLoadedAgain_isDropped(Way way) throws Exception {
    Held refresh = refreshOfOld();
    scene.source.put("a", "new");
    way.invalidate.accept(scene.cache);
    assertThat(scene.cache.get(key("a"))).isEqualTo("new");
    refresh.finish();

    assertThat(scene.get("a")).isEqualTo("new");
    assertThat(scene.counted())
        .isEqualTo(
            Map.of(
                "misses", 2L,
                "stale_hits", 1L,
                "invalidations", 1L,
                "refresh_dropped", 1L,
                "hits", 1L,
                "entry_count", 1L));
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void refresh_whileTheLoadAfterAnInvalidationIsUnderWay_isDropped(Way way) throws Exception {
    Held refresh = refreshOfOld();
    scene.source.put("a", "new");
    way.invalidate.accept(scene.cache);
    Held load = scene.holdNext();
    Asker after = scene.ask("a").awaitWaiting();
    refresh.finish();
    assertThat(scene.cache.counters().refreshDropped()).isEqualTo(1);
    load.finish();

    assertThat(after.answer()).isEqualTo("new");
    assertThat(scene.get("a")).isEqualTo("new");
  }

  @Test
  void refresh_thatEndsAfterTtl_isDropped() throws Exception {
    Held refresh = refreshOfOld();
    scene.source.put("a", "new");
    scene.passSeconds(29);
    refresh.finish();

    assertThat(scene.cache.counters().refreshDropped()).isEqualTo(1);
    assertThat(scene.get("a")).isEqualTo("new");
  }

  @Test
  void refresh_thatIsSlowerThanALoadAfterTtl_isDropped() throws Exception {
    Held refresh = refreshOfOld();
    scene.source.put("a", "new");
    scene.passSeconds(29);
    assertThat(scene.cache.get("a")).isEqualTo("new");
    refresh.finish();

    assertThat(scene.get("a")).isEqualTo("new");
    assertThat(scene.counted())
        .isEqualTo(
            Map.of(
                "misses", 2L,
                "stale_hits", 1L,
                "refresh_dropped", 1L,
                "hits", 1L,
                "entry_count", 1L));
  }

  @Test
  void refresh_thatNeverEnds_doesNotKeepALaterEntryFromItsOwn() throws Exception {
    Held forgotten = refreshOfOld();
    scene.source.put("a", "new");
    scene.cache.invalidate("a");
    assertThat(scene.getBesideHeld("a")).isEqualTo("new");
    scene.source.put("a", "newest");
    scene.passSeconds(31);
    Held refresh = scene.holdNext();
    assertThat(scene.cache.get("a")).isEqualTo("new");
    refresh.finish();
    assertThat(scene.cache.get("a")).isEqualTo("newest");
    forgotten.finish();

    assertThat(scene.get("a")).isEqualTo("newest");
    assertThat(scene.cache.counters().refreshSuccess()).isEqualTo(1);
    assertThat(scene.cache.counters().refreshDropped()).isEqualTo(1);
  }

  @Test
  void refresh_thatFailsAfterAnInvalidation_leavesTheNextRefreshAlone() throws Exception {
    Held forgotten = refreshOfOld();
    scene.cache.invalidate("a");
    assertThat(scene.getBesideHeld("a")).isEqualTo("old");
    scene.source.put("a", "new");
    scene.passSeconds(31);
    Held refresh = scene.holdNext();
    assertThat(scene.cache.get("a")).isEqualTo("old");
    forgotten.fail(new IllegalStateException("forgotten"));
    refresh.finish();

    assertThat(scene.get("a")).isEqualTo("new");
    assertThat(scene.cache.counters().refreshFailure()).isEqualTo(1);
    assertThat(scene.cache.counters().refreshSuccess()).isEqualTo(1);
  }

  /** An entry that is written at an odd nanosecond is due one earlier than its age says. */
  @Test
  void invalidateValues_ofWhatBecameDueThisNanosecond_dropsWhatIsBeingRefreshed() throws Exception {
    scene.pass(CacheScene.NANO);
    scene.source.put("a", "old");
    scene.get("a");
    scene.passSeconds(30);
    Held refresh = scene.holdNext();
    assertThat(scene.cache.get("a")).isEqualTo("old");
    refresh.awaitBegun();
    scene.source.put("a", "new");
    scene.cache.invalidateValues(_ -> false);
    refresh.finish();

    assertThat(scene.get("a")).isEqualTo("new");
    assertThat(scene.cache.counters().refreshDropped()).isEqualTo(1);
  }

  @Test
  void invalidateValues_dropsThoseMeantAndNegativeEntries() throws Exception {
    scene.source.putAll(Map.of("a", "old", "b", "other", "c", "old"));
    for (String key : List.of("a", "b", "c", "absent")) {
      scene.get(key);
    }
    scene.cache.invalidateValues(value -> value.equals("old"));

    assertThat(scene.cache.counters().invalidations()).isEqualTo(3);
    assertThat(scene.cache.counters().entryCount()).isEqualTo(1);
    scene.source.replaceAll((_, _) -> "new");
    scene.source.put("absent", "new");
    assertThat(scene.get("a")).isEqualTo("new");
    assertThat(scene.get("b")).isEqualTo("other");
    assertThat(scene.get("c")).isEqualTo("new");
    assertThat(scene.get("absent")).isEqualTo("new");
  }

  @Test
  void invalidateKeys_withLoadsAndRefreshesUnderWay_isCompleteWhenItReturns() throws Exception {
    scene.source.putAll(Map.of("stale", "old", "loading", "old", "kept", "old", "young", "old"));
    scene.get("stale");
    scene.passSeconds(31);
    scene.get("young");
    scene.get("kept");
    Held refresh = scene.holdNext();
    scene.cache.get("stale");
    refresh.awaitBegun();
    Held load = scene.holdNext();
    Asker before = scene.ask("loading").awaitWaiting();
    load.awaitBegun();
    scene.source.replaceAll((_, _) -> "new");
    scene.cache.invalidateKeys(key -> !key.equals("kept"));

    for (String key : List.of("stale", "loading", "young")) {
      assertThat(scene.cache.get(key)).isEqualTo("new");
    }
    assertThat(scene.cache.get("kept")).isEqualTo("old");
    refresh.finish();
    load.finish();
    assertThat(before.answer()).isEqualTo("old");
    for (String key : List.of("stale", "loading", "young")) {
      assertThat(scene.cache.get(key)).isEqualTo("new");
    }
    assertThat(scene.cache.counters().invalidations()).isEqualTo(3);
  }

  @Test
  void invalidate_ofNothing_countsNothing() throws Exception {
    scene.source.put("a", "old");
    scene.cache.invalidate("a");
    scene.cache.invalidateAll();
    scene.cache.invalidateValues(_ -> true);
    scene.get("a");
    scene.cache.invalidate("b");
    scene.cache.invalidateKeys(_ -> false);
    scene.cache.invalidateValues(_ -> false);

    assertThat(scene.counted()).isEqualTo(Map.of("misses", 1L, "entry_count", 1L));
    scene.passSeconds(60);
    scene.cache.invalidate("a");
    assertThat(scene.cache.counters().invalidations()).isZero();
  }

  @Test
  void invalidateAll_countsEachEntry() throws Exception {
    scene.source.put("a", "old");
    scene.get("a");
    scene.get("absent");
    Held load = scene.holdNext();
    Asker asker = scene.ask("loading").awaitWaiting();
    scene.cache.invalidateAll();
    load.finish();

    assertThat(asker.answer()).isNull();
    assertThat(scene.counted()).isEqualTo(Map.of("misses", 3L, "invalidations", 3L));
  }

  /** Loads "old", and begins a refresh of it that brings "old" again, 31 seconds later. */
  private Held refreshOfOld() throws InterruptedException {
    scene.source.put("a", "old");
    scene.get("a");
    scene.pass(Duration.ofSeconds(31));
    Held refresh = scene.holdNext();
    assertThat(scene.cache.get("a")).isEqualTo("old");
    return refresh.awaitBegun();
  }
}
