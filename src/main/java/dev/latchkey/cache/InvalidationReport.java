package dev.latchkey.cache;

import dev.latchkey.store.LatchkeyException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of an invalidation. Immutable.
 *
 * @param sequence its number; 0 if there is nobody to tell of it
 * @param isJournaled false if the journal could not be written: then every process drops everything
 * @param auditFailure why it is not in the audit log, null if it is
 * @param processes the attached processes, and whether each has applied it
 */
public record InvalidationReport(
    long sequence,
    boolean isJournaled,
    @Nullable LatchkeyException auditFailure,
    List<ProcessReport> processes) {

  /** Whether a process has applied an invalidation. */
  public enum Status {
    /** It has. */
    ACKNOWLEDGED,
    /** It has not said so in time; its next look-up applies it all the same. */
    TIMED_OUT,
    /** It was not waited for. */
    NOT_AWAITED;

    /** The name in answers, such as {@code timed_out}. */
    public String wireName() {
      return WireName.of(this);
    }
  }

  /**
   * One of the processes.
   *
   * @param pid its process id; 0 if it cannot be told which processes there are
   * @param name what it calls itself, {@code ?} if that cannot be read
   * @param status whether it has applied the invalidation
   */
  public record ProcessReport(long pid, String name, Status status) {}

  /** Copies. */
  public InvalidationReport {
    processes = List.copyOf(processes);
  }

  /** How many processes are in a state. */
  public long count(Status status) {
    return processes.stream().filter(process -> process.status() == status).count();
  }
}
