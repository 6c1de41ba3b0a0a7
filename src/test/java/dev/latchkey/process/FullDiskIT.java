package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.process.AdminProcess.Outcome;
import dev.latchkey.process.Tools.Claim;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A real file system without space: a small tmpfs, filled to a few pages short of its end. */
class FullDiskIT {

  private static final int PAGE = 4096;

  @TempDir Path temporary;

  private Sandbox outside;
  private Path disk;

  @BeforeEach
  void mountDisk() throws Exception {
    Tools.requireRoot();
    outside = new Sandbox(temporary.resolve("outside"));
    disk = Files.createDirectory(temporary.resolve("disk"));
    Tools.requireSuccess(
        outside, "mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", disk.toString());
  }

  @AfterEach
  void unmountDisk() throws Exception {
    if (disk != null) {
      AdminProcess.other(outside, "umount", disk.toString()).run();
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
      Sandbox box = onDisk(template, "trial" + pages);
      Path filler = fillBut(pages);
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
      Sandbox box = onDisk(template, "trial" + pages);
      Path filler = fillBut(pages);
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
    Path secret = disk.resolve("secret");
    fillBut(0);

    Outcome outcome =
        box.admin("token", "create", "next@pbs!one", "--secret-out", secret.toString()).run();

    assertThat(outcome.exit()).as(outcome.err()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(secret).doesNotExist();
    assertThat(box.state()).isEqualTo(before);
  }

  /** A copy whose files are on the small disk; what is noted about it is not. */
  private Sandbox onDisk(Sandbox template, String name) throws IOException {
    Sandbox box = template.copyTo(disk.resolve(name));
    Path scratch = Files.createDirectories(temporary.resolve("scratch-" + name));
    Files.createSymbolicLink(box.root().resolve("scratch"), scratch);
    return box;
  }

  /** Leaves as many pages free; returns what takes up the rest. */
  private Path fillBut(int pages) throws IOException {
    Path filler = disk.resolve("filler");
    int written = 0;
    try (OutputStream out = Files.newOutputStream(filler)) {
      while (true) {
        out.write(new byte[PAGE]);
        written++;
      }
    } catch (IOException full) {
      try (var channel = Files.newByteChannel(filler, StandardOpenOption.WRITE)) {
        channel.truncate((long) Math.max(0, written - pages) * PAGE);
      }
    }
    return filler;
  }
}
