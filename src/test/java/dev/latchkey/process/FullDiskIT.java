package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.process.AdminProcess.Outcome;
import dev.latchkey.process.Tools.Claim;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A real file system without space: a small tmpfs, filled to a few pages short of its end. */
class FullDiskIT {

  @TempDir Path temporary;

  private Sandbox outside;
  private SmallDisk disk;

  @BeforeEach
  void mountDisk() throws Exception {
    outside = new Sandbox(temporary.resolve("outside"));
    disk = SmallDisk.mount(outside, temporary.resolve("disk"));
  }

  @AfterEach
  void unmountDisk() throws Exception {
    if (disk != null) {
      disk.unmount();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"CREATE", "REGENERATE", "DELETE"})
  void change_fewPagesLeft_leavesOldStateOrSucceeds(Change change) throws Exception {
    Sandbox template = change.prepare(temporary.resolve("template"));
    StoredState before = template.state();
    Sandbox whole = template.copyTo(temporary.resolve("whole"));
    assertThat(change.in(whole).run().exit()).isZero();
    StoredState after = whole.state();

    int failed = 0;
    boolean done = false;
    for (int pages = 0; !done; pages++) {
      assertThat(pages).as("pages that are not enough").isLessThan(16);
      Sandbox box = disk.copy(template, "trial" + pages);
      Path filler = disk.fillBut(pages);
      Outcome outcome = change.in(box).run();
      StoredState found = box.state();
      assertThat(found.temporaryFiles()).isEmpty();
      assertThat(found.isAnyCounterOdd()).isFalse();
      done = outcome.exit() == 0;
      if (done) {
        change.assertDone(before, after, found);
      } else {
        assertThat(outcome.exit()).as(outcome.err()).isEqualTo(1);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).startsWith("admin: ").containsIgnoringCase("no space left");
        change.assertUnchanged(before, found);
        failed++;
      }
      Files.delete(filler);
      Outcome next = box.admin("token", "create", "next@pbs!one").run();
      assertThat(next.exit()).as(next.err()).isZero();
      String hash = String.valueOf(box.state().hashes().get("next@pbs!one"));
      Tools.assertVerify(outside, List.of(new Claim("next@pbs!one", next.out().strip(), hash)));
    }
    assertThat(failed).as("trials that failed").isPositive();
  }

  @ParameterizedTest
  @EnumSource(names = {"CREATE", "STORE"})
  void keyChange_fewPagesLeft_leavesOldStateOrSucceeds(KeyChange change) throws Exception {
    Sandbox template = change.prepare(temporary.resolve("template"));
    StoredKeys before = template.storedKeys();
    Sandbox whole = template.copyTo(temporary.resolve("whole"));
    assertThat(change.in(whole).run().exit()).isZero();
    StoredKeys after = whole.storedKeys();

    int failed = 0;
    boolean done = false;
    for (int pages = 0; !done; pages++) {
      assertThat(pages).as("pages that are not enough").isLessThan(16);
      Sandbox box = disk.copy(template, "trial" + pages);
      Path filler = disk.fillBut(pages);
      Outcome outcome = change.in(box).run();
      StoredKeys found = box.storedKeys();
      assertThat(found.rest().temporaryFiles()).isEmpty();
      assertThat(found.isCounterOdd()).isFalse();
      done = outcome.exit() == 0;
      if (done) {
        change.assertDone(before, after, found);
      } else {
        assertThat(outcome.exit()).as(outcome.err()).isEqualTo(1);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).startsWith("admin: ").containsIgnoringCase("no space left");
        change.assertUnchanged(before, found);
        failed++;
      }
      Files.delete(filler);
      // Not in this process, which would keep the counters mapped and the disk busy.
      Outcome next = box.admin("key", "create", "next").run();
      assertThat(next.exit()).as(next.err()).isZero();
      box.storedKeys().assertNothingLost(KeyChange.PASSPHRASE);
    }
    assertThat(failed).as("trials that failed").isPositive();
  }

  @Test
  void create_secretOutOnFullDisk_createsNothing() throws Exception {
    Sandbox box = Change.DELETE.prepare(temporary.resolve("box"));
    StoredState before = box.state();
    Path secret = disk.directory().resolve("secret");
    disk.fillBut(0);

    Outcome outcome =
        box.admin("token", "create", "next@pbs!one", "--secret-out", secret.toString()).run();

    assertThat(outcome.exit()).as(outcome.err()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(secret).doesNotExist();
    assertThat(box.state()).isEqualTo(before);
  }
}
