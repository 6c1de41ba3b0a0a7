package dev.latchkey.store;

import dev.latchkey.posix.Flock;
import org.jspecify.annotations.Nullable;

/**
 * Proof that this thread holds a lock: what may only be done under a lock asks for one.
 *
 * <p>Belongs to the thread that acquired it and lives as long as its {@link FileTransaction}.
 */
public final class HeldLock {

  private final LockName name;
  private final @Nullable Flock flock;

  /**
   * Wraps a lock that was obtained.
   *
   * @param flock null in a dry run that found no lock file: what nobody ever locked is free
   */
  HeldLock(LockName name, @Nullable Flock flock) {
    this.name = name;
    this.flock = flock;
  }

  /** Which lock this is. */
  public LockName name() {
    return name;
  }

  void release() {
    if (flock != null) {
      flock.close();
    }
  }
}
