package dev.latchkey.process.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.process.AdminProcess.Outcome;
import dev.latchkey.process.Sandbox;
import dev.latchkey.process.Strace;
import dev.latchkey.process.Strace.Call;
import dev.latchkey.process.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A configuration directory that is moved away while the command has just taken a lock in it or
 * renamed a file. It comes back later, and tells what was done. Not tried with {@code doctor},
 * which says of each finding whether it is mended, and of none that it is so elsewhere by now.
 */
final class VanishingDirectory implements Condition {

  private static final String PLACES = "flock|rename\\w*|link\\w*";

  @Override
  public String label() {
    return "configuration directory moved away";
  }

  @Override
  public void require(Sandbox box) throws IOException, InterruptedException {
    Strace.require(box);
    Tools.require("flock");
  }

  @Override
  public List<Point> points(Trials<?> trials) {
    List<Point> points = new ArrayList<>();
    if (trials.mutation().reportsFindings()) {
      return points;
    }
    Sandbox whole = trials.whole();
    for (Call call : trials.calls()) {
      if (call.name().matches(PLACES) && call.isOn(whole.config())) {
        points.add(new Point("after " + call, name -> isDone(trials, call, name)));
      }
    }
    return points;
  }

  private static boolean isDone(Trials<?> trials, Call call, String name) throws Exception {
    Sandbox box = trials.copy(name);
    Path place = box.config();
    Path elsewhere = box.root().resolve("elsewhere");
    Outcome outcome;
    try (StoppedCommand command =
        new StoppedCommand(
            box, trials.mutation().in(box), call.name(), Integer.toString(call.ordinal()))) {
      command.awaitStop();
      Files.move(place, elsewhere);
      outcome = command.finish();
    }
    assertThat(place).as("what was made where nothing is").doesNotExist();
    Files.move(elsewhere, place);
    // Its temporary file may have been out of reach.
    boolean done = trials.told(box, outcome, false);
    trials.assertCarriesOn(box);
    return done;
  }
}
