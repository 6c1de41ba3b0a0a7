package dev.latchkey.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.latchkey.cache.CacheScene.Asker;
import dev.latchkey.cache.CacheScene.Held;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a cache does when its loader throws: nothing is kept, nothing is blocked, nothing logged.
 */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SwrCacheFailureTest {

  /** A key whose hash code can be made to wait, in all threads but that of the test. */
  private record SlowKey(
      Thread test, CountDownLatch asked, CountDownLatch goOn, AtomicInteger failedLoads) {

    @Override
    public boolean equals(Object other) {
      return other instanceof SlowKey;
    }

    @Override
    public int hashCode() {
      if (Thread.currentThread() != test && failedLoads.get() == 1 && asked.getCount() > 0) {
        asked.countDown();
        CacheScene.awaitUninterrupted(goOn);
      }
      return 1;
    }
  }

  private final Queue<String> logged = new ConcurrentLinkedQueue<>();
  private final Logger log = Logger.getLogger("com.github.benmanes.caffeine");
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          logged.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  private final CacheScene scene = new CacheScene();

  static Stream<Throwable> failures() {
    return Stream.of(
        new IllegalStateException("database"),
        new StackOverflowError("deep"),
        new IOException("that the compiler did not see"),
        new CompletionException(new IllegalStateException("its own cause")),
        new CancellationException("its own"),
        new TimeoutException("its own"));
  }

  @BeforeEach
  void listen() {
    log.setLevel(Level.ALL);
    log.addHandler(handler);
    scene.source.put("a", "1");
  }

  @AfterEach
  void listenNoMore() {
    log.removeHandler(handler);
  }

  @ParameterizedTest
  @MethodSource("failures")
  void get_whenTheLoadFails_throwsToAllWaitersWhatTheLoaderThrew(Throwable failure)
      throws Exception {
    Held load = scene.holdNext();
    List<Asker> askers = scene.askTimes(3, "a");
    load.fail(failure);

    for (Asker asker : askers) {
      assertThat(asThrownByTheLoader(asker.failure())).isSameAs(failure);
    }
    assertThat(scene.loaded).hasSize(1);
    assertThat(scene.counted()).isEqualTo(Map.of("misses", 3L));
    assertThat(logged).isEmpty();
  }

  /** Undoes what is done to checked exceptions, which no caller expects. */
  private static @Nullable Throwable asThrownByTheLoader(@Nullable Throwable caught) {
    Throwable cause = caught == null ? null : caught.getCause();
    return cause instanceof IOException || cause instanceof TimeoutException ? cause : caught;
  }

  @Test
  void get_afterAFailedLoad_loadsAgain() throws Exception {
    scene.failWith(new IllegalStateException("first"));
    assertThat(catchThrowable(() -> scene.get("a"))).hasMessage("first");
    scene.failWith(new IllegalStateException("second"));
    assertThat(catchThrowable(() -> scene.get("a"))).hasMessage("second");
    scene.failWith(null);

    assertThat(scene.get("a")).isEqualTo("1");
    assertThat(scene.get("a")).isEqualTo("1");
    assertThat(scene.counted()).isEqualTo(Map.of("misses", 3L, "hits", 1L, "entry_count", 1L));
  }

  /** Callers are woken before the cache has forgotten the load for which they have waited. */
  @Test
  void get_beforeAFailedLoadIsForgotten_loadsAgain() throws Exception {
    AtomicInteger loads = new AtomicInteger();
    Queue<Thread> loaders = new ConcurrentLinkedQueue<>();
    SwrCache<SlowKey, String> cache =
        new SwrCache<>(
            CacheSettings.DEFAULT,
            Memory.ALONE,
            () -> 0,
            _ -> {
              loaders.add(Thread.currentThread());
              if (loads.incrementAndGet() == 1) {
                throw new IllegalStateException("first");
              }
              return "1";
            });
    SlowKey key =
        new SlowKey(Thread.currentThread(), new CountDownLatch(1), new CountDownLatch(1), loads);
    // In another thread: whoever waits for a load may be the one that forgets it.
    FutureTask<Throwable> first = new FutureTask<>(() -> catchThrowable(() -> cache.get(key)));
    Thread caller = Thread.ofPlatform().start(first);
    key.asked.await();

    assertThat(cache.get(key)).isEqualTo("1");
    key.goOn.countDown();
    CacheScene.join(loaders);
    caller.join();
    assertThat(first.get()).hasMessage("first");
    assertThat(cache.get(key)).isEqualTo("1");
    assertThat(loads).hasValue(2);
  }

  @ParameterizedTest
  @MethodSource("failures")
  void refresh_thatFails_leavesTheAnswerUntilTtl(Throwable failure) throws Exception {
    scene.get("a");
    scene.source.put("a", "2");
    scene.failWith(failure);
    scene.passSeconds(31);
    for (int i = 1; i <= 3; i++) {
      assertThat(scene.get("a")).isEqualTo("1");
      scene.awaitLoads(1 + i);
    }
    assertThat(scene.counted())
        .isEqualTo(
            Map.of("misses", 1L, "stale_hits", 3L, "refresh_failure", 3L, "entry_count", 1L));
    assertThat(logged).isEmpty();

    scene.passSeconds(29);
    assertThat(asThrownByTheLoader(catchThrowable(() -> scene.get("a")))).isSameAs(failure);
    scene.failWith(null);
    assertThat(scene.get("a")).isEqualTo("2");
    assertThat(scene.get("a")).isEqualTo("2");
    assertThat(scene.counted())
        .isEqualTo(
            Map.of(
                "misses", 3L,
                "stale_hits", 3L,
                "refresh_failure", 3L,
                "hits", 1L,
                "entry_count", 1L));
    assertThat(logged).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("failures")
  void refresh_afterOneThatFailed_isTaken(Throwable failure) throws Exception {
    scene.get("a");
    scene.source.put("a", "2");
    scene.passSeconds(31);
    Held refresh = scene.holdNext();
    scene.cache.get("a");
    scene.cache.get("a");
    refresh.fail(failure);

    assertThat(scene.get("a")).isEqualTo("1");
    scene.awaitLoads(3);
    assertThat(scene.get("a")).isEqualTo("2");
    assertThat(scene.counted())
        .isEqualTo(
            Map.of(
                "misses", 1L,
                "stale_hits", 3L,
                "refresh_skipped_inflight", 1L,
                "refresh_failure", 1L,
                "refresh_success", 1L,
                "hits", 1L,
                "entry_count", 1L));
  }

  @Test
  void load_ofOneKeyThatFails_leavesOthersAlone() throws Exception {
    scene.get("a");
    Held load = scene.holdNext();
    Asker asker = scene.ask("b").awaitWaiting();
    assertThat(scene.cache.get("a")).isEqualTo("1");
    List<String> seen = new ArrayList<>();
    scene.cache.invalidateKeys(key -> !seen.add(key));
    load.fail(new IllegalStateException("b"));

    assertThat(asker.failure()).hasMessage("b");
    assertThat(seen).containsExactlyInAnyOrder("a", "b");
    assertThat(scene.get("a")).isEqualTo("1");
  }

  @Test
  void get_thatGoesThroughToAFailure_throwsIt() {
    CacheScene unbelieved = new CacheScene(CacheSettings.DEFAULT, () -> false);
    IllegalStateException failure = new IllegalStateException("database");
    unbelieved.failWith(failure);

    assertThat(catchThrowable(() -> unbelieved.get("a"))).isSameAs(failure);
    assertThat(unbelieved.counted()).isEqualTo(Map.of("pass_through", 1L));
  }
}
