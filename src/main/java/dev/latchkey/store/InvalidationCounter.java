package dev.latchkey.store;

/**
 * The number of the last invalidation of caches, in shared memory: the counter at byte 40 of {@code
 * latchkey-versions}. Thread-safe.
 */
public final class InvalidationCounter {

  /**
   * Where the counter stood at a moment. Immutable.
   *
   * <p>Two places in different files are different whatever their numbers.
   */
  public static final class Place {

    private final SharedGenerations counters;
    private final long sequence;

    Place(SharedGenerations counters) {
      this.counters = counters;
      this.sequence = counters.invalidations();
    }

    /** Whether there was a counter at all. */
    public boolean isKnown() {
      return counters.exists();
    }

    /** The number of the last invalidation; means nothing if it is not known. */
    public long sequence() {
      return sequence;
    }

    /** The inode of the file in which the counter lies, 0 if it is not known. */
    public long file() {
      return counters.inode();
    }

    /** Whether both are places in one and the same file, opened once. */
    public boolean isInFileOf(Place other) {
      return counters == other.counters;
    }
  }

  private final FollowedGenerations counters;

  InvalidationCounter(FollowedGenerations counters) {
    this.counters = counters;
  }

  /** Where the counter stands now. */
  public Place now() {
    return new Place(counters.now());
  }

  /** Whether the counter still stands there: two reads of memory. */
  public boolean isAt(Place place) {
    SharedGenerations now = counters.now();
    return now == place.counters && now.invalidations() == place.sequence;
  }

  /**
   * Notices that the file of the counter was replaced, or has only now been made. Blocks for a look
   * at the file.
   */
  public void refresh() {
    counters.refresh();
  }
}
