package dev.latchkey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.DirectorySnapshot;
import dev.latchkey.cli.AdminRunner.Result;
import dev.latchkey.cli.host.Host;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What transcripts cannot show: files that change under its hands, streams that break. */
class AdminCliTest {

  private final AdminRunner runner;

  AdminCliTest(@TempDir Path directory) {
    this.runner = new AdminRunner(directory);
  }

  private Path file(String name) {
    return runner.config.resolve(name);
  }

  private static OutputStream broken() {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException("Broken pipe");
      }
    };
  }

  @Test
  void update_editorSavesMeanwhile_isAConflictAndKeepsTheEdit() throws IOException {
    assertThat(runner.run("token", "create", "a@b", "c").exit()).isZero();
    DirectorySnapshot before = DirectorySnapshot.of(runner.config);
    Host host = runner.host("", new ByteArrayOutputStream(), new ByteArrayOutputStream());
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int[] asked = {0};
    Host editing =
        new Host(
            host.environment(),
            host.in(),
            host.out(),
            err,
            () -> false,
            false,
            false,
            host.terminal(),
            host.clock(),
            () -> {
              // Asked first for a look at the command line, then under the lock.
              if (++asked[0] == 2) {
                edit("# edited by hand\n");
              }
              return TimeZone.getTimeZone("UTC");
            },
            () -> true);

    int exit = new AdminCli(editing).run("token", "update", "a@b", "c", "--expire", "2030-01-01");

    assertThat(exit).isEqualTo(4);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("user.cfg", "changed", "hint: ");
    assertThat(Files.readString(file("user.cfg"))).isEqualTo("# edited by hand\n");
    DirectorySnapshot after = DirectorySnapshot.of(runner.config);
    assertThat(before.filesThatDiffer(after)).containsExactly("user.cfg");
    after.assertNoTemporaryFiles();
  }

  private void edit(String content) {
    try {
      Files.writeString(file("user.cfg"), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void anyCommand_standardErrorBroken_stillExitsWithItsCode() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(new AdminCli(runner.host("", out, broken())).run("token", "create", "a@b", "c"))
        .isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).hasSize(37);
    assertThat(new AdminCli(runner.host("", out, broken())).run("token", "create", "a@b", "c"))
        .isEqualTo(4);
    assertThat(new AdminCli(runner.host("", broken(), broken())).run("token", "list")).isEqualTo(1);
  }

  @Test
  void create_standardOutputBrokenOnFirstUse_leavesNoToken() throws IOException {
    runner.outIsFull = true;
    assertThat(runner.run("token", "create", "a@b", "c").exit()).isEqualTo(1);

    runner.outIsFull = false;
    assertThat(Files.readString(file("token.shadow"))).isEqualTo("{}");
    assertThat(Files.readString(file("user.cfg"))).isBlank();
    assertThat(runner.run("token", "list", "-o", "json").out()).isEqualTo("[]\n");
  }

  @Test
  void regenerate_standardOutputBroken_oldSecretStillVerifies() {
    assertThat(runner.runWithInput("right-secret", "token", "create", "a@b", "c", "--secret-stdin"))
        .returns(0, Result::exit);
    DirectorySnapshot before = DirectorySnapshot.of(runner.config);
    runner.outIsFull = true;
    assertThat(runner.run("token", "regenerate", "a@b", "c").exit()).isEqualTo(1);
    runner.outIsFull = false;

    assertThat(before.filesThatDiffer(DirectorySnapshot.of(runner.config)))
        .containsExactly("state/audit.jsonl");
    assertThat(runner.runWithInput("right-secret", "token", "verify", "a@b", "c", "--secret-stdin"))
        .returns(0, Result::exit);
  }

  @Test
  void audit_underSudo_namesWhoBecameRoot() throws IOException {
    runner.environment.put("SUDO_USER", "alice");
    assertThat(runner.run("token", "create", "a@b", "c").exit()).isZero();
    assertThat(Files.readString(file("state/audit.jsonl"))).contains("\"sudo_user\":\"alice\"");
  }

  @ParameterizedTest
  @CsvSource({
    "auto,   '',     xterm, true",
    "auto,   1,      xterm, false",
    "auto,   '',     dumb,  false",
    "never,  '',     xterm, false",
    "always, 1,      dumb,  true",
  })
  void list_onTerminal_isColouredAsAsked(String when, String noColor, String term, boolean bold) {
    assertThat(runner.run("token", "create", "a@b", "c").exit()).isZero();
    runner.environment.put("NO_COLOR", noColor);
    runner.environment.put("TERM", term);
    runner.outIsTerminal = true;
    String table = runner.run("token", "list", "--color", when).out();
    assertThat(table.contains("\u001b[1m")).isEqualTo(bold);

    runner.outIsTerminal = false;
    String piped = runner.run("token", "list", "--color", when).out();
    assertThat(piped.contains("\u001b")).isEqualTo(when.equals("always"));
  }

  @Test
  void anyCommand_counterFileDamaged_isRefusedAndSoIsItsDryRun() throws IOException {
    assertThat(runner.run("token", "create", "a@b", "c").exit()).isZero();
    Path counters = runner.run.resolve("shmem/latchkey-versions");
    Files.write(counters, new byte[4096]);
    DirectorySnapshot before = DirectorySnapshot.of(runner.work);

    assertThat(runner.run("token", "delete", "a@b", "c").exit()).isEqualTo(8);
    before.assertUnchanged(runner.work);
    assertThat(runner.run("token", "delete", "a@b", "c", "--dry-run").exit()).isEqualTo(8);
    before.assertUnchanged(runner.work);
  }
}
