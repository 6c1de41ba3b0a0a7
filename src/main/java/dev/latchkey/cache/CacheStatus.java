package dev.latchkey.cache;

import java.util.List;

/**
 * The attached processes and what their caches do. Immutable.
 *
 * @param sequence the number of the last invalidation, 0 if there is no counter
 * @param counterFile the inode of the file in which the counter lies, 0 if there is none
 * @param processes ordered by process id
 */
public record CacheStatus(long sequence, long counterFile, List<AttachedProcess> processes) {

  /** Copies. */
  public CacheStatus {
    processes = List.copyOf(processes);
  }

  /** Whether a process has applied every invalidation. */
  public boolean isCurrent(AttachedProcess process) {
    return process.hasApplied(counterFile, sequence);
  }
}
