package dev.latchkey.token;

import dev.latchkey.cache.InvalidationFollower;
import dev.latchkey.store.ConfigStore;
import dev.latchkey.store.GenerationSource;
import dev.latchkey.store.LatchkeyException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a snapshot of the token files up to date: one thread looks, the others wait for it and take
 * what it found if it began to look after they came. So however many wait, they look twice at most.
 *
 * <p>Thread-safe.
 */
final class SnapshotLoader {

  /** How long a failure is believed, and how often missing counters are looked for. */
  private static final long RETRY_NANOS = 1_000_000_000L;

  /** Coarser than the clock of any file system. */
  private static final int YOUNG_SECONDS = 2;

  private final ConfigStore store;
  private final GenerationSource generations;
  private final InvalidationFollower invalidations;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();

  private final AtomicLong epoch = new AtomicLong();

  /** How often somebody began to look for what became {@link #last}; changed under the lock. */
  private volatile long begun;

  // All guarded by the lock.
  private @Nullable Snapshot last;
  private boolean failed;
  private long failedAt;
  private long failedGeneration;
  private boolean refreshed;
  private long refreshedAt;

  SnapshotLoader(
      ConfigStore store,
      GenerationSource generations,
      InvalidationFollower invalidations,
      InstantSource clock) {
    this.store = store;
    this.generations = generations;
    this.invalidations = invalidations;
    this.clock = clock;
  }

  /**
   * A snapshot that is at least as new as a generation.
   *
   * @param seen the generation that the caller has read
   * @param now the time of the call, in nanoseconds
   * @return null if the files cannot be read
   */
  @Nullable Snapshot load(long seen, long now, long ttlNanos) {
    long begunBefore = begun;
    lock.lock();
    try {
      if (begun != begunBefore && last != null && !failed) {
        return last; // the files as they were after this call began
      }
      long generation = current(seen, now, ttlNanos);
      if (failed && generation == failedGeneration && now - failedAt < RETRY_NANOS) {
        return null;
      }
      if (!failed && last != null && last.isFresh(generation, epoch(), now, ttlNanos)) {
        return last; // another thread was faster
      }
      if (generation == GenerationSource.UNKNOWN) {
        Snapshot found = look(generation, now); // nothing in it may be remembered, so not shared
        failed = false;
        return found;
      }
      countLook();
      last = look(generation, now);
      failed = false;
      return last;
    } catch (LatchkeyException unreadable) {
      failed = true;
      failedAt = now;
      failedGeneration = seen;
      return null;
    } finally {
      lock.unlock();
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // only the holder of the lock changes it
  private void countLook() {
    begun++;
  }

  /** The generation, after the counters themselves were looked after where it is time to. */
  private long current(long seen, long now, long ttlNanos) {
    long pause = seen == GenerationSource.UNKNOWN ? RETRY_NANOS : ttlNanos;
    if (refreshed && now - refreshedAt < pause) {
      return seen;
    }
    refreshed = true;
    refreshedAt = now;
    generations.refresh();
    invalidations.refresh();
    return generations.current();
  }

  private Snapshot look(long generation, long now) {
    boolean known = generation != GenerationSource.UNKNOWN;
    Snapshot before = last;
    // After a failure the files are read again, whatever their stamps.
    if (known && !failed && before != null && before.isStill(TokenFiles.Stamps.now(store))) {
      return before.comparedAgain(generation, now);
    }
    Instant old = clock.instant().minusSeconds(YOUNG_SECONDS);
    TokenFiles files = TokenFiles.read(store);
    Map<String, VerifiedSecret> verified =
        known && before != null ? before.carriedOver(files) : new ConcurrentHashMap<>();
    boolean young = files.stamps().areYoungerThan(old);
    return new Snapshot(generation, epoch(), now, young, files, verified);
  }

  /** Forgets what was verified: no snapshot that was taken before is fresh any more. */
  void forget() {
    lock.lock();
    try {
      epoch.incrementAndGet();
      last = null;
    } finally {
      lock.unlock();
    }
  }

  /** Forgets what was verified of some tokens, as {@link #forget()} does of all. */
  void forget(Collection<String> tokenIds) {
    lock.lock();
    try {
      long next = epoch.incrementAndGet();
      last = last == null ? null : last.without(tokenIds, next);
    } finally {
      lock.unlock();
    }
  }

  /** How often something was forgotten. */
  long epoch() {
    return epoch.get();
  }
}
