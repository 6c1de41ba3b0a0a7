package dev.latchkey.store;

import java.util.List;

/**
 * What an inspection came to. Immutable.
 *
 * @param findings what an administrator should look at
 * @param failures of files that make no sense or cannot be read; nothing else in them was looked at
 * @param <F> what can be found
 */
public record Inspected<F>(List<F> findings, List<LatchkeyException> failures) {

  /** Copies both lists. */
  public Inspected {
    findings = List.copyOf(findings);
    failures = List.copyOf(failures);
  }
}
