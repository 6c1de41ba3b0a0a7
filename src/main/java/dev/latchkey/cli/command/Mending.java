package dev.latchkey.cli.command;

import dev.latchkey.Finding;
import dev.latchkey.store.LatchkeyException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What {@code admin doctor} finds, and with {@code --fix} mends. */
final class Mending {

  private final Invocation call;
  private final List<Finding> mended = new ArrayList<>();
  private List<Finding> left;
  private boolean partlyDone;

  /** Looks at everything. */
  Mending(Invocation call) {
    this.call = call;
    this.left = call.latchkey().inspect();
  }

  /**
   * Mends what can be mended, and looks again as long as that lets more be seen: what a file holds
   * is not read before everybody else is kept from writing to it.
   */
  void mend() {
    Set<Finding> tried = new HashSet<>();
    while (mendOthersThan(tried)) {
      if (call.isDryRun() || !looksAgain()) {
        left = left.stream().filter(finding -> !mended.contains(finding)).toList();
        return;
      }
    }
    mended.removeAll(left);
  }

  private boolean mendOthersThan(Set<Finding> tried) {
    boolean any = false;
    for (Finding finding : left) {
      if (tried.add(finding) && isMended(finding)) {
        mended.add(finding);
        any = true;
      }
    }
    return any;
  }

  /**
   * Goes on with the next one where it fails: one that cannot be mended must not hide others.
   *
   * @return whether it was mended, or may have been, which the next look tells
   */
  private boolean isMended(Finding finding) {
    try {
      return call.latchkey().mend(finding);
    } catch (LatchkeyException e) {
      boolean maybe = call.report(e) == ExitCode.PARTLY_DONE;
      partlyDone |= maybe;
      return maybe;
    }
  }

  private boolean looksAgain() {
    try {
      left = call.latchkey().inspect();
      return true;
    } catch (LatchkeyException e) {
      var _ = call.report(e);
      partlyDone = true;
      return false;
    }
  }

  /** What was mended, or in a dry run would be. */
  List<Finding> mended() {
    return Collections.unmodifiableList(mended);
  }

  /** What is left to an administrator. */
  List<Finding> left() {
    return left;
  }

  /** Whether something was done, and it could not be seen what came of it. */
  boolean isPartlyDone() {
    return partlyDone;
  }
}
