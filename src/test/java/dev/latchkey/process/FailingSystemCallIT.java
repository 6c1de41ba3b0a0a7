package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.process.AdminProcess.Outcome;
import dev.latchkey.process.Strace.Call;
import dev.latchkey.process.Tools.Claim;
import dev.latchkey.store.Secret;
import dev.latchkey.token.TokenId;
import dev.latchkey.token.TokenSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Errors of the file system at the system calls of every verb that changes something. */
class FailingSystemCallIT {

  @TempDir Path temporary;

  private final Queue<Claim> printed = new ConcurrentLinkedQueue<>();

  @ParameterizedTest
  @EnumSource
  void change_anySystemCallFails_leavesOldStateAndSaysSo(Change change) throws Exception {
    Sandbox template = change.prepare(temporary.resolve("template"));
    Strace.require(template);
    StoredState before = template.state();
    Sandbox whole = template.copyTo(temporary.resolve("whole"));
    List<Call> calls = Strace.callsOf(whole, Strace.CHANGES + ",statx", change.in(whole));
    StoredState after = whole.state();

    Faults.tryAll(
        Fault.allOf(whole, calls),
        (fault, number) -> {
          Sandbox box = template.copyTo(temporary.resolve("trial" + number));
          Outcome outcome = change.in(box).under(fault.words()).run();
          StoredState found = box.state();
          if (outcome.exit() == 0) {
            assertThat(mayBeIgnored(change, whole, fault.call())).as("success").isTrue();
            assertDone(change, before, after, outcome, found);
          } else {
            assertThat(outcome.exit()).as(outcome.err()).isEqualTo(1);
            assertThat(outcome.err())
                .startsWith("admin: ")
                .containsPattern("(?i)input/output error|no space left on device");
            assertThat(outcome.out()).as("standard output").isEmpty();
            Change.assertUnchanged(before, found);
            assertThat(isFinallyDone(before, found)).as("audit log says done").isFalse();
          }
          assertThat(found.temporaryFiles()).isEmpty();
          assertThat(found.isAnyCounterOdd()).as("odd counter").isFalse();
          carryOn(box);
        });

    Tools.assertVerify(template, printed);
  }

  /** Whether the last that the audit log says of a change is that it was done. */
  private static boolean isFinallyDone(StoredState before, StoredState found) {
    boolean longer = found.audit().size() > before.audit().size();
    Map<String, String> last = longer ? found.audit().getLast() : Map.of();
    return "done".equals(last.get("outcome")) && !"token withdraw".equals(last.get("verb"));
  }

  /**
   * Where the run directory cannot be made, a change goes on without its counters. Once they are
   * there, it must not.
   */
  private static boolean mayBeIgnored(Change change, Sandbox box, Call call) {
    return call.isOnStream(2) || (change == Change.CREATE_IN_NEW_DIRECTORY && call.isOn(box.run()));
  }

  private void assertDone(
      Change change, StoredState before, StoredState after, Outcome outcome, StoredState found) {
    change.assertDone(before, after, found);
    if (change.printsSecret()) {
      assertThat(change.wasAnnounced(outcome)).as("secret printed").isTrue();
      String hash = String.valueOf(found.hashes().get(Change.VICTIM));
      printed.add(new Claim(change.name(), outcome.out().strip(), hash));
    }
  }

  /** The next change must find nothing in its way. */
  private static void carryOn(Sandbox box) throws Exception {
    try (Secret secret = Secret.copyOf("another-secret".getBytes(StandardCharsets.UTF_8))) {
      box.tokens().create(TokenId.parse("next@pbs!one"), TokenSettings.DEFAULT, secret);
    }
    StoredState next = box.state();
    assertThat(next.hashes()).containsKey("next@pbs!one");
    assertThat(next.counters()).hasSize(2);
    assertThat(next.isAnyCounterOdd()).as("odd counter").isFalse();
  }

  @Test
  void create_lockInterruptedBySignal_isTriedAgain() throws Exception {
    Sandbox box = Change.CREATE.prepare(temporary.resolve("box"));
    Strace.require(box);
    Outcome outcome =
        Change.CREATE.in(box).under(Strace.injecting("flock", "error=EINTR", 1)).run();
    assertThat(outcome.exit()).as(outcome.err()).isZero();
    assertThat(Change.CREATE.wasAnnounced(outcome)).isTrue();
    assertThat(box.state().hashes()).containsKey(Change.VICTIM);
  }

  @Test
  void create_lookInterruptedBySignal_isTriedAgain() throws Exception {
    Sandbox box = Change.CREATE.prepare(temporary.resolve("box"));
    Strace.require(box);
    Sandbox whole = box.copyTo(temporary.resolve("whole"));
    Call look =
        Strace.callsOf(whole, "statx", Change.CREATE.in(whole)).stream()
            .filter(call -> call.text().contains("user.cfg"))
            .findFirst()
            .orElseThrow();
    Outcome outcome = Change.CREATE.in(box).under(look.injecting("error=EINTR")).run();
    assertThat(outcome.exit()).as(outcome.err()).isZero();
    assertThat(box.state().hashes()).containsKey(Change.VICTIM);
  }

  @Test
  void create_watched_syncsBeforeItRenamesAndBeforeItPrints() throws Exception {
    Sandbox box = Change.CREATE.prepare(temporary.resolve("box"));
    Strace.require(box);
    List<Call> calls = Strace.callsOf(box, Strace.CHANGES, Change.CREATE.in(box));
    List<String> renamed = new ArrayList<>();
    List<String> synced = new ArrayList<>();
    boolean directorySynced = false;
    for (Call call : calls) {
      if (call.name().equals("fsync") || call.name().equals("fdatasync")) {
        synced.add(call.text());
        directorySynced |= call.text().contains("<" + box.config() + ">");
      } else if (call.name().startsWith("rename")) {
        String source = call.text().replaceFirst("[^\"]*\"([^\"]*)\".*", "$1");
        assertThat(synced)
            .as("synced before renamed")
            .anyMatch(s -> s.contains("<" + source + ">"));
        renamed.add(source);
        directorySynced = false;
      } else if (call.isOnStream(1)) {
        assertThat(directorySynced).as("directory synced before the secret is printed").isTrue();
        assertThat(synced).anyMatch(s -> s.contains("audit.jsonl"));
      }
    }
    assertThat(renamed).hasSize(2);
    assertThat(renamed.getFirst()).contains("user.cfg.tmp_");
    assertThat(renamed.getLast()).contains("token.shadow.tmp_");
  }
}
