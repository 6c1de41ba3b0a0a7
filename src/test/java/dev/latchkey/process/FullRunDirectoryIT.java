package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.process.AdminProcess.Outcome;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run directory without space: a small tmpfs, filled to its end. */
class FullRunDirectoryIT {

  private static final CacheChange CHANGE =
      CacheChange.user(CacheQuestion.ACCOUNTS.getFirst(), CacheQuestion.NAMES.getFirst());

  @TempDir Path temporary;

  private CacheHost host;

  @BeforeEach
  void startServers() throws Exception {
    Tools.requireRoot();
    host = new CacheHost(temporary, 0);
    Files.createDirectory(host.box.run());
    Tools.requireSuccess(
        host.box,
        "mount",
        "-t",
        "tmpfs",
        "-o",
        "size=512k,mode=0700",
        "tmpfs",
        host.box.run().toString());
    host = host.start("one", "two");
  }

  @AfterEach
  void stopServers() throws Exception {
    if (host != null) {
      host.stop();
      AdminProcess.other(host.box, "umount", "--lazy", host.box.run().toString()).run();
    }
  }

  @Test
  void invalidate_noSpaceForTheJournal_dropsEverythingInEveryServer() throws Exception {
    Path filler = fill();
    host.versions.raise(CacheQuestion.ALL);

    Outcome outcome =
        host.box
            .admin("cache", "invalidate")
            .with(CHANGE.command().toArray(String[]::new))
            .with("--timeout", "1s")
            .run();

    // They have nowhere to say that they did so.
    assertThat(outcome.exit()).as(outcome.err()).isEqualTo(9);
    assertThat(outcome.err())
        .contains("everything")
        .contains("not acknowledged in time by")
        .contains(host.servers.getFirst().label())
        .contains(host.servers.getLast().label());
    var _ = host.assertNothingOld();

    Files.delete(filler);
    host.awaitCurrent();
    host.versions.raise(CHANGE.questions());
    Outcome next =
        host.box.admin("cache", "invalidate").with(CHANGE.command().toArray(String[]::new)).run();
    assertThat(next.exit()).as(next.err()).isZero();
    var _ = host.assertNothingOld();
  }

  /** Takes all the space there is. */
  private Path fill() throws IOException {
    Path filler = host.box.run().resolve("filler");
    try (OutputStream out = Files.newOutputStream(filler)) {
      while (true) {
        out.write(new byte[4096]);
      }
    } catch (IOException full) {
      return filler;
    }
  }
}
