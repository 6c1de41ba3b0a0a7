package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.process.AdminProcess.Outcome;
import dev.latchkey.process.Strace.Call;
import dev.latchkey.store.Secret;
import dev.latchkey.token.TokenId;
import dev.latchkey.token.TokenSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * SIGKILL at the system calls of what takes a secret's right away, while this process remembers
 * that secret and is asked for it all the time.
 */
class KilledRevokerIT {

  private static final int KILLED = 128 + 9;

  @TempDir Path temporary;

  private final AtomicInteger revokedAndOdd = new AtomicInteger();
  private final AtomicInteger keptAndOdd = new AtomicInteger();

  @ParameterizedTest
  @EnumSource(names = {"REGENERATE", "DISABLE", "DELETE"})
  void verify_revokerKilledUnderItsLocks_answersAsTheFilesDo(Change change) throws Exception {
    Sandbox template = change.prepare(temporary.resolve("template"));
    Strace.require(template);
    Sandbox whole = template.copyTo(temporary.resolve("whole"));
    List<Call> calls = Strace.callsOf(whole, Strace.CHANGES, change.in(whole));

    Faults.tryAll(
        underLocks(calls),
        (call, number) -> {
          Sandbox box = template.copyTo(temporary.resolve("trial" + number));
          try (Requests requests = new Requests(box)) {
            Outcome outcome = change.in(box).under(call.injecting("signal=KILL")).run();
            boolean accepted = requests.acceptVictim();
            assertThat(outcome.exit()).as("exit code").isEqualTo(KILLED);
            boolean kept = requests.filesAcceptVictim();
            assertThat(accepted).as("whether the old secret is accepted").isEqualTo(kept);
            requests.finish();
            if (box.state().isAnyCounterOdd()) {
              (kept ? keptAndOdd : revokedAndOdd).incrementAndGet();
            }
            completeAnotherChange(box);
            requests.assertAnswersFromMemory();
          }
        });

    // The faults did strike where it matters.
    assertThat(revokedAndOdd.get()).isPositive();
    assertThat(keptAndOdd.get()).isPositive();
  }

  /** Those that may change something, from the first lock on. */
  private static List<Call> underLocks(List<Call> calls) {
    return calls.stream()
        .dropWhile(call -> !call.name().equals("flock"))
        .filter(Call::mayChange)
        .toList();
  }

  /** Takes both locks, and so settles what the killed process has left odd. */
  private static void completeAnotherChange(Sandbox box) throws Exception {
    try (Secret secret = Secret.copyOf("another-secret".getBytes(StandardCharsets.UTF_8))) {
      box.tokens().create(TokenId.parse("next@pbs!one"), TokenSettings.DEFAULT, secret);
    }
    StoredState settled = box.state();
    assertThat(settled.counters()).hasSize(2);
    assertThat(settled.isAnyCounterOdd()).as("odd counter").isFalse();
  }
}
