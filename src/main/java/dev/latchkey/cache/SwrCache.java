package dev.latchkey.cache;

import com.github.benmanes.caffeine.cache.AsyncCacheLoader;
import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future.State;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A cache that serves stale while it revalidates (RFC 5861 has the term): what is younger than the
 * soft time to live is served; what is older is served and refreshed behind; what is older than the
 * time to live is loaded again while the callers wait, and callers of one key share one load.
 *
 * <p>That there is no such thing is an answer, too, and kept for a time of its own. A failure is no
 * answer and never kept: it reaches those who wait, and a refresh that fails changes nothing.
 *
 * <p>A load or refresh that began before an invalidation is never seen by a call that began after
 * it. Loads and refreshes run on virtual threads, so they see neither thread-locals nor interrupts
 * of the callers. Thread-safe; a hit takes no lock.
 *
 * @param <K> has {@code equals} and {@code hashCode}
 * @param <V> immutable or thread-safe, because all callers share it
 */
public final class SwrCache<K, V> {

  /**
   * What stands behind a cache.
   *
   * @param <K> the keys
   * @param <V> the values
   */
  @FunctionalInterface
  public interface Loader<K, V> {

    /**
     * Finds a value; called by several threads at a time, and never to ask the cache for that key.
     *
     * @return null if there is none
     * @throws RuntimeException if that cannot be told; it reaches the callers as it is
     */
    @Nullable V load(K key);
  }

  private final Memory memory;
  private final Loader<K, V> loader;

  /** Null if the cache is switched off. */
  private final @Nullable AsyncLoadingCache<K, Entry<V>> cache;

  private final LongAdder hits = new LongAdder();
  private final LongAdder staleHits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder negativeHits = new LongAdder();
  private final LongAdder refreshSuccess = new LongAdder();
  private final LongAdder refreshFailure = new LongAdder();
  private final LongAdder refreshSkipped = new LongAdder();
  private final LongAdder refreshDropped = new LongAdder();
  private final LongAdder invalidations = new LongAdder();
  private final LongAdder passThrough = new LongAdder();

  /**
   * Makes an empty cache.
   *
   * @param memory tells of invalidations elsewhere
   * @param nanos the time, as {@link System#nanoTime} tells it
   */
  public SwrCache(CacheSettings settings, Memory memory, LongSupplier nanos, Loader<K, V> loader) {
    this.memory = memory;
    this.loader = loader;
    this.cache =
        settings.enabled()
            ? Caffeine.newBuilder()
                .maximumSize(settings.maxEntries())
                .expireAfter(new Lifetimes<K, V>(settings))
                .refreshAfterWrite(settings.softTtl())
                .ticker(nanos::getAsLong)
                .executor(Runnable::run) // its upkeep, which is short
                .buildAsync(new Reloader())
            : null;
  }

  /**
   * The value for a key; waits for a load if there is none in memory.
   *
   * @return null if there is no such thing
   * @throws RuntimeException as the loader threw it, if nothing in memory could be served
   */
  public @Nullable V get(K key) {
    boolean believed = memory.isBelieved();
    AsyncLoadingCache<K, Entry<V>> present = cache;
    if (present == null || !believed) {
      passThrough.increment();
      return loader.load(key);
    }
    CompletableFuture<Entry<V>> future = present.getIfPresent(key);
    if (future == null || future.state() != State.SUCCESS) {
      return load(present, key);
    }
    Entry<V> entry = future.resultNow();
    if (entry.value == null) {
      negativeHits.increment();
    } else if (entry.isStale) {
      staleHits.increment();
    } else {
      hits.increment();
    }
    if (entry.isStale) {
      beginRefresh(entry);
    }
    return entry.value;
  }

  private @Nullable V load(AsyncLoadingCache<K, Entry<V>> present, K key) {
    misses.increment();
    Load<V> mine = new Load<>();
    CompletableFuture<Entry<V>> found = present.get(key, (_, _) -> mine);
    while (found.isCompletedExceptionally()) {
      // One that failed wakes its callers before it is forgotten; who comes later may do better.
      present.asMap().remove(key, found);
      found = present.get(key, (_, _) -> mine);
    }
    if (found == mine) {
      // Only now, when an invalidation would find it: a load that nobody can see yet could begin
      // before an invalidation and come to light after it.
      begin(mine, () -> load(key, mine));
    }
    Entry<V> entry = await(found);
    if (entry.isStale) {
      beginRefresh(entry);
    }
    return entry.value;
  }

  private void load(K key, Load<V> result) {
    try {
      result.complete(new Entry<>(loader.load(key)));
    } catch (Throwable failure) {
      result.fail(failure);
    }
  }

  private static void begin(Load<?> result, Runnable load) {
    try {
      Thread.startVirtualThread(load);
    } catch (Throwable notStarted) {
      result.fail(notStarted);
      throw notStarted;
    }
  }

  private static <V> Entry<V> await(CompletableFuture<Entry<V>> future) {
    try {
      return future.join();
    } catch (CancellationException e) {
      Throwable failure = future instanceof Load<V> load ? load.failure : e;
      if (failure instanceof RuntimeException unchecked) {
        throw unchecked;
      } else if (failure instanceof Error error) {
        throw error;
      }
      throw new CompletionException(failure);
    }
  }

