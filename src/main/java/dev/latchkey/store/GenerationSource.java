package dev.latchkey.store;

/**
 * Where a cache learns at once that the files behind it may have changed, in whatever process.
 *
 * <p>Implementations are thread-safe. {@link #current} is called on every look-up and should take
 * no more than some nanoseconds.
 */
public interface GenerationSource {

  /** The answer where nobody can tell: then nothing may be answered from memory. */
  long UNKNOWN = Long.MIN_VALUE;

  /**
   * A number that is another one after every change.
   *
   * @return odd while a change is under way, even when it has settled; {@link #UNKNOWN} if it
   *     cannot be read
   */
  long current();

  /**
   * Makes {@link #current} another number in every process, so that caches look at the files.
   *
   * @throws UnavailableException if this process may only read the number
   */
  void bump();

  /**
   * Notices that the place where the number is kept was replaced, or has only now been made. Called
   * now and then, from one thread at a time; may block.
   */
  default void refresh() {}
}
