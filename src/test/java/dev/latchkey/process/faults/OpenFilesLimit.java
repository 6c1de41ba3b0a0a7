package dev.latchkey.process.faults;

import dev.latchkey.process.AdminProcess.Outcome;
import dev.latchkey.process.Sandbox;
import dev.latchkey.process.Tools;
import java.util.List;

/**
 * A process that may have few files open. At the lower end it is the JVM that cannot start, at the
 * upper one nothing fails; what lies between is tried by {@link Fault.Kind#EMFILE}.
 */
final class OpenFilesLimit implements Condition {

  private static final List<Integer> FILES = List.of(4, 6, 8, 9, 10, 12);

  @Override
  public String label() {
    return "at most " + FILES.getFirst() + " to " + FILES.getLast() + " open files";
  }

  @Override
  public void require(Sandbox box) {
    Tools.require("prlimit");
  }

  @Override
  public List<Point> points(Trials<?> trials) {
    return FILES.stream()
        .map(files -> new Point(files + " files", name -> isDone(trials, files, name)))
        .toList();
  }

  private static boolean isDone(Trials<?> trials, int files, String name) throws Exception {
    Sandbox box = trials.copy(name);
    Outcome outcome = trials.mutation().in(box).under("prlimit", "--nofile=" + files).run();
    boolean started = outcome.exit() == 0 || outcome.err().contains("admin: ");
    boolean done = started ? trials.judged(box, outcome, "", false) : trials.assertUntouched(box);
    trials.assertCarriesOn(box);
    return done;
  }
}
