package dev.latchkey.store;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An inspection under way: one file that makes no sense does not hide what is wrong with others.
 * Not thread-safe.
 *
 * @param <F> what can be found
 */
public final class Inspection<F> {

  private final List<F> findings = new ArrayList<>();
  private final List<LatchkeyException> failures = new ArrayList<>();

  /** Adds a finding. */
  public void add(F finding) {
    findings.add(finding);
  }

  /**
   * Reads something, and goes on where that fails.
   *
   * @return null if it failed, or what was read is null
   */
  public <T> @Nullable T attempt(Supplier<? extends @Nullable T> read) {
    try {
      return read.get();
    } catch (LatchkeyException e) {
      failures.add(e);
      return null;
    }
  }

  /** Adds what another inspection could not read. */
  public void addFailures(Inspected<?> other) {
    failures.addAll(other.failures());
  }

  /** Whether something was found already. */
  boolean has(F finding) {
    return findings.contains(finding);
  }

  /** What it has come to so far. */
  public Inspected<F> result() {
    return new Inspected<>(findings, failures);
  }
}
