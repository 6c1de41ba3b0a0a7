package dev.latchkey.process.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.process.AuthKeyChange;
import dev.latchkey.process.Change;
import dev.latchkey.process.Faults;
import dev.latchkey.process.KeyChange;
import dev.latchkey.process.Mutation;
import dev.latchkey.process.OtherChange;
import dev.latchkey.process.Sandbox;
import dev.latchkey.process.Strace;
import dev.latchkey.process.Tools;
import dev.latchkey.process.VolatileDirectory;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * SIGKILL and errors of the file system at some system calls of every verb that changes something.
 * {@code scripts/faults} tries all.
 */
class FaultsIT {

  @TempDir(factory = VolatileDirectory.class)
  Path temporary;

  /** A kind of change each: {@code scripts/faults --sample} does the same for all. */
  static List<Mutation<?>> mutations() {
    return List.of(
        Change.CREATE,
        Change.DELETE,
        KeyChange.CREATE,
        KeyChange.CHANGE_PASSPHRASE,
        AuthKeyChange.FORCED,
        OtherChange.EXPORT);
  }

  @ParameterizedTest
  @MethodSource("mutations")
  void change_faultAtSomeSystemCall_leavesOldOrNewStateAndSaysWhich(Mutation<?> mutation)
      throws Exception {
    Strace.require(new Sandbox(temporary));
    Tools.require("perl", "openssl");
    Trials<?> trials = new Trials<>(mutation, temporary);

    Faults.tryAll(
        Fault.sampleOf(trials.faults()),
        (fault, number) -> {
          var _ = trials.isDone(fault, "trial" + number);
        });

    // The faults did strike where it matters.
    if (!(mutation instanceof OtherChange)) {
      assertThat(trials.leftTemporaryFile.get()).isPositive();
      assertThat(trials.leftOddCounter.get()).isPositive();
      assertThat(trials.leftUnannounced.get()).isPositive();
    }
    assertThat(trials.assertClaims() > 0).isEqualTo(mutation.handsOutSecret());
  }
}
