package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.cache.InvalidationReport;
import dev.latchkey.cache.InvalidationReport.ProcessReport;
import dev.latchkey.cache.InvalidationReport.Status;
import dev.latchkey.process.AdminProcess.Outcome;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that were stopped, have died, or never were any. */
class AbsentCacheProcessIT {

  private static final CacheChange CHANGE =
      CacheChange.user(CacheQuestion.ACCOUNTS.getFirst(), CacheQuestion.NAMES.getFirst());
  private static final int ASKED = CacheQuestion.ALL.indexOf(CHANGE.questions().iterator().next());

  @TempDir Path temporary;

  private CacheHost host;

  @BeforeEach
  void startServers() throws Exception {
    host = new CacheHost(temporary, 0).start("one", "two");
  }

  @AfterEach
  void stopServers() throws Exception {
    host.stop();
  }

  private AdminProcess invalidate(String... options) {
    host.versions.raise(CHANGE.questions());
    return host.box
        .admin("cache", "invalidate")
        .with(CHANGE.command().toArray(String[]::new))
        .with("--output", "json")
        .with(options);
  }

  private static String entry(CacheProcess server, String status) {
    return "{\"pid\":%d,\"name\":\"%s\",\"status\":\"%s\"}"
        .formatted(server.pid(), server.label().split(" ", -1)[0], status);
  }

  private Path fileOf(CacheProcess server) {
    return host.processes().resolve(server.pid() + ".json");
  }

  @Test
  void invalidate_serverStopped_namesItAndItsNextLookUpIsNew() throws Exception {
    CacheProcess stopped = host.servers.getFirst();
    CacheProcess other = host.servers.getLast();
    Tools.signal(host.box, "STOP", stopped.pid());
    Outcome outcome;
    try {
      outcome = invalidate("--timeout", "4s").run();
      // Read as soon as it goes on.
      stopped.tell("ask " + ASKED);
    } finally {
      Tools.signal(host.box, "CONT", stopped.pid());
    }
    assertThat(outcome.exit()).as(outcome.err()).isEqualTo(9);
    assertThat(outcome.err()).contains("not acknowledged in time by " + stopped.label() + "\"");
    assertThat(outcome.out())
        .contains(entry(stopped, "timed_out"), entry(other, "acknowledged"))
        .contains("\"acknowledged\":1", "\"failed\":1");
    assertThat(stopped.answer()).startsWith("1:");
    var _ = host.assertNothingOld();
    assertThat(invalidate().run().exit()).isZero();
  }

