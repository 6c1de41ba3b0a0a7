package dev.latchkey.cache;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A process with caches, as it describes itself in {@code processes/PID.json} of the run directory.
 * Immutable.
 *
 * @param pid its process id
 * @param startTicks when it started, in clock ticks since the host did (field 22 of {@code
 *     /proc/PID/stat}): a later process of the same id has another one
 * @param name what it calls itself
 * @param since when it attached, in whole seconds
 * @param sequence the number of the last invalidation that it has applied
 * @param counterFile the inode of the file whose counter it follows, 0 if it found none
 * @param counters the counters of its caches, by the names of caches and counters
 */
public record AttachedProcess(
    long pid,
    long startTicks,
    String name,
    Instant since,
    long sequence,
    long counterFile,
    Map<String, Map<String, Long>> counters) {

  /** Copies. */
  public AttachedProcess {
    counters = Collections.unmodifiableMap(new LinkedHashMap<>(counters)); // keeps their order
  }

  /** Whether it follows a counter, and has applied what has a number of it. */
  boolean hasApplied(long file, long number) {
    // By difference: the numbers may wrap around.
    return counterFile == file && sequence - number >= 0;
  }
}
