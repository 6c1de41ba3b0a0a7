package dev.latchkey.store;

import dev.latchkey.posix.FileStatus;
import dev.latchkey.posix.Flock;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Takes the locks of one configuration directory, in their order and within a time.
 *
 * <p>Thread-safe: a lock excludes other threads as it excludes other processes.
 */
final class LockTable {

  /** Nanoseconds in a long reach no further than 292 years. */
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private static final int LOCK_FILE_MODE = 0660;
  private static final long FIRST_PAUSE_MILLIS = 1;
  private static final long LONGEST_PAUSE_MILLIS = 16;

  private final ConfigDirectory directory;
  private final Duration timeout;
  private final long timeoutNanos;
  private final ThreadLocal<Deque<HeldLock>> held = ThreadLocal.withInitial(ArrayDeque::new);

  LockTable(ConfigDirectory directory, Duration timeout) {
    this.directory = directory;
    this.timeout = timeout;
    this.timeoutNanos = timeout.compareTo(LONGEST) > 0 ? LONGEST.toNanos() : timeout.toNanos();
  }

  /**
   * Takes a lock, waiting for it if need be.
   *
   * @param create whether to make the lock file if there is none; without it, a missing file counts
   *     as a free lock
   * @throws IllegalStateException if this thread holds this lock or one that comes after it
   * @throws BusyException if the time-out passes first
   * @throws CorruptFileException if something else stands in place of the lock file
   * @throws UnavailableException if the lock file cannot be made or opened
   */
  HeldLock acquire(LockName name, boolean create) {
    Deque<HeldLock> mine = held.get();
    if (!mine.isEmpty() && mine.peek().name().rank() >= name.rank()) {
      throw new IllegalStateException(
          "lock " + name.file() + " must be taken before " + mine.peek().name().file());
    }
    Path file = directory.resolve(name.file());
    try {
      HeldLock lock = new HeldLock(name, lock(file, create));
      mine.push(lock);
      return lock;
    } catch (IOException e) {
      throw new UnavailableException(file, e);
    }
  }

  /** Releases a lock that this thread acquired. */
  void release(HeldLock lock) {
    held.get().remove(lock);
    lock.release();
  }

  private @Nullable Flock lock(Path file, boolean create) throws IOException {
    return create || FileStatus.of(file) != null ? waitFor(file, LOCK_FILE_MODE) : null;
  }

  /**
   * Locks a file, making it if there is none and waiting for it if need be.
   *
   * @param newMode its mode if root makes it
   * @throws BusyException if the time-out passes first
   * @throws CorruptFileException if it is no regular file
   */
  Flock waitFor(Path file, int newMode) throws IOException {
    long start = System.nanoTime();
    long pause = FIRST_PAUSE_MILLIS;
    while (true) {
      FileStatus status = status(file, newMode);
      Flock flock = tryLock(file);
      if (flock != null) {
        return flock;
      }
      if (System.nanoTime() - start >= timeoutNanos) {
        throw new BusyException(file, timeout, status == null ? null : LockHolder.of(status));
      }
      try {
        Thread.sleep(pause);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while waiting for the lock");
      }
      pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
    }
  }

  /** The file's status, after it has been made if there was none. */
  private @Nullable FileStatus status(Path file, int newMode) throws IOException {
    FileStatus status = FileStatus.of(file);
    if (status == null) {
      directory.createEmpty(file, newMode);
      status = FileStatus.of(file);
    }
    if (status != null) {
      FileImage.requireRegular(file, status);
    }
    return status;
  }

  /** The lock, null if it is held elsewhere or the file was replaced while we locked it. */
  private static @Nullable Flock tryLock(Path file) throws IOException {
    Flock flock = Flock.tryExclusive(file);
    if (flock != null) {
      FileStatus named = FileStatus.of(file);
      if (named == null || !named.isSameFile(flock.status())) {
        flock.close();
        return null;
      }
    }
    return flock;
  }
}
