package dev.latchkey.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Look-ups that are stopped in the midst of what the cache does, by what it has to ask. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SwrCacheMomentsTest {

  /** A key that one thread can be stopped at: where the cache asks it for the n-th time. */
  private static final class Stopping {

    final CountDownLatch goOn = new CountDownLatch(1);
    private final AtomicInteger left;
    private final AtomicReference<@Nullable Thread> whom = new AtomicReference<>();

    Stopping(int left) {
      this.left = new AtomicInteger(left);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Stopping;
    }

    @Override
    public int hashCode() {
      if (Thread.currentThread() == whom.get() && left.decrementAndGet() == 0) {
        CacheScene.awaitUninterrupted(goOn);
      }
      return 1;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void get_whileAnotherIsAboutToRefresh_knowsThatItIsStale(int step) throws Exception {
    AtomicLong nanos = new AtomicLong();
    Queue<Thread> loaders = new ConcurrentLinkedQueue<>();
    SwrCache<Stopping, String> cache =
        new SwrCache<>(
            CacheSettings.DEFAULT,
            Memory.ALONE,
            nanos::get,
            _ -> {
              loaders.add(Thread.currentThread());
              return "1";
            });
    Stopping key = new Stopping(step);
    cache.get(key);
    CacheScene.join(loaders);
    nanos.addAndGet(Duration.ofSeconds(31).toNanos());
    Thread first = Thread.ofPlatform().daemon().unstarted(() -> cache.get(key));
    key.whom.set(first);
    first.start();
    while (first.getState() != Thread.State.WAITING && first.isAlive()) {
      Thread.onSpinWait();
    }
    boolean stopped = first.isAlive();
    cache.get(key);
    long stale = cache.counters().staleHits();
    key.goOn.countDown();
    first.join();

    // Whoever is not stopped before the end may find what the refresh has brought.
    assertThat(stopped ? stale : 1).isEqualTo(1);
  }

  /** The clock is read when an entry is made, which nobody can see yet. */
  @Test
  void load_beforeAnInvalidationCanSeeIt_hasNotBegun() throws Exception {
    AtomicReference<@Nullable Thread> slow = new AtomicReference<>();
    CountDownLatch between = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    CacheScene watched =
        new CacheScene(
            () -> {
              if (Thread.currentThread() == slow.get()) {
                between.countDown();
                CacheScene.awaitUninterrupted(goOn);
              }
              return 0;
            });
    watched.source.put("a", "old");
    Thread asker = Thread.ofPlatform().daemon().unstarted(() -> watched.cache.get("a"));
    slow.set(asker);
    asker.start();
    between.await();
    // A load that was begun too early may take its time to show.
    for (int i = 0; i < 1_000_000 && watched.loaded.isEmpty(); i++) {
      Thread.onSpinWait();
    }
    watched.source.put("a", "new");
    watched.cache.invalidateAll();
    goOn.countDown();
    asker.join();
    watched.awaitLoads(1);

    assertThat(watched.get("a")).isEqualTo("new");
  }
}
