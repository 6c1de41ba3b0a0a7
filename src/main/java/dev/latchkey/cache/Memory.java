package dev.latchkey.cache;

/**
 * Asked at the beginning of each look-up whether what a cache holds may be believed.
 *
 * <p>Implementations are thread-safe. What was invalidated before the call has been dropped when it
 * returns; that costs some nanoseconds as long as there is nothing to drop.
 */
@FunctionalInterface
public interface Memory {

  /** For a cache that nobody else invalidates. */
  Memory ALONE = () -> true;

  /** Drops what was invalidated meanwhile; false if nothing may be believed now. */
  boolean isBelieved();
}
