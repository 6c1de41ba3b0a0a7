package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that sign and verify while another one rotates.
 *
 * <p>A ticket is offered until the rotation after its signing has ended, and no longer: so its key
 * is the current or the previous one, and it must be accepted.
 */
class TicketsDuringRotationIT {

  private static final int ROTATIONS = Integer.getInteger("rotations", 500);
  private static final int WORKERS = 4;
  private static final long START = 1_800_000_000;
  private static final long HOUR = 60 * 60;
  private static final long DAY = 24 * HOUR;

  @TempDir Path temporary;

  private Sandbox box;
  private TicketProcess rotator;
  private final List<TicketProcess> workers = new ArrayList<>();

  /** How often a ticket was of the current key first, and then of the previous one. */
  private int seen;

  @BeforeEach
  void startProcesses() throws IOException {
    box = new Sandbox(temporary);
    rotator = new TicketProcess(box.config(), box.run());
    for (int i = 0; i < WORKERS; i++) {
      workers.add(new TicketProcess(box.config(), box.run()));
    }
  }

  @AfterEach
  void stopProcesses() throws Exception {
    for (TicketProcess worker : workers) {
      worker.stop();
    }
    rotator.stop();
  }

  @Test
  void verify_whileAnotherProcessRotates_acceptsEveryTicket() throws Exception {
    rotator.ask("now " + START);
    assertThat(rotator.ask("rotate")).isEqualTo("rotated NO_KEY");
    for (int i = 1; i <= ROTATIONS; i++) {
      long now = START + i * DAY;
      tellAll("now " + (now - HOUR));
      tellAll("sign");
      answers();
      List<String> tickets = answers();

      tellAll("now " + now);
      answers();
      for (int w = 0; w < WORKERS; w++) {
        workers.get(w).tell("race " + tickets.get((w + 1) % WORKERS));
      }
      rotator.ask("now " + now);
      assertThat(rotator.ask("rotate")).isEqualTo("rotated TOO_OLD");
      tellAll("stop");
      List<String> latest = answers().stream().map(this::afterRace).toList();

      for (int w = 0; w < WORKERS; w++) {
        workers.get(w).tell("verify " + latest.get((w + 1) % WORKERS));
      }
      assertThat(answers()).isSubsetOf("CURRENT_KEY", "PREVIOUS_KEY");
    }
    AuthKeyFilesOnDisk found = AuthKeyFilesOnDisk.of(box.config());
    assertThat(found.rotations()).hasSize(1 + ROTATIONS);
    assertThat(AuthKeyFilesOnDisk.counter(box.run())).isEven();
    // They did meet.
    assertThat(seen).isGreaterThan(ROTATIONS / 2);
  }

  /** Checks what a worker has seen, and returns the last ticket that it has signed. */
  private String afterRace(String answer) {
    List<String> words = List.of(answer.split(", ", 2));
    assertThat(words.getFirst())
        .as("what a worker saw of a ticket")
        .isIn("CURRENT_KEY", "PREVIOUS_KEY", "CURRENT_KEY,PREVIOUS_KEY");
    if (words.getFirst().contains(",")) {
      seen++;
    }
    return words.getLast();
  }

  private void tellAll(String command) {
    workers.forEach(worker -> worker.tell(command));
  }

  private List<String> answers() {
    return workers.stream().map(TicketProcess::answer).toList();
  }
}
