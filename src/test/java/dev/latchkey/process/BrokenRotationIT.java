package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.process.AdminProcess.Outcome;
import dev.latchkey.process.Strace.Call;
import dev.latchkey.store.NotFoundException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** SIGKILL and errors of the file system at the system calls of a rotation. */
class BrokenRotationIT {

  private static final int KILLED = 128 + 9;

  @TempDir Path temporary;

  private final AtomicInteger leftTemporaryFile = new AtomicInteger();
  private final AtomicInteger leftOddCounter = new AtomicInteger();
  private final AtomicInteger leftHalf = new AtomicInteger();

  @ParameterizedTest
  @EnumSource
  void rotate_killedAtAnySystemCall_leavesEveryTicketAccepted(AuthKeyChange change)
      throws Exception {
    Sandbox template = change.prepare(new Sandbox(temporary.resolve("template")));
    Strace.require(template);
    AuthKeyFilesOnDisk before = AuthKeyFilesOnDisk.of(template.config());
    Sandbox whole = template.copyTo(temporary.resolve("whole"));
    List<Call> calls =
        Strace.callsOf(whole, Faults.ALL ? Strace.ALL_OF_FILES : Strace.CHANGES, change.in(whole));
    AuthKeyFilesOnDisk.of(whole.config()).assertIsOneRotationAfter(before);
    StoredState after = whole.state();

    Faults.tryAll(
        calls.stream().filter(call -> Faults.ALL || call.mayChange()).toList(),
        (call, number) -> {
          Sandbox box = template.copyTo(temporary.resolve("trial" + number));
          List<String> tickets = change.tickets(box);
          Outcome outcome = change.in(box).under(call.injecting("signal=KILL")).run();
          assertThat(outcome.exit()).as("exit code").isEqualTo(KILLED);
          AuthKeyFilesOnDisk found = AuthKeyFilesOnDisk.of(box.config());
          change.assertBeforeOrAfter(before, found);
          if (outcome.err().contains("rotated")) {
            found.assertIsOneRotationAfter(before);
          }
          count(before, found, box);
          change.assertCarriesOn(box, tickets);
          AuthKeyChange.assertModes(after.owners(), box.state());
        });

    // The faults did strike where it matters.
    assertThat(leftTemporaryFile.get()).isPositive();
    assertThat(leftOddCounter.get()).isPositive();
    assertThat(leftHalf.get()).isPositive();
  }

  private void count(AuthKeyFilesOnDisk before, AuthKeyFilesOnDisk found, Sandbox box)
      throws Exception {
    List<String> left = box.state().temporaryFiles();
    if (!left.isEmpty()) {
      leftTemporaryFile.incrementAndGet();
    }
    for (String name : left) {
      Path file = box.root().resolve(name);
      if (name.contains("authkey.key")) {
        assertThat(StoredState.owner(file)).as(name).startsWith("0600 ");
      }
    }
    if (AuthKeyFilesOnDisk.counter(box.run()) % 2 == 1) {
      leftOddCounter.incrementAndGet();
    }
    if (!found.current().equals(before.current())
        && found.privateKey().equals(before.privateKey())) {
      leftHalf.incrementAndGet();
    }
  }

  @ParameterizedTest
  @EnumSource
  void rotate_anySystemCallFails_leavesEverythingAsItWas(AuthKeyChange change) throws Exception {
    Sandbox template = change.prepare(new Sandbox(temporary.resolve("template")));
    Strace.require(template);
    AuthKeyFilesOnDisk before = AuthKeyFilesOnDisk.of(template.config());
    Sandbox whole = template.copyTo(temporary.resolve("whole"));
    List<Call> calls = Strace.callsOf(whole, Strace.CHANGES, change.in(whole));
    StoredState after = whole.state();

    Faults.tryAll(
        Fault.oneOfEach(whole, calls),
        (fault, number) -> {
          Sandbox box = template.copyTo(temporary.resolve("trial" + number));
          List<String> tickets = change.tickets(box);
          Outcome outcome =
              change.in(box).under(fault.call().injecting("error=" + fault.error())).run();
          AuthKeyFilesOnDisk found = AuthKeyFilesOnDisk.of(box.config());
          if (outcome.exit() == 0) {
            assertThat(mayBeIgnored(change, whole, fault)).as("success").isTrue();
            found.assertIsOneRotationAfter(before);
          } else {
            assertFailed(outcome);
            assertUnchanged(before, found);
            assertSameTimes(template, box);
          }
          assertThat(box.state().temporaryFiles()).isEmpty();
          long counter = AuthKeyFilesOnDisk.counter(box.run());
          assertThat(counter == -1 || counter % 2 == 0).as("settled counter").isTrue();
          change.assertCarriesOn(box, tickets);
          AuthKeyChange.assertModes(after.owners(), box.state());
        });
  }

  private static void assertFailed(Outcome outcome) {
    assertThat(outcome.exit()).as(outcome.err()).isEqualTo(1);
    assertThat(outcome.out()).as("standard output").isEmpty();
    assertThat(outcome.err())
        .startsWith("admin: ")
        .containsPattern("(?i)input/output error|no space left on device");
  }

  /** A line of the audit log that did not get to the disk may stay: another takes it back. */
  private static void assertUnchanged(AuthKeyFilesOnDisk before, AuthKeyFilesOnDisk found) {
    assertThat(found.current()).as("authkey.pub").isEqualTo(before.current());
    assertThat(found.old()).as("authkey.pub.old").isEqualTo(before.old());
    assertThat(found.privateKey()).as("authkey.key").isEqualTo(before.privateKey());
  }

  /** The time of a key file decides which tickets count. */
  private static void assertSameTimes(Sandbox before, Sandbox found) {
    assertThat(times(found)).as("since when the keys are what they are").isEqualTo(times(before));
  }

  private static List<Object> times(Sandbox box) {
    try {
      var status = box.authKeys().status();
      return status.current() == null
          ? List.of()
          : List.of(status.current(), String.valueOf(status.previous()));
    } catch (NotFoundException noDirectory) {
      return List.of();
    }
  }

  /**
   * Where the run directory cannot be made, a rotation goes on without counters, but not once they
   * are there; and what it tells the operator is no part of it.
   */
  private static boolean mayBeIgnored(AuthKeyChange change, Sandbox box, Fault fault) {
    boolean toOperator = fault.call().text().startsWith("(2<");
    boolean newDirectory = change == AuthKeyChange.FIRST && Faults.ALL;
    return toOperator || (newDirectory && fault.call().isOn(box.run()));
  }
}
