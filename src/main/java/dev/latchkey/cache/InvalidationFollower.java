package dev.latchkey.cache;

import dev.latchkey.store.ConfigStore;
import dev.latchkey.store.InvalidationCounter;
import dev.latchkey.store.InvalidationCounter.Place;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Applies to the caches of this process what any process has invalidated, before they are asked.
 *
 * <p>Each call compares the counter in shared memory with the number applied last. If it has moved,
 * the lines of the journal in between are applied first, by one thread while the others wait. If
 * they are not all there, or the counter lies in another file than before, everything is dropped.
 * Thread-safe.
 */
public final class InvalidationFollower implements Memory {

  private final InvalidationCounter counter;
  private final InvalidationJournal journal;
  private final ReentrantLock lock = new ReentrantLock();

  private volatile Consumer<Invalidation> caches = _ -> {};
  private volatile Place applied;
  private volatile @Nullable Runnable onApplied;

  /** Begins to follow; what was invalidated before is taken for applied. */
  public InvalidationFollower(ConfigStore store) {
    this.counter = store.invalidationCounter();
    this.journal = new InvalidationJournal(store.runFiles());
    counter.refresh();
    this.applied = counter.now();
  }

  /**
   * Says who applies invalidations; called once, before anything is kept in memory.
   *
   * @param caches drops what an invalidation names, completely before it returns; does not throw
   */
  public void applyTo(Consumer<Invalidation> caches) {
    this.caches = caches;
  }

  @Override
  public boolean isBelieved() {
    Place place = applied;
    return (counter.isAt(place) ? place : catchUp()).isKnown();
  }

  private Place catchUp() {
    lock.lock();
    try {
      Place before = applied;
      Place now = counter.now();
      if (!counter.isAt(before)) {
        apply(before, now);
        applied = now;
        Runnable listener = onApplied;
        if (listener != null) {
          listener.run();
        }
      }
      return applied;
    } finally {
      lock.unlock();
    }
  }

  private void apply(Place before, Place now) {
    List<Invalidation> missed =
        now.isKnown() && now.isInFileOf(before)
            ? journal.read(before.sequence(), now.sequence())
            : null;
    if (missed == null) {
      caches.accept(Invalidation.all());
    } else {
      missed.forEach(caches);
    }
  }

  /**
   * Notices that the counter's file was replaced, or has only now been made. Called now and then;
   * blocks for a look at the file.
   */
  public void refresh() {
    counter.refresh();
  }

  /** How far everything is applied. */
  Place applied() {
    return applied;
  }

  /** Has something run each time after something was applied; it must not block. */
  void onApplied(Runnable listener) {
    this.onApplied = listener;
  }
}
