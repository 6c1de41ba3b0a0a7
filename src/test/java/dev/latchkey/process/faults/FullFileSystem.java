package dev.latchkey.process.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.process.AdminProcess.Outcome;
import dev.latchkey.process.Sandbox;
import dev.latchkey.process.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A tmpfs without space, or with too little of it. */
final class FullFileSystem implements Condition {

  private static final String CAUSE = "no space left on device";

  /** What is left. The last is enough for every verb. */
  private static final List<Integer> PAGES = List.of(0, 1, 2, 3, 4, 8);

  @Override
  public String label() {
    return "full file system, " + PAGES.getFirst() + " to " + PAGES.getLast() + " pages left";
  }

  @Override
  public void require(Sandbox box) throws IOException, InterruptedException {
    SmallDisk.mount(box, box.root().resolve("disk")).unmount();
  }

  @Override
  public List<Point> points(Trials<?> trials) {
    return PAGES.stream()
        .map(pages -> new Point(pages + " pages left", name -> isDone(trials, pages, name)))
        .toList();
  }

  private static boolean isDone(Trials<?> trials, int pages, String name) throws Exception {
    Sandbox outside = trials.outside(name);
    SmallDisk disk = SmallDisk.mount(outside, outside.root().resolve("disk"));
    try {
      Sandbox box = disk.copy(trials.template(), name);
      Path filler = disk.fillBut(pages);
      Outcome outcome = trials.mutation().in(box).run();
      boolean done = trials.judged(box, outcome, CAUSE, false);
      assertThat(outcome.exit() == 0 || pages < PAGES.getLast()).as(outcome.err()).isTrue();
      Files.delete(filler);
      trials.assertCarriesOn(box);
      return done;
    } finally {
      disk.unmount();
    }
  }
}
