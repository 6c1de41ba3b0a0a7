package dev.latchkey.cache;

import static dev.latchkey.cache.CacheScene.NANO;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.cache.CacheScene.Asker;
import dev.latchkey.cache.CacheScene.Held;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a cache serves at which age, and what it counts. */
@Timeout(
    value = 30,
    threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // where a look-up waits for ever
class SwrCacheTest {

  private static final int TTL = 60;
  private static final int SOFT_TTL = 30;
  private static final int NEGATIVE_TTL = 5;

  @Test
  void get_ofNewKey_loadsOnce() throws Exception {
    CacheScene scene = new CacheScene();
    scene.source.put("a", "1");

    assertThat(scene.get("a")).isEqualTo("1");
    assertThat(scene.loaded).containsExactly("a");
    assertThat(scene.counted()).isEqualTo(Map.of("misses", 1L, "entry_count", 1L));
  }

  @Test
  void get_upToSoftTtl_servesFromMemory() throws Exception {
    CacheScene scene = new CacheScene();
    scene.source.put("a", "1");
    scene.get("a");
    scene.source.put("a", "2");

    assertThat(scene.get("a")).isEqualTo("1");
    scene.passSeconds(SOFT_TTL);
    assertThat(scene.get("a")).isEqualTo("1");
    assertThat(scene.loaded).hasSize(1);
    assertThat(scene.counted()).isEqualTo(Map.of("misses", 1L, "hits", 2L, "entry_count", 1L));
  }

  @Test
  void get_afterSoftTtl_servesStaleAndRefreshesBehind() throws Exception {
    CacheScene scene = new CacheScene();
    scene.source.put("a", "1");
    scene.get("a");
    scene.source.put("a", "2");
    scene.passSeconds(SOFT_TTL);
    scene.pass(NANO);

    assertThat(scene.get("a")).isEqualTo("1");
    scene.awaitLoads(2);
    assertThat(scene.get("a")).isEqualTo("2");
    assertThat(scene.counted())
        .isEqualTo(
            Map.of(
                "misses", 1L,
                "stale_hits", 1L,
                "refresh_success", 1L,
                "hits", 1L,
                "entry_count", 1L));
  }

  @Test
  void get_whileARefreshIsUnderWay_servesStaleWithoutAnother() throws Exception {
    CacheScene scene = new CacheScene();
    scene.source.put("a", "1");
    scene.get("a");
    scene.source.put("a", "2");
    scene.passSeconds(SOFT_TTL + 1);
    Held refresh = scene.holdNext();
    for (int i = 0; i < 100; i++) {
      assertThat(scene.cache.get("a")).isEqualTo("1");
    }
    List<Asker> others = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      others.add(scene.ask("a"));
    }
    others.forEach(other -> assertThat(other.answer()).isEqualTo("1"));
    refresh.finish();

    scene.awaitLoads(2);
    assertThat(scene.cache.get("a")).isEqualTo("2");
    assertThat(scene.counted())
        .isEqualTo(
            Map.of(
                "misses", 1L,
                "stale_hits", 110L,
                "refresh_skipped_inflight", 109L,
                "refresh_success", 1L,
                "hits", 1L,
                "entry_count", 1L));
  }

  @Test
  void get_afterARefresh_believesTheNewAnswerAsLongAsANewOne() throws Exception {
    CacheScene scene = new CacheScene();
    scene.source.put("a", "1");
    scene.get("a");
    scene.passSeconds(TTL - 1);
    scene.source.put("a", "2");
    scene.get("a");
    scene.awaitLoads(2);
    scene.source.put("a", "3");

    scene.passSeconds(SOFT_TTL);
    assertThat(scene.get("a")).isEqualTo("2");
    scene.awaitLoads(2);
    scene.passSeconds(TTL - SOFT_TTL);
    scene.pass(NANO.negated());
    assertThat(scene.get("a")).isEqualTo("2");
    scene.awaitLoads(3);
    assertThat(scene.get("a")).isEqualTo("3");
  }

  @Test
  void get_untilTtl_servesStale() throws Exception {
    CacheScene scene = new CacheScene();
    scene.source.put("a", "1");
    scene.get("a");
    scene.passSeconds(TTL);
    scene.pass(NANO.negated());
    Held refresh = scene.holdNext();

    assertThat(scene.cache.get("a")).isEqualTo("1");
    refresh.finish();
  }

  @Test
  void get_afterTtl_waitsForALoadThatAllShare() throws Exception {
    CacheScene scene = new CacheScene();
    scene.source.put("a", "1");
    scene.get("a");
    scene.source.put("a", "2");
    scene.passSeconds(TTL);
    Held load = scene.holdNext();
    List<Asker> askers = scene.askTimes(5, "a");
    load.finish();

    assertThat(askers).extracting(Asker::answer).containsOnly("2");
    assertThat(scene.loaded).hasSize(2);
    assertThat(scene.counted()).isEqualTo(Map.of("misses", 6L, "entry_count", 1L));
  }

  @Test
  void get_ofKeyWithoutValue_believesThatForTheNegativeTtl() throws Exception {
    CacheScene scene = new CacheScene();

    assertThat(scene.get("a")).isNull();
    scene.source.put("a", "1");
    scene.passSeconds(NEGATIVE_TTL);
    scene.pass(NANO.negated());
    assertThat(scene.get("a")).isNull();
    scene.pass(NANO);
    assertThat(scene.get("a")).isEqualTo("1");
    assertThat(scene.counted())
        .isEqualTo(Map.of("misses", 2L, "negative_hits", 1L, "entry_count", 1L));
  }

  @Test
  void get_ofKeyWhoseValueIsGone_learnsSoFromTheRefresh() throws Exception {
    CacheScene scene = new CacheScene();
    scene.source.put("a", "1");
    scene.get("a");
    scene.source.remove("a");
    scene.passSeconds(SOFT_TTL + 1);
    scene.get("a");
    scene.awaitLoads(2);

    assertThat(scene.get("a")).isNull();
    scene.source.put("a", "2");
    scene.passSeconds(NEGATIVE_TTL);
    assertThat(scene.get("a")).isEqualTo("2");
  }

  @Test
  void get_ofNegativeThatLivesBeyondTheSoftTtl_refreshesItBehind() throws Exception {
    CacheScene scene = new CacheScene(CacheScene.settings(60, 30, 60, 10), Memory.ALONE);
    scene.get("a");
    scene.source.put("a", "1");
    scene.passSeconds(SOFT_TTL + 1);
    Held refresh = scene.holdNext();

    assertThat(scene.cache.get("a")).isNull();
    assertThat(scene.cache.get("a")).isNull();
    refresh.finish();
    assertThat(scene.get("a")).isEqualTo("1");
    assertThat(scene.counted())
        .isEqualTo(
            Map.of(
                "misses", 1L,
                "negative_hits", 2L,
                "refresh_skipped_inflight", 1L,
                "refresh_success", 1L,
                "hits", 1L,
                "entry_count", 1L));
  }

  @Test
  void get_whereSoftTtlIsTtl_neverServesStale() throws Exception {
    CacheScene scene = new CacheScene(CacheScene.settings(60, 60, 5, 10), Memory.ALONE);
    scene.source.put("a", "1");
    scene.get("a");
    scene.source.put("a", "2");
    scene.passSeconds(TTL);
    scene.pass(NANO.negated());

    assertThat(scene.get("a")).isEqualTo("1");
    scene.pass(NANO);
    assertThat(scene.get("a")).isEqualTo("2");
    assertThat(scene.counted()).isEqualTo(Map.of("misses", 2L, "hits", 1L, "entry_count", 1L));
  }

  @Test
  void get_ofSeveralKeys_keepsThemApart() throws Exception {
    CacheScene scene = new CacheScene();
    scene.source.put("a", "1");
    scene.source.put("b", "2");

    assertThat(scene.get("a")).isEqualTo("1");
    assertThat(scene.get("b")).isEqualTo("2");
    assertThat(scene.get("c")).isNull();
    assertThat(scene.get("a")).isEqualTo("1");
    assertThat(scene.counted()).isEqualTo(Map.of("misses", 3L, "hits", 1L, "entry_count", 3L));
  }

  @Test
  void get_ofCacheThatIsSwitchedOff_goesThroughAndHoldsNothing() throws Exception {
    CacheSettings off =
        new CacheSettings(
            false, Duration.ofSeconds(60), Duration.ofSeconds(30), Duration.ofSeconds(5), 10);
    CacheScene scene = new CacheScene(off, Memory.ALONE);
    scene.source.put("a", "1");

    assertThat(scene.get("a")).isEqualTo("1");
    scene.source.put("a", "2");
    assertThat(scene.get("a")).isEqualTo("2");
    assertThat(scene.get("b")).isNull();
    scene.cache.invalidate("a");
    scene.cache.invalidateAll();
    scene.cache.invalidateKeys(_ -> true);
    scene.cache.invalidateValues(_ -> true);
    assertThat(scene.loaded).containsExactly("a", "a", "b");
    assertThat(scene.counted()).isEqualTo(Map.of("pass_through", 3L));
  }

  @Test
  void get_whileMemoryIsNotBelieved_goesThroughAndStoresNothing() throws Exception {
    AtomicBoolean believed = new AtomicBoolean();
    CacheScene scene = new CacheScene(CacheSettings.DEFAULT, believed::get);
    scene.source.put("a", "1");

    assertThat(scene.get("a")).isEqualTo("1");
    scene.source.put("a", "2");
    assertThat(scene.get("a")).isEqualTo("2");
    assertThat(scene.counted()).isEqualTo(Map.of("pass_through", 2L));
    believed.set(true);
    scene.source.put("a", "3");
    assertThat(scene.get("a")).isEqualTo("3");
    believed.set(false);
    scene.source.put("a", "4");
    assertThat(scene.get("a")).isEqualTo("4");
    assertThat(scene.counted())
        .isEqualTo(Map.of("pass_through", 3L, "misses", 1L, "entry_count", 1L));
  }

  @Test
  void get_whenMemoryDropsOnBeingAsked_loadsAgain() throws Exception {
    List<CacheScene> scenes = new ArrayList<>();
    AtomicInteger asked = new AtomicInteger();
    Memory memory =
        () -> {
          if (asked.incrementAndGet() == 2) {
            scenes.getFirst().cache.invalidateAll();
          }
          return true;
        };
    CacheScene scene = new CacheScene(CacheSettings.DEFAULT, memory);
    scenes.add(scene);
    scene.source.put("a", "1");
    scene.get("a");
    scene.source.put("a", "2");

    assertThat(scene.get("a")).isEqualTo("2");
    assertThat(asked).hasValue(2);
  }

  @Test
  void get_ofAMillionKeys_keepsAsManyAsItMay() throws Exception {
    int max = 1000;
    int keys = 1_000_000;
    Queue<Thread> loaders = new ConcurrentLinkedQueue<>();
    SwrCache<Integer, Integer> cache =
        new SwrCache<>(
            CacheScene.settings(60, 30, 5, max),
            Memory.ALONE,
            () -> 0,
            key -> {
              loaders.add(Thread.currentThread());
              return key % 2 == 0 ? key : null;
            });
    int atOnce = 50;
    FutureTask<@Nullable Void> all =
        new FutureTask<>(
            () -> {
              for (int i = 0; i < keys; i++) {
                cache.get(i);
                if (i % atOnce == 0) {
                  CacheScene.join(loaders);
                  // Upkeep that one thread leaves to another may be done at the next look-up.
                  assertThat(cache.counters().entryCount()).isLessThanOrEqualTo(max + atOnce);
                }
              }
              return null;
            });
    Thread.startVirtualThread(all); // because waiting for another one costs it little
    all.get();
    cache.get(-1);
    CacheScene.join(loaders);

    assertThat(cache.counters().misses()).isEqualTo(keys + 1);
    assertThat(cache.counters().entryCount()).isEqualTo(max);
    List<Integer> held = new ArrayList<>();
    cache.invalidateKeys(
        key -> {
          held.add(key);
          return false;
        });
    assertThat(held).hasSize(max).doesNotHaveDuplicates();
  }
}
