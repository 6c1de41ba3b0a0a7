package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.process.AdminProcess.Outcome;
import dev.latchkey.process.Strace.Call;
import dev.latchkey.process.Tools.Claim;
import dev.latchkey.store.AlreadyExistsException;
import dev.latchkey.store.NotFoundException;
import dev.latchkey.store.Secret;
import dev.latchkey.token.TokenId;
import dev.latchkey.token.TokenRepository;
import dev.latchkey.token.TokenSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** SIGKILL at the system calls of every verb that changes something. */
class KilledProcessIT {

  private static final int KILLED = 128 + 9;

  @TempDir Path temporary;

  private final Queue<Claim> printed = new ConcurrentLinkedQueue<>();
  private final AtomicInteger leftTemporaryFile = new AtomicInteger();
  private final AtomicInteger leftOddCounter = new AtomicInteger();
  private final AtomicInteger leftUnannounced = new AtomicInteger();

  @ParameterizedTest
  @EnumSource
  void change_killedAtAnySystemCall_leavesOldOrNewState(Change change) throws Exception {
    Sandbox template = change.prepare(temporary.resolve("template"));
    Strace.require(template);
    StoredState before = template.state();
    Sandbox whole = template.copyTo(temporary.resolve("whole"));
    List<Call> calls =
        Strace.callsOf(whole, Faults.ALL ? Strace.ALL_OF_FILES : Strace.CHANGES, change.in(whole));
    StoredState after = whole.state();

    List<Call> places = calls.stream().filter(call -> Faults.ALL || call.mayChange()).toList();
    Faults.tryAll(
        places,
        (call, number) -> {
          Sandbox box = template.copyTo(temporary.resolve("trial" + number));
          Outcome outcome = change.in(box).under(call.injecting("signal=KILL")).run();
          assertThat(outcome.exit()).as("exit code").isEqualTo(KILLED);
          StoredState found = box.state();
          change.assertBeforeOrAfter(before, after, found);
          if (change.wasAnnounced(outcome)) {
            change.assertDone(before, after, found);
            assertThat(found.audit()).hasSameSizeAs(after.audit());
            if (change.printsSecret()) {
              String hash = String.valueOf(found.hashes().get(Change.VICTIM));
              printed.add(new Claim(call.toString(), outcome.out().strip(), hash));
            }
          } else if (!found.hashes().equals(before.hashes())
              || !found.users().equals(before.users())) {
            leftUnannounced.incrementAndGet();
          }
          count(found);
          carryOn(change, box, found);
          Map<String, String> owners = box.state().owners();
          assertThat(after.owners().entrySet())
              .as("mode and owner, as of a run that was not killed")
              .filteredOn(entry -> !entry.getValue().equals(owners.get(entry.getKey())))
              .isEmpty();
        });

    // The faults did strike where it matters.
    assertThat(leftTemporaryFile.get()).isPositive();
    assertThat(leftOddCounter.get()).isPositive();
    assertThat(leftUnannounced.get()).isPositive();
    if (change.printsSecret()) {
      assertThat(printed).isNotEmpty();
      Tools.assertVerify(template, printed);
    }
  }

  private void count(StoredState found) {
    if (!found.temporaryFiles().isEmpty()) {
      leftTemporaryFile.incrementAndGet();
    }
    if (found.isAnyCounterOdd()) {
      leftOddCounter.incrementAndGet();
    }
  }

  /** The same again, then something else: both must find nothing in their way. */
  private static void carryOn(Change change, Sandbox box, StoredState found) throws Exception {
    TokenRepository tokens = box.tokens();
    TokenId victim = TokenId.parse(Change.VICTIM);
    boolean exists = found.hashes().containsKey(Change.VICTIM);
    try (Secret secret = Secret.copyOf("another-secret".getBytes(StandardCharsets.UTF_8))) {
      boolean done =
          switch (change) {
            case CREATE, CREATE_IN_NEW_DIRECTORY -> create(tokens, victim, secret) == !exists;
            case REGENERATE -> tokens.regenerate(victim, secret).token().id().equals(victim);
            case UPDATE, DISABLE -> !tokens.disable(victim).after().settings().enabled();
            case DELETE -> delete(tokens, victim) == exists && create(tokens, victim, secret);
          };
      assertThat(done).as("the same again").isTrue();
      assertThat(create(tokens, TokenId.parse("next@pbs!one"), secret)).isTrue();
    }
    StoredState next = box.state();
    assertThat(next.hashes()).containsKeys(Change.VICTIM, "next@pbs!one");
    assertThat(next.isAnyCounterOdd()).as("odd counter").isFalse();
    assertThat(next.counters()).hasSize(2);
    if (change == Change.DELETE) {
      Map<String, Map<String, String>> sections = StoredState.sections(next.users());
      assertThat(sections.get("token: " + Change.VICTIM)).as("inherited metadata").isEmpty();
    }
    for (int i = 0; i < found.counters().size(); i++) {
      assertThat(next.counters().get(i)).as("counter").isGreaterThan(found.counters().get(i));
    }
  }

  private static boolean create(TokenRepository tokens, TokenId id, Secret secret) {
    try {
      tokens.create(id, TokenSettings.DEFAULT, secret);
      return true;
    } catch (AlreadyExistsException exists) {
      return false;
    }
  }

  private static boolean delete(TokenRepository tokens, TokenId id) {
    try {
      tokens.delete(id);
      return true;
    } catch (NotFoundException absent) {
      return false;
    }
  }
}
