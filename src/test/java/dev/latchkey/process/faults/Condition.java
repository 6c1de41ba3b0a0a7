package dev.latchkey.process.faults;

import dev.latchkey.process.Sandbox;
import java.io.IOException;
import java.util.List;

/** Something that befalls a whole run of the command, rather than one of its calls. */
interface Condition {

  /** All of them. */
  static List<Condition> all() {
    return List.of(
        new FullFileSystem(),
        new ReadOnlyFileSystem(),
        new OpenFilesLimit(),
        new VanishingDirectory(),
        new JumpingClock());
  }

  /** A run in that condition, and what comes after it. */
  interface Run {

    /**
     * Fails unless it leaves the old state or the new one, as it says.
     *
     * @param name tells apart the runs of one verb
     * @return whether it left the new state
     */
    boolean isDone(String name) throws Exception;
  }

  /** One way of it, such as one amount of space that is left. */
  record Point(String label, Run run) {

    @Override
    public String toString() {
      return label;
    }
  }

  /** What it is, for a table. */
  String label();

  /** Skips it where something is missing that it needs. */
  void require(Sandbox box) throws IOException, InterruptedException;

  /** The ways of it that a verb is tried in. */
  List<Point> points(Trials<?> trials);
}
