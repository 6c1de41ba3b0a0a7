package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.authkey.AuthKeyStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many processes that find the key too old at the same moment. */
class DoubleRotationIT {

  private static final int ROUNDS = Integer.getInteger("rounds", 200);
  private static final int PROCESSES = 16;
  private static final long START = 1_800_000_000;
  private static final long DAY = 24 * 60 * 60;

  @TempDir Path temporary;

  private Sandbox box;
  private final List<TicketProcess> processes = new ArrayList<>();

  /** Rotations that were given up under the lock, because another process had been faster. */
  private int tooLate;

  @BeforeEach
  void startProcesses() throws IOException {
    box = new Sandbox(temporary);
    for (int i = 0; i < PROCESSES; i++) {
      processes.add(new TicketProcess(box.config(), box.run()));
    }
  }

  @AfterEach
  void stopProcesses() throws Exception {
    for (TicketProcess process : processes) {
      process.stop();
    }
  }

  @Test
  void rotate_manyProcessesFindTheKeyTooOldAtOnce_replacesItOnce() throws Exception {
    askAll("now " + START);
    assertRotatedOnce(askAll("rotate"), "rotated NO_KEY");
    AuthKeyFilesOnDisk before = AuthKeyFilesOnDisk.of(box.config());
    assertThat(before.old()).as("authkey.pub.old").isEmpty();
    long counter = AuthKeyFilesOnDisk.counter(box.run());
    assertThat(counter).isEven().isPositive();

    for (int round = 1; round <= ROUNDS; round++) {
      // To the second at which it is due: the key is as old as its lifetime.
      askAll("now " + (START + round * DAY));
      List<String> earlier = askAll("sign");
      assertRotatedOnce(askAll("rotate"), "rotated TOO_OLD");

      AuthKeyFilesOnDisk after = AuthKeyFilesOnDisk.of(box.config());
      after.assertIsOneRotationAfter(before);
      before = after;
      assertThat(AuthKeyFilesOnDisk.counter(box.run())).isEqualTo(counter + 2L * round);
      assertThat(verdictsOfNeighbours(earlier)).containsOnly("PREVIOUS_KEY");
      assertThat(verdictsOfNeighbours(askAll("sign"))).containsOnly("CURRENT_KEY");
    }

    assertThat(before.audited()).hasSize(1 + ROUNDS).doesNotHaveDuplicates();
    assertThat(box.authKeys().status().current())
        .extracting(AuthKeyStatus.Key::fingerprint)
        .isEqualTo(before.audited().getLast());
    assertThat(box.state().temporaryFiles()).isEmpty();
    // They did meet: in most rounds some had found it due before they had the lock.
    assertThat(tooLate).isGreaterThan(ROUNDS / 2);
  }

  private void assertRotatedOnce(List<String> answers, String rotated) {
    assertThat(answers).containsOnlyOnce(rotated);
    assertThat(answers)
        .containsAnyOf("too late", "not due")
        .isSubsetOf(rotated, "too late", "not due");
    tooLate += (int) answers.stream().filter("too late"::equals).count();
  }

  /** Tells all of them before it listens to the first. */
  private List<String> askAll(String command) {
    processes.forEach(process -> process.tell(command));
    return processes.stream().map(TicketProcess::answer).toList();
  }

  /** What each says of the ticket that the one before it has signed. */
  private List<String> verdictsOfNeighbours(List<String> tickets) {
    for (int i = 0; i < PROCESSES; i++) {
      processes.get((i + 1) % PROCESSES).tell("verify " + tickets.get(i));
    }
    return processes.stream().map(TicketProcess::answer).toList();
  }
}
