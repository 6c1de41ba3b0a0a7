package dev.latchkey.store;

/**
 * The counters of {@code user.cfg} and {@code token.shadow} in shared memory, as one number. A
 * process that may not write to them can follow them all the same.
 */
final class SharedGenerationSource implements GenerationSource {

  private final ConfigStore store;
  private volatile SharedGenerations counters;

  SharedGenerationSource(ConfigStore store) {
    this.store = store;
    this.counters = SharedGenerations.NONE;
  }

  @Override
  public long current() {
    return counters.combined(Generation.USER, Generation.TOKEN_SHADOW);
  }

  @Override
  public void bump() {
    counters.bump(Generation.TOKEN_SHADOW);
  }

  @Override
  public void refresh() {
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
      return store.generationsToFollow();
    }
  }
}
