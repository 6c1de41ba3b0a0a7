package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.process.AdminProcess.Outcome;
import dev.latchkey.process.Strace.Call;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A directory that is moved away while the command has just taken a lock in it, waits for one, or
 * has just renamed a file. It comes back later, and tells what was done.
 */
final class VanishingDirectory implements Condition {

  private static final String PLACES = "flock|rename\\w*|link\\w*";

  @Override
  public String label() {
    return "directory moved away";
  }

  @Override
  public void require(Sandbox box) throws IOException, InterruptedException {
    Strace.require(box);
    Tools.require("flock");
  }

  @Override
  public List<Point> points(Trials<?> trials) {
    List<Point> points = new ArrayList<>();
    Sandbox whole = trials.whole();
    for (Call call : trials.calls()) {
      boolean ofConfiguration = call.isOn(whole.config());
      if (call.name().matches(PLACES) && (ofConfiguration || call.isOn(whole.out()))) {
        String directory = ofConfiguration ? "config" : "out";
        points.add(new Point("after " + call, name -> isDone(trials, call, directory, name)));
      }
    }
    return points;
  }

  private static boolean isDone(Trials<?> trials, Call call, String directory, String name)
      throws Exception {
    Sandbox box = trials.copy(name);
    Path place = box.root().resolve(directory);
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
