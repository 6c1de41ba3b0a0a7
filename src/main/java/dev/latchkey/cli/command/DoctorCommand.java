package dev.latchkey.cli.command;

import dev.latchkey.Finding;
import dev.latchkey.store.LatchkeyException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** {@code admin doctor}: what is wrong, why it matters, and the command that mends it. */
final class DoctorCommand {

  private static final String NAME = "doctor";
  private static final String SUMMARY = "look for what is wrong with the files, and how to mend it";
  private static final String FIX = "--fix";

  private DoctorCommand() {}

  static Standalone standalone() {
    return new Standalone(NAME, SUMMARY, DoctorCommand::verb);
  }

  private static Verb verb() {
    return Verb.named(NAME)
        .summary(SUMMARY + "; exits with 8 if anything is")
        .examples("admin doctor", "admin doctor --fix --dry-run", "admin doctor -o json")
        .flag(FIX, "mend what can be mended without losing anything")
        .runs(DoctorCommand::run);
  }

  private static ExitCode run(Invocation call) {
    List<Finding> mended = new ArrayList<>();
    List<Finding> found = call.latchkey().inspect();
    Set<ExitCode> failures = EnumSet.noneOf(ExitCode.class);
    if (call.flag(FIX)) {
      found = mend(call, found, mended, failures);
    }
    List<Answer> answers = new ArrayList<>();
    List<Line> lines = new ArrayList<>();
    String verb = call.isDryRun() ? "would be mended: " : "mended: ";
    for (Finding finding : mended) {
      Diagnosis diagnosis = Diagnosis.of(finding, call);
      answers.add(describe(call, diagnosis, true));
      lines.add(new Line(Tone.GOOD, verb, diagnosis.what()));
    }
    List<Diagnosis> left = new ArrayList<>();
    found.forEach(finding -> left.add(Diagnosis.of(finding, call)));
    if (!call.hasAotCache()) {
      left.add(Diagnosis.withoutAotCache());
    }
    for (Diagnosis diagnosis : left) {
      answers.add(describe(call, diagnosis, false));
      String rest = ": " + diagnosis.why() + "; " + diagnosis.command();
      lines.add(new Line(Tone.BAD, diagnosis.what(), rest));
    }
    if (mended.isEmpty()) {
      call.answerLines(answers, lines);
    } else {
      call.answerChangedLines(answers, lines);
    }
    call.done(summary(left.size(), mended.size()));
    if (failures.contains(ExitCode.PARTLY_DONE)) {
      return ExitCode.PARTLY_DONE;
    }
    return left.isEmpty() ? ExitCode.OK : ExitCode.DAMAGED;
  }

  /**
   * Mends what can be mended, and looks again as long as that lets more be seen: what a file holds
   * is not read before everybody else is kept from writing to it.
   *
   * @param mended what was mended is added here
   * @param failures what the process would exit with by each failure is added here
   * @return what is left
   */
  private static List<Finding> mend(
      Invocation call, List<Finding> found, List<Finding> mended, Set<ExitCode> failures) {
    Set<Finding> tried = new HashSet<>();
    List<Finding> left = found;
    boolean isProgress = true;
    while (isProgress) {
      isProgress = false;
      for (Finding finding : left) {
        if (tried.add(finding) && mend(call, finding, failures)) {
          mended.add(finding);
          isProgress = true;
        }
      }
      if (call.isDryRun()) {
        return without(mended, left);
      } else if (isProgress) {
        try {
          left = call.latchkey().inspect();
        } catch (LatchkeyException e) {
          var _ = call.report(e);
          failures.add(ExitCode.PARTLY_DONE);
          return without(mended, left);
        }
      }
    }
    mended.removeAll(left);
    return left;
  }

  private static List<Finding> without(List<Finding> mended, List<Finding> found) {
    return found.stream().filter(finding -> !mended.contains(finding)).toList();
  }

  /**
   * Goes on with the next one where it fails: one that cannot be mended must not hide others.
   *
   * @return whether it was mended, or may have been, which the next look tells
   */
  private static boolean mend(Invocation call, Finding finding, Set<ExitCode> failures) {
    try {
      return call.latchkey().mend(finding);
    } catch (LatchkeyException e) {
      ExitCode exit = call.report(e);
      failures.add(exit);
      return exit == ExitCode.PARTLY_DONE;
    }
  }

  private static Answer describe(Invocation call, Diagnosis diagnosis, boolean mended) {
    Answer answer = new Answer().with("kind", diagnosis.kind());
    if (!diagnosis.id().isEmpty()) {
      answer.with("id", diagnosis.id());
    }
    if (!diagnosis.path().isEmpty()) {
      answer.with("path", diagnosis.path());
    }
    answer
        .with("message", diagnosis.what())
        .with("reason", diagnosis.why())
        .with("command", diagnosis.command())
        .withJsonOnly("fixed", mended && !call.isDryRun());
    return call.isDryRun() && call.flag(FIX) ? answer.withJsonOnly("would-fix", mended) : answer;
  }

  private static String summary(int left, int mended) {
    int all = left + mended;
    String findings = all == 0 ? "no findings" : all == 1 ? "1 finding" : all + " findings";
    return mended == 0 ? findings : findings + ", " + mended + " mended";
  }
}
