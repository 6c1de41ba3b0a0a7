package dev.latchkey.cli.command;

import dev.latchkey.Finding;
import java.util.ArrayList;
import java.util.List;

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
    Mending mending = new Mending(call);
    if (call.flag(FIX)) {
      mending.mend();
    }
    List<Answer> answers = new ArrayList<>();
    List<Line> lines = new ArrayList<>();
    String verb = call.isDryRun() ? "would be mended: " : "mended: ";
    for (Finding finding : mending.mended()) {
      Diagnosis diagnosis = Diagnosis.of(finding, call);
      answers.add(describe(call, diagnosis, true));
      lines.add(new Line(Tone.GOOD, verb, diagnosis.what()));
    }
    List<Diagnosis> left = new ArrayList<>();
    mending.left().forEach(finding -> left.add(Diagnosis.of(finding, call)));
    if (!call.hasAotCache()) {
      left.add(Diagnosis.withoutAotCache());
    }
    for (Diagnosis diagnosis : left) {
      answers.add(describe(call, diagnosis, false));
      String rest = ": " + diagnosis.why() + "; " + diagnosis.command();
      lines.add(new Line(Tone.BAD, diagnosis.what(), rest));
    }
    if (mending.mended().isEmpty()) {
      call.answerLines(answers, lines);
    } else {
      call.answerChangedLines(answers, lines);
    }
    call.done(summary(left.size(), mending.mended().size()));
    if (mending.isPartlyDone()) {
      return ExitCode.PARTLY_DONE;
    }
    return left.isEmpty() ? ExitCode.OK : ExitCode.DAMAGED;
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
