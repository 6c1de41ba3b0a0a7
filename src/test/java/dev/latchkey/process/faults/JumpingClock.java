package dev.latchkey.process.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.process.AdminProcess;
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
import java.util.Optional;
import java.util.stream.Stream;

/** A clock that is years wrong, or that is set while the command runs; by {@code faketime(1)}. */
final class JumpingClock implements Condition {

  private static final List<String> JUMPS = List.of("-10y", "+10y");

  @Override
  public String label() {
    return "clock that jumps by ten years";
  }

  @Override
  public void require(Sandbox box) throws IOException, InterruptedException {
    Strace.require(box);
    Tools.require("faketime");
  }

  @Override
  public List<Point> points(Trials<?> trials) {
    boolean locks = firstLock(trials).isPresent();
    List<Point> points = new ArrayList<>();
    for (String jump : JUMPS) {
      points.add(new Point(jump, name -> wrong(trials, jump, name)));
      if (locks) {
        points.add(new Point(jump + " under the lock", name -> set(trials, jump, name)));
      }
      // The first lock of doctor is a look: it does not wait.
      boolean waits = locks && !trials.mutation().reportsFindings();
      if (waits && Files.exists(lock(trials, trials.template()))) {
        points.add(new Point(jump + " while it waits", name -> wait(trials, jump, name)));
      }
    }
    return points;
  }

  private static boolean wrong(Trials<?> trials, String jump, String name) throws Exception {
    Sandbox box = trials.copy(name);
    Outcome outcome = trials.mutation().in(box).under(words(clock(box, jump))).run();
    return judged(trials, box, outcome);
  }

  private static boolean set(Trials<?> trials, String jump, String name) throws Exception {
    Sandbox box = trials.copy(name);
    Path clock = clock(box, "+0");
    Outcome outcome;
    AdminProcess admin = trials.mutation().in(box).under(words(clock));
    try (StoppedCommand command = new StoppedCommand(box, admin, "flock", "1")) {
      command.awaitStop();
      var _ = clock(box, jump);
      outcome = command.finish();
    }
    return judged(trials, box, outcome);
  }

  /** It waits for a lock as long as it is told to, whatever the clock says meanwhile. */
  private static boolean wait(Trials<?> trials, String jump, String name) throws Exception {
    Sandbox box = trials.copy(name);
    Path lock = lock(trials, box);
    Path clock = clock(box, "+0");
    Outcome outcome;
    AdminProcess holder = Tools.holdLock(box, box.config().relativize(lock).toString());
    AdminProcess admin =
        trials.mutation().in(box).under(words(clock)).with("--lock-timeout", "60s");
    // At the first attempt, and some attempts later.
    try (StoppedCommand command = new StoppedCommand(box, admin, "flock", "1+4")) {
      command.awaitStop();
      var _ = clock(box, jump);
      command.resume();
      command.awaitStop();
      Tools.release(holder);
      outcome = command.finish();
    } finally {
      holder.close();
    }
    assertThat(outcome.exit()).as(outcome.err()).isZero();
    return judged(trials, box, outcome);
  }

  private static Path lock(Trials<?> trials, Sandbox box) {
    return box.root().resolve(firstLock(trials).orElseThrow().subject());
  }

  private static Optional<Call> firstLock(Trials<?> trials) {
    return trials.calls().stream()
        .filter(call -> call.name().equals("flock") && call.isOn(trials.whole().config()))
        .findFirst();
  }

  private static boolean judged(Trials<?> trials, Sandbox box, Outcome outcome) throws Exception {
    boolean done = trials.judged(box, outcome, "", false);
    trials.mutation().forgetTimes(box);
    trials.assertCarriesOn(box);
    return done;
  }

  /** Sets the clock of what {@link #words} starts. */
  static Path clock(Sandbox box, String jump) throws IOException {
    return Files.writeString(box.scratch().resolve("clock"), jump + "\n");
  }

  /**
   * The words that start another program with a clock that can be set. What counts the time from
   * the start of the host goes on as ever, as does the clock of the file system.
   */
  static List<String> words(Path clock) throws IOException {
    Path library;
    try (Stream<Path> libraries = Files.walk(Path.of("/usr/lib"), 3)) {
      library =
          libraries
              .filter(path -> path.endsWith("faketime/libfaketimeMT.so.1"))
              .findFirst()
              .orElseThrow();
    }
    assertThat(clock).exists();
    return List.of(
        "env",
        "LD_PRELOAD=" + library,
        "FAKETIME_TIMESTAMP_FILE=" + clock,
        "FAKETIME_NO_CACHE=1",
        "FAKETIME_DONT_FAKE_MONOTONIC=1",
        "NO_FAKE_STAT=1");
  }
}
