package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.process.AdminProcess.Outcome;
import dev.latchkey.process.Strace.Call;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code FaultsIT} does not see of faults at the verbs that change tokens. */
class FailingSystemCallIT {

  @TempDir Path temporary;

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
