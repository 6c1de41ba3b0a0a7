package dev.latchkey.store;

/**
 * The generation counters as a process follows them that does not change anything. A process that
 * may not write to them can follow them all the same. Thread-safe.
 */
final class FollowedGenerations {

  private final ConfigStore store;
  private volatile SharedGenerations counters = SharedGenerations.NONE;

  FollowedGenerations(ConfigStore store) {
    this.store = store;
  }

  /** The counters, as they were found by the last {@link #refresh}. */
  SharedGenerations now() {
    return counters;
  }

  /** Notices that the counters were replaced, or have only now been made. */
  void refresh() {
    try {
      counters = open();
    } catch (LatchkeyException unreadable) {
      // Damaged or out of reach: nothing may be remembered until it is mended.
      counters = SharedGenerations.NONE;
    }
  }

  private SharedGenerations open() {
    try {
      return store.currentGenerations();
    } catch (UnavailableException notWritable) {
      // A server that only verifies may have no right to write.
      return store.generationsToFollow(counters);
    }
  }
}
