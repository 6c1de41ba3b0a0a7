package dev.latchkey.cache;

import dev.latchkey.store.ConfigStore;
import dev.latchkey.store.InvalidationCounter.Place;
import dev.latchkey.store.LatchkeyException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * The membership of this process among those whose caches can be emptied from elsewhere: a file
 * that says how far it is, and a thread that keeps the file current and applies invalidations while
 * nobody asks the caches. Thread-safe.
 */
public final class Attachment implements AutoCloseable {

  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long COUNTERS_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int MAX_NAME_LENGTH = 100;

  private final ProcessFiles processes;
  private final InvalidationFollower follower;
  private final Supplier<Map<CacheName, CacheCounters>> counters;
  private final String file;
  private final AttachedProcess first;
  private final Thread watcher;

  private volatile boolean closed;

  // All used by one thread only.
  private AttachedProcess written;
  private long writtenAt = System.nanoTime();

  /**
   * Attaches this process. Blocks for some work on files.
   *
   * @param name what it is called in lists of processes, up to 100 printable characters
   * @param follower applies invalidations to the caches of this process
   * @param counters counts what these caches do
   * @throws IllegalArgumentException if the name is none
   * @throws LatchkeyException if the run directory cannot be written to: then nobody could tell
   *     this process what is to be dropped
   */
  public Attachment(
      ConfigStore store,
      InstantSource clock,
      String name,
      InvalidationFollower follower,
      Supplier<Map<CacheName, CacheCounters>> counters) {
    if (name.isBlank()
        || name.length() > MAX_NAME_LENGTH
        || name.codePoints().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("a name has 1 to 100 characters, none of them a control");
    }
    this.processes = new ProcessFiles(store.runFiles());
    this.follower = follower;
    this.counters = counters;
    long pid = ProcessHandle.current().pid();
    long started = ProcessFiles.startTicks(pid);
    Instant now = Instant.ofEpochSecond(clock.instant().getEpochSecond());
    this.first = new AttachedProcess(pid, started, name, now, 0, 0, Map.of());
    this.written = state();
    this.file = store.runFiles().locked(InvalidationJournal.LOCK, () -> register(pid, started));
    this.watcher = Thread.ofPlatform().daemon().name("latchkey-caches").unstarted(this::watch);
    follower.onApplied(() -> LockSupport.unpark(watcher));
    watcher.start();
  }

  private String register(long pid, long started) {
    String name = processes.unusedName(pid, started);
    processes.write(name, written);
    return name;
  }

  private void watch() {
    while (!closed) {
      try {
        follower.refresh();
        var _ = follower.isBelieved();
        keepCurrent();
      } catch (RuntimeException | InternalError outOfReach) {
        // The run directory is gone or full, or the counters' file was cut short, as a rule. Tried
        // again, whatever it is: without this
        // thread everybody would wait for this process in vain.
      }
      LockSupport.parkNanos(this, TICK_NANOS);
    }
  }

  private void keepCurrent() {
    AttachedProcess now = state();
    boolean applied =
        now.sequence() != written.sequence() || now.counterFile() != written.counterFile();
    boolean counted =
        System.nanoTime() - writtenAt > COUNTERS_NANOS
            && !now.counters().equals(written.counters());
    if (applied || counted || !processes.exists(file)) {
      processes.write(file, now);
      written = now;
      writtenAt = System.nanoTime();
    }
  }

  private AttachedProcess state() {
    // Before the counters: the file must not say of a sequence what was counted before it.
    Place applied = follower.applied();
    Map<String, Map<String, Long>> counted = new LinkedHashMap<>();
    counters.get().forEach((cache, each) -> counted.put(cache.wireName(), each.byName()));
    return new AttachedProcess(
        first.pid(),
        first.startTicks(),
        first.name(),
        first.since(),
        applied.sequence(),
        applied.file(),
        counted);
  }

  /**
   * Detaches: nobody waits for this process any more. The caches go on and stay correct. Blocks
   * until the thread has ended; the second and later calls do nothing.
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    LockSupport.unpark(watcher);
    boolean interrupted = false;
    while (watcher.isAlive()) {
      try {
        watcher.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    try {
      processes.delete(file);
    } catch (LatchkeyException leftBehind) {
      // Swept by whoever looks next, once this process has ended.
    }
  }
}
