package dev.latchkey.store;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A lock was not obtained in time. Nothing was changed. */
public final class BusyException extends LatchkeyException {

  private static final long serialVersionUID = 1;

  private final transient Path lockFile;
  private final Duration waited;
  private final transient @Nullable LockHolder holder;

  BusyException(Path lockFile, Duration waited, @Nullable LockHolder holder) {
    super("busy: " + lockFile + (holder == null ? "" : " held by " + holder), null);
    this.lockFile = lockFile;
    this.waited = waited;
    this.holder = holder;
  }

  /** The lock file. */
  public Path lockFile() {
    return lockFile;
  }

  /** How long the lock was waited for. */
  public Duration waited() {
    return waited;
  }

  /** The process that holds the lock, empty if the kernel does not tell. */
  public Optional<LockHolder> holder() {
    return Optional.ofNullable(holder);
  }
}
