package dev.latchkey.store;

/** The counters of {@code user.cfg} and {@code token.shadow} in shared memory, as one number. */
final class SharedGenerationSource implements GenerationSource {

  private final FollowedGenerations counters;

  SharedGenerationSource(FollowedGenerations counters) {
    this.counters = counters;
  }

  @Override
  public long current() {
    return counters.now().combined(Generation.USER, Generation.TOKEN_SHADOW);
  }

  @Override
  public void bump() {
    counters.now().bump(Generation.TOKEN_SHADOW);
  }

  @Override
  public void refresh() {
    counters.refresh();
  }
}
