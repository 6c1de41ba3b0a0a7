package dev.latchkey.process.faults;

import dev.latchkey.process.AdminProcess;
import dev.latchkey.process.AdminProcess.Outcome;
import dev.latchkey.process.Sandbox;
import dev.latchkey.process.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Directories that were mounted anew for reading only. */
final class ReadOnlyFileSystem implements Condition {

  private static final String CAUSE = "read-only file system";

  @Override
  public String label() {
    return "read-only file system";
  }

  @Override
  public void require(Sandbox box) throws IOException, InterruptedException {
    Tools.requireRoot();
    Path directory = Files.createDirectories(box.out());
    Tools.requireSuccess(box, "mount", "--bind", directory.toString(), directory.toString());
    unmount(box, directory);
  }

  @Override
  public List<Point> points(Trials<?> trials) {
    List<Point> points = new ArrayList<>();
    points.add(new Point("every directory", name -> isDone(trials, "", name)));
    if (Files.exists(trials.template().config())) {
      points.add(new Point("configuration directory", name -> isDone(trials, "config", name)));
    }
    return points;
  }

  private static boolean isDone(Trials<?> trials, String directory, String name) throws Exception {
    Sandbox outside = trials.outside(name);
    Sandbox box = trials.template().copyTo(outside.root().resolve("box"));
    Files.createSymbolicLink(box.root().resolve("scratch"), outside.scratch());
    Path mounted = box.root().resolve(directory);
    AdminProcess command = trials.mutation().in(box);
    Tools.requireSuccess(outside, "mount", "--bind", mounted.toString(), mounted.toString());
    Outcome outcome;
    try {
      Tools.requireSuccess(outside, "mount", "-o", "remount,bind,ro", mounted.toString());
      outcome = command.run();
    } finally {
      unmount(outside, mounted);
    }
    boolean done = trials.judged(box, outcome, CAUSE, false);
    trials.assertCarriesOn(box);
    return done;
  }

  private static void unmount(Sandbox box, Path directory)
      throws IOException, InterruptedException {
    Tools.requireSuccess(box, "umount", directory.toString());
  }
}
