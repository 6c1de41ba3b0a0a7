package dev.latchkey.cache;

import dev.latchkey.cache.InvalidationReport.ProcessReport;
import dev.latchkey.cache.InvalidationReport.Status;
import dev.latchkey.store.ConfigStore;
import dev.latchkey.store.InvalidationCounter.Place;
import dev.latchkey.store.LatchkeyException;
import dev.latchkey.store.RunFiles;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Empties the caches of every process that uses one configuration directory, and says what they do.
 * Thread-safe.
 */
public final class CacheControl {

  private static final String VERB = "cache invalidate";
  private static final String UNREADABLE = "?";

  /** How long processes whose counters were removed may take to notice that there are new ones. */
  private static final long REATTACHING_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  private static final long FIRST_PAUSE_MILLIS = 1;
  private static final long LONGEST_PAUSE_MILLIS = 16;

  private final ConfigStore store;
  private final InstantSource clock;
  private final RunFiles files;
  private final InvalidationJournal journal;
  private final ProcessFiles processes;

  /** Touches nothing on disk. */
  public CacheControl(ConfigStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
    this.files = store.runFiles();
    this.journal = new InvalidationJournal(files);
    this.processes = new ProcessFiles(files);
  }

  /**
   * What was announced.
   *
   * @param place where the counter stands since, null if there is nobody to tell
   * @param isJournaled whether others can read what it was
   * @param isFirst whether there was no counter before
   */
  private record Announcement(@Nullable Place place, boolean isJournaled, boolean isFirst) {}

  /**
   * Drops something from the caches of every process: once this has returned, no look-up that
   * begins later answers with what was cached before. Blocks until the processes have said that
   * they did so; what does not say so does it before its next look-up.
   *
   * <p>It goes into the audit log first. Where that fails it takes place all the same.
   *
   * @param patience how long to wait for the processes, zero not to wait
   * @throws dev.latchkey.store.NotFoundException if there is no configuration directory
   * @throws LatchkeyException if other processes cannot be told; nothing was dropped then
   */
  public InvalidationReport invalidate(Invalidation invalidation, Duration patience) {
    LatchkeyException auditFailure = null;
    if (store.isDryRun()) {
      Place present = store.presentInvalidations();
      return report(new Announcement(present, true, false), null, Duration.ZERO);
    }
    Place before = store.invalidations(); // says what is wrong before anything is written
    try {
      audit(invalidation);
    } catch (LatchkeyException e) {
      auditFailure = e;
    }
    return report(announce(invalidation, before), auditFailure, patience);
  }

  /**
   * Drops something from the caches of every process, as {@link #invalidate} does, without waiting
   * and without a line in the audit log: for programs that change what is cached.
   *
   * @throws LatchkeyException if other processes cannot be told; nothing was dropped then
   */
  public void publish(Invalidation invalidation) {
    if (!store.isDryRun()) {
      announce(invalidation, store.invalidations());
    }
  }

  private void audit(Invalidation invalidation) {
    Map<String, Object> details = new LinkedHashMap<>();
    for (Selector selector : invalidation.given()) {
      List<String> values = invalidation.values(selector);
      details.put(selector.wireName(), selector.isList() ? values : values.getFirst());
    }
    store.audit(VERB, invalidation.scope().wireName(), details);
  }

  private Announcement announce(Invalidation invalidation, Place before) {
    if (!before.isKnown()) {
      return new Announcement(null, true, false);
    }
    boolean isFirst = !files.exists(ProcessFiles.DIRECTORY);
    files.createDirectory(ProcessFiles.DIRECTORY);
    return files.locked(
        InvalidationJournal.LOCK,
        () -> {
          long announced = store.invalidations().sequence();
          try {
            long sequence = journal.append(announced, invalidation, clock.instant());
            return new Announcement(store.announce(sequence), true, isFirst);
          } catch (LatchkeyException unwritten) {
            // A number without a line makes everybody drop everything.
            return new Announcement(store.announce(journal.gap(announced)), false, isFirst);
          }
        });
  }

  private InvalidationReport report(
      Announcement announcement, @Nullable LatchkeyException auditFailure, Duration patience) {
    Place place = announcement.place();
    if (place == null || !place.isKnown()) {
      return new InvalidationReport(0, true, auditFailure, List.of());
    }
    List<ProcessReport> reports = await(place, announcement.isFirst(), patience);
    return new InvalidationReport(
        place.sequence(), announcement.isJournaled(), auditFailure, reports);
  }

  private List<ProcessReport> await(Place place, boolean isFirst, Duration patience) {
    long start = System.nanoTime();
    long pause = FIRST_PAUSE_MILLIS;
    Status unheard = patience.isZero() ? Status.NOT_AWAITED : Status.TIMED_OUT;
    Map<String, ProcessReport> acknowledged = new HashMap<>();
    while (true) {
      long waited = System.nanoTime() - start;
      boolean isOver = Duration.ofNanos(waited).compareTo(patience) >= 0;
      List<ProcessReport> others = new ArrayList<>();
      Map<String, Optional<AttachedProcess>> living = Map.of();
      try {
        living = processes.living(!store.isDryRun());
      } catch (LatchkeyException unreadable) {
        // Nothing failed but to tell who has heard of it.
        others.add(new ProcessReport(0, UNREADABLE, unheard));
      }
      for (Map.Entry<String, Optional<AttachedProcess>> each : living.entrySet()) {
        String file = each.getKey();
        AttachedProcess process = each.getValue().orElse(null);
        long pid = ProcessFiles.pid(file);
        String name = process == null ? UNREADABLE : process.name();
        boolean hasApplied = process != null && process.hasApplied(place.file(), place.sequence());
        if (hasApplied && !patience.isZero()) {
          acknowledged.put(file, new ProcessReport(pid, name, Status.ACKNOWLEDGED));
        } else if (!acknowledged.containsKey(file)) {
          others.add(new ProcessReport(pid, name, unheard));
        }
      }
      boolean isComplete = others.isEmpty() && (!isFirst || waited >= REATTACHING_NANOS);
      if (isComplete || isOver || !pause(pause)) {
        others.addAll(acknowledged.values());
        others.sort(Comparator.comparingLong(ProcessReport::pid));
        return others;
      }
      pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
    }
  }

  /** Waits a moment; false if the thread was interrupted, which ends the waiting. */
  private static boolean pause(long millis) {
    try {
      Thread.sleep(millis);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * The attached processes. Removes the files of those that have died, but not in a dry run.
   *
   * @throws dev.latchkey.store.NotFoundException if there is no configuration directory
   * @throws LatchkeyException if the run directory cannot be read
   */
  public CacheStatus status() {
    Place place = store.presentInvalidations();
    List<AttachedProcess> found = new ArrayList<>();
    processes.living(!store.isDryRun()).values().forEach(each -> each.ifPresent(found::add));
    found.sort(Comparator.comparingLong(AttachedProcess::pid));
    return new CacheStatus(place.isKnown() ? place.sequence() : 0, place.file(), found);
  }
}