  /**
   * Begins the refresh that this look-up has caused, if it is the one. Caffeine is ready to take
   * its result by then, so that it can be told what became of it.
   */
  private void beginRefresh(Entry<V> entry) {
    Refresh<V> refresh = entry.refresh;
    if (refresh == null || refresh.cause != Thread.currentThread()) {
      refreshSkipped.increment();
      return;
    }
    entry.refresh = null;
    begin(refresh.result, refresh.load);
  }

  private void refresh(K key, Load<V> result) {
    Entry<V> entry;
    try {
      entry = new Entry<>(loader.load(key));
    } catch (Throwable failure) {
      refreshFailure.increment();
      result.fail(failure);
      return;
    }
    result.complete(entry);
    (entry.isKept ? refreshSuccess : refreshDropped).increment();
  }

  /** Drops what is known about a key, and what is being loaded for it. */
  public void invalidate(K key) {
    if (cache != null && cache.asMap().remove(key) != null) {
      invalidations.increment();
    }
  }

  /** Drops everything. */
  public void invalidateAll() {
    invalidateKeys(_ -> true);
  }

  /** Drops what is known about some keys, and what is being loaded for them. */
  public void invalidateKeys(Predicate<? super K> which) {
    if (cache != null) {
      for (K key : cache.asMap().keySet()) {
        if (which.test(key)) {
          invalidate(key);
        }
      }
    }
  }

  /**
   * Drops some values, and everything that may turn out to be one of them: what is being loaded or
   * refreshed, or was not there.
   */
  public void invalidateValues(Predicate<? super V> which) {
    if (cache != null) {
      for (Map.Entry<K, CompletableFuture<Entry<V>>> each : cache.asMap().entrySet()) {
        CompletableFuture<Entry<V>> future = each.getValue();
        Entry<V> entry = future.state() == State.SUCCESS ? future.resultNow() : null;
        if (entry == null || entry.isStale || entry.value == null || which.test(entry.value)) {
          invalidate(each.getKey());
        }
      }
    }
  }

  /** What was counted so far. */
  public CacheCounters counters() {
    return new CacheCounters(
        hits.sum(),
        staleHits.sum(),
        misses.sum(),
        negativeHits.sum(),
        refreshSuccess.sum(),
        refreshFailure.sum(),
        refreshSkipped.sum(),
        refreshDropped.sum(),
        invalidations.sum(),
        cache == null ? 0 : cache.synchronous().estimatedSize(),
        passThrough.sum());
  }

  /** An answer that was loaded. */
  private static final class Entry<V> {

    /** Null if there is no such thing. */
    final @Nullable V value;

    /** Set before a refresh can begin, so that an invalidation knows of it. */
    volatile boolean isStale;

    /** Whether it ever was what the cache holds. */
    volatile boolean isKept;

    /** A refresh that was not begun yet. */
    volatile @Nullable Refresh<V> refresh;

    Entry(@Nullable V value) {
      this.value = value;
    }
  }

  /** An answer to come. */
  private static final class Load<V> extends CompletableFuture<Entry<V>> {

    /** Why there will be none. */
    volatile @Nullable Throwable failure;

    /** Gives up; by cancelling, because Caffeine would log anything else, at each attempt. */
    void fail(Throwable cause) {
      failure = cause;
      cancel(false);
    }
  }

  /**
   * A refresh to be begun.
   *
   * @param cause whose look-up has caused it
   */
  private record Refresh<V>(Thread cause, Load<V> result, Runnable load) {}

  /** How long entries live. */
  private static final class Lifetimes<K, V> implements Expiry<K, Entry<V>> {

    private final long ttl;
    private final long softTtl;
    private final long negativeTtl;

    Lifetimes(CacheSettings settings) {
      this.ttl = settings.ttl().toNanos();
      this.softTtl = settings.softTtl().toNanos();
      this.negativeTtl = settings.negativeTtl().toNanos();
    }

    @Override
    public long expireAfterCreate(K key, Entry<V> entry, long now) {
      entry.isKept = true;
      return lifetime(entry);
    }

    @Override
    public long expireAfterUpdate(K key, Entry<V> entry, long now, long remaining) {
      entry.isKept = true;
      return lifetime(entry);
    }

    /** Changes nothing; it is told the time anyway, which costs as much as the rest of a hit. */
    @Override
    public long expireAfterRead(K key, Entry<V> entry, long now, long remaining) {
      if (!entry.isStale && lifetime(entry) - remaining > softTtl) {
        entry.isStale = true;
      }
      return remaining;
    }

    private long lifetime(Entry<V> entry) {
      return entry.value == null ? negativeTtl : ttl;
    }
  }

  /** Prepares refreshes; loads are begun elsewhere. */
  private final class Reloader implements AsyncCacheLoader<K, Entry<V>> {

    @Override
    public CompletableFuture<Entry<V>> asyncLoad(K key, Executor executor) {
      throw new IllegalStateException("loads are begun by the cache itself");
    }

    @Override
    public CompletableFuture<Entry<V>> asyncReload(K key, Entry<V> old, Executor executor) {
      Load<V> result = new Load<>();
      old.isStale = true;
      old.refresh = new Refresh<>(Thread.currentThread(), result, () -> refresh(key, result));
      return result;
    }
  }
}