  @Test
  void invalidate_serverKilled_doesNotWaitForItAndRemovesItsFile() throws Exception {
    CacheProcess killed = host.servers.removeFirst();
    assertThat(fileOf(killed)).exists();
    killed.process().destroyForcibly().waitFor();

    Outcome outcome = invalidate("--timeout", "100s").run();

    assertThat(outcome.exit()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains(entry(host.servers.getFirst(), "acknowledged"))
        .contains("\"acknowledged\":1", "\"failed\":0")
        .doesNotContain("\"pid\":" + killed.pid() + ",");
    assertThat(fileOf(killed)).doesNotExist();
    var _ = host.assertNothingOld();
  }

  @Test
  void invalidate_serverExitedWithoutDetaching_removesItsFile() throws Exception {
    CacheProcess exited = host.servers.removeFirst();
    exited.tell("exit");
    assertThat(exited.process().waitFor()).isZero();
    assertThat(fileOf(exited)).exists();

    assertThat(host.control().status().processes()).hasSize(1);

    assertThat(fileOf(exited)).doesNotExist();
  }

  @Test
  void close_byServerAtEndOfItsInput_removesItsFile() throws Exception {
    CacheProcess closed = host.servers.removeFirst();
    closed.stop();
    assertThat(closed.process().exitValue()).isZero();
    assertThat(fileOf(closed)).doesNotExist();
  }

  @Test
  void invalidate_fileOfZombie_doesNotWaitForIt() throws Exception {
    Tools.require("perl");
    // Its child has ended once it says so, and is not waited for.
    String script =
        "$| = 1; if (($p = fork) == 0) { exit } "
            + "do { open F, '<', qq(/proc/$p/stat); $_ = <F>; close F } until /\\) Z/; "
            + "print qq($p\\n); <STDIN>";
    try (AdminProcess parent =
        AdminProcess.other(host.box, "perl", "-e", script)
            .stdin(Redirect.PIPE)
            .stdout(Redirect.PIPE)
            .start()) {
      String pid = parent.process().inputReader().readLine();
      Path file = copyOfLivingFile(pid + ".json");

      assertAllAcknowledge();

      assertThat(file).doesNotExist();
    }
  }

  @Test
  void invalidate_fileOfAnEarlierProcessWithTheSameId_doesNotWaitForIt() throws Exception {
    // This process lives, but started at another time than the file says.
    Path file = copyOfLivingFile(ProcessHandle.current().pid() + ".json");

    assertAllAcknowledge();

    assertThat(file).doesNotExist();
  }

  @Test
  void invalidate_rubbishBesideTheFiles_removesOnlyWhatHasNamesOfOurs() throws Exception {
    Path directory = host.processes();
    Path target = Files.writeString(host.box.root().resolve("target"), "kept");
    Files.writeString(directory.resolve("notes.txt"), "somebody's");
    Files.writeString(directory.resolve(".json"), "{}");
    Files.writeString(directory.resolve("-1.json"), "{}");
    Files.createSymbolicLink(directory.resolve("link.json"), target);
    Files.createSymbolicLink(directory.resolve("nowhere.json"), directory.resolve("nothing"));
    Files.createDirectory(directory.resolve("empty"));
    String[] kept = directory.toFile().list();
    Files.writeString(directory.resolve("0.json"), "{}");
    Files.writeString(directory.resolve("99999999999999999999.json"), "{}");
    Files.createSymbolicLink(directory.resolve("4194305.json"), target);

    assertAllAcknowledge();

    assertThat(directory.toFile().list()).containsExactlyInAnyOrder(kept);
    assertThat(target).hasContent("kept");
  }

  @Test
  void invalidate_directoryBesideTheFiles_isNotStoppedByIt() throws Exception {
    Path within = Files.createDirectory(host.processes().resolve("lost+found"));
    Files.writeString(within.resolve("file"), "somebody's");

    assertAllAcknowledge();

    assertThat(host.control().status().processes()).hasSize(2);
    assertThat(within.resolve("file")).exists();
  }

  @Test
  void invalidate_rubbishInTheFileOfALivingProcess_reportsItWithoutName() throws Exception {
    long pid = ProcessHandle.current().pid();
    for (String rubbish : List.of("", "{", "{\"pid\":true}", "\0\0\0", "[]")) {
      Files.writeString(host.processes().resolve(pid + ".json"), rubbish);
      host.versions.raise(CHANGE.questions());
      assertThat(host.control().invalidate(CHANGE.invalidation(), Duration.ZERO).processes())
          .contains(new ProcessReport(pid, "?", Status.NOT_AWAITED));
      var _ = host.assertNothingOld();
      assertThat(host.control().status().processes()).hasSize(2);
    }

    Outcome outcome = invalidate("--timeout", "1s").run();

    assertThat(outcome.exit()).as(outcome.err()).isEqualTo(9);
    assertThat(outcome.err()).contains("? (" + pid + ")");
    var _ = host.assertNothingOld();
  }

  @Test
  void invalidate_linkInPlaceOfTheFileOfALivingProcess_neverFollowsIt() throws Exception {
    CacheProcess server = host.servers.getFirst();
    Path elsewhere = Files.move(fileOf(server), host.box.root().resolve("elsewhere"));
    String before = Files.readString(elsewhere);
    Files.createSymbolicLink(fileOf(server), elsewhere);

    assertAllAcknowledge();

    assertThat(Files.isRegularFile(fileOf(server), LinkOption.NOFOLLOW_LINKS)).isTrue();
    assertThat(elsewhere).hasContent(before);
  }

  /** What a living server says of itself, under another name. */
  private Path copyOfLivingFile(String name) throws IOException {
    return Files.copy(fileOf(host.servers.getFirst()), host.processes().resolve(name));
  }

  private void assertAllAcknowledge() {
    host.versions.raise(CHANGE.questions());
    InvalidationReport report =
        host.control().invalidate(CHANGE.invalidation(), CacheHost.PATIENCE);
    assertThat(report.processes())
        .containsExactlyInAnyOrderElementsOf(
            host.servers.stream()
                .map(
                    server ->
                        new ProcessReport(
                            server.pid(), server.label().split(" ", -1)[0], Status.ACKNOWLEDGED))
                .toList());
    var _ = host.assertNothingOld();
  }
}
