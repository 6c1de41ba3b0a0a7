package dev.latchkey.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.posix.Flock;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Locks that somebody waits for. */
class LockTableWaitTest {

  /** Longer than any test takes: it passes only where the code waits for ever. */
  private static final Duration LONG = Duration.ofMinutes(5);

  private final ConfigFixture fixture;
  private final Path lockFile;

  LockTableWaitTest(@TempDir Path root) {
    this.fixture = ConfigFixture.created(root);
    this.lockFile = fixture.file(".user.lck");
  }

  private static boolean isFree(Path file) throws IOException {
    try (Flock lock = Flock.tryExclusive(file)) {
      return lock != null;
    }
  }

  @Test
  void acquire_whenReleasedByItsHolder_succeedsWithinTheTimeout() throws Exception {
    Files.createFile(lockFile);
    Flock held = Objects.requireNonNull(Flock.tryExclusive(lockFile));
    FutureTask<@Nullable Void> waiter = startWaiter();

    held.close();

    waiter.get();
  }

  @Test
  void acquire_whenLockFileIsReplacedMeanwhile_takesTheNewOne() throws Exception {
    Files.createFile(lockFile);
    try (Flock _ = Objects.requireNonNull(Flock.tryExclusive(lockFile))) {
      FutureTask<@Nullable Void> waiter = startWaiter();

      Path other = Files.createFile(fixture.root.resolve("other"));
      Files.move(other, lockFile, StandardCopyOption.ATOMIC_MOVE);

      waiter.get();
    }
  }

  @Test
  void acquire_whenLockFileIsRemovedMeanwhile_makesItAnew() throws Exception {
    Files.createFile(lockFile);
    try (Flock _ = Objects.requireNonNull(Flock.tryExclusive(lockFile))) {
      FutureTask<@Nullable Void> waiter = startWaiter();

      Files.delete(lockFile);

      waiter.get();
      assertThat(lockFile).isEmptyFile();
    }
  }

  /** A thread that waits for the lock; what it gets is the lock of the file named so by then. */
  private FutureTask<@Nullable Void> startWaiter() {
    LockTable patient = new LockTable(fixture.directory, LONG);
    FutureTask<@Nullable Void> task =
        new FutureTask<>(
            () -> {
              HeldLock lock = patient.acquire(LockName.USER, true);
              assertThat(isFree(lockFile)).isFalse();
              patient.release(lock);
              assertThat(isFree(lockFile)).isTrue();
              return null;
            });
    start(task);
    return task;
  }

  private static Thread start(Runnable task) {
    Thread thread = Thread.ofPlatform().daemon().start(task);
    while (thread.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    return thread;
  }

  @Test
  void acquire_whenInterruptedWhileWaiting_isUnavailableAndStaysInterrupted() throws Exception {
    Files.createFile(lockFile);
    LockTable patient = new LockTable(fixture.directory, LONG);
    FutureTask<Boolean> task =
        new FutureTask<>(
            () -> {
              assertThatThrownBy(() -> patient.acquire(LockName.USER, true))
                  .isInstanceOf(UnavailableException.class)
                  .hasCauseInstanceOf(InterruptedIOException.class);
              return Thread.currentThread().isInterrupted();
            });
    try (Flock _ = Objects.requireNonNull(Flock.tryExclusive(lockFile))) {
      start(task).interrupt();

      assertThat(task.get()).isTrue();
    }
  }
}
