package dev.latchkey.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A cache in front of a source that a test scripts, and a clock that only the test moves.
 *
 * <p>A load first reads the source, then waits if the test holds it: so it brings what was true
 * when it began, however late it ends.
 */
final class CacheScene {

  /** A load that waits after it has read the source. */
  static final class Held {

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable Throwable wrong;
    private volatile @Nullable Thread thread;

    private Held() {}

    private void pass() {
      thread = Thread.currentThread();
      begun.countDown();
      awaitUninterrupted(ended);
      if (wrong != null) {
        CacheScene.<RuntimeException>sneak(wrong);
      }
    }

    Held awaitBegun() throws InterruptedException {
      begun.await();
      return this;
    }

    /** Lets it answer, and waits until the cache has dealt with the answer. */
    void finish() throws InterruptedException {
      ended.countDown();
      join();
    }

    /** Lets it throw, and waits until the cache has dealt with that. */
    void fail(Throwable failure) throws InterruptedException {
      wrong = failure;
      ended.countDown();
      join();
    }

    private void join() throws InterruptedException {
      begun.await();
      Thread running = thread;
      if (running != null) {
        running.join();
      }
    }
  }

  /** A look-up on a thread of its own. */
  static final class Asker {

    private final CompletableFuture<@Nullable String> answer = new CompletableFuture<>();
    private final Thread thread;
    private volatile @Nullable Throwable thrown;

    private Asker(SwrCache<String, String> cache, String key) {
      thread =
          Thread.ofPlatform()
              .daemon()
              .start(
                  () -> {
                    try {
                      answer.complete(cache.get(key));
                    } catch (Throwable failure) {
                      thrown = failure;
                      answer.completeExceptionally(failure);
                    }
                  });
    }

    /** Waits until it waits: for a load, as there is nothing else. */
    Asker awaitWaiting() {
      while (thread.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
      return this;
    }

    @Nullable String answer() {
      return answer.join();
    }

    @Nullable Throwable failure() throws InterruptedException {
      thread.join();
      return thrown;
    }
  }

  static final Duration NANO = Duration.ofNanos(1);

  /** What the loader answers with. */
  final Map<String, String> source = new ConcurrentHashMap<>();

  /** The keys that were loaded, in the order in which the loads began. */
  final Queue<String> loaded = new ConcurrentLinkedQueue<>();

  final SwrCache<String, String> cache;

  /** Even, because Caffeine rounds the time of a write down to that. */
  private final AtomicLong nanos = new AtomicLong(1_000_000);

  private final Queue<Held> held = new ConcurrentLinkedQueue<>();
  private final Queue<Thread> loaders = new ConcurrentLinkedQueue<>();
  private volatile @Nullable Throwable failure;

  CacheScene() {
    this(CacheSettings.DEFAULT, Memory.ALONE);
  }

  CacheScene(CacheSettings settings, Memory memory) {
    cache = new SwrCache<>(settings, memory, nanos::get, this::load);
  }

  /** With a clock that the test wants to know of being read. */
  CacheScene(LongSupplier clock) {
    cache = new SwrCache<>(CacheSettings.DEFAULT, Memory.ALONE, clock, this::load);
  }

  static CacheSettings settings(long ttl, long softTtl, long negativeTtl, long maxEntries) {
    return new CacheSettings(
        true,
        Duration.ofSeconds(ttl),
        Duration.ofSeconds(softTtl),
        Duration.ofSeconds(negativeTtl),
        maxEntries);
  }

  private @Nullable String load(String key) {
    loaders.add(Thread.currentThread());
    loaded.add(key);
    @Nullable String found = source.get(key);
    Throwable wrong = failure;
    Held gate = held.poll();
    if (gate != null) {
      gate.pass();
    }
    if (wrong != null) {
      CacheScene.<RuntimeException>sneak(wrong);
    }
    return found;
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // throws what is not declared
  private static <T extends Throwable> void sneak(@Nullable Throwable failure) throws T {
    throw (T) Objects.requireNonNull(failure);
  }

  /** Holds the next load that nobody holds yet. */
  Held holdNext() {
    Held gate = new Held();
    held.add(gate);
    return gate;
  }

  /** Lets all loads that begin from now on throw; null for none. */
  void failWith(@Nullable Throwable wrong) {
    failure = wrong;
  }

  /** A look-up, and the load that it waited for: to be used while no load is held. */
  @Nullable String get(String key) throws InterruptedException {
    try {
      return cache.get(key);
    } finally {
      settle();
    }
  }

  /** A look-up that has to load, and its load: to be used while another one is held. */
  @Nullable String getBesideHeld(String key) throws InterruptedException {
    String found = cache.get(key);
    Thread last = null;
    // It answers before Caffeine has set the lifetime, which the time to pass would fall into.
    for (Thread each : loaders) {
      last = each;
    }
    if (last != null) {
      last.join();
    }
    return found;
  }

  /** Waits until so many loads have begun since the scene was set, and ended. */
  void awaitLoads(int count) throws InterruptedException {
    while (loaded.size() < count) {
      Thread.onSpinWait();
    }
    settle();
    assertThat(loaded).hasSize(count);
  }

  /** A look-up on a thread of its own. */
  Asker ask(String key) {
    return new Asker(cache, key);
  }

  /** Several that wait for the same load. */
  List<Asker> askTimes(int count, String key) {
    List<Asker> askers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      askers.add(ask(key).awaitWaiting());
    }
    return askers;
  }

  private void settle() throws InterruptedException {
    join(loaders);
  }

  static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits for the end of threads, but for the one that calls: there a call went through. */
  static void join(Queue<Thread> threads) throws InterruptedException {
    for (Thread thread = threads.poll(); thread != null; thread = threads.poll()) {
      if (thread != Thread.currentThread()) {
        thread.join();
      }
    }
  }

  void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  void passSeconds(long seconds) {
    pass(Duration.ofSeconds(seconds));
  }

  /** The counters that are not zero. */
  Map<String, Long> counted() {
    Map<String, Long> counters = cache.counters().byName();
    counters.values().removeIf(count -> count == 0);
    return counters;
  }
}
