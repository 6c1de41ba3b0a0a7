package dev.latchkey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.DirectorySnapshot;
import dev.latchkey.cli.AdminRunner.Result;
import dev.latchkey.cli.host.Host;
import dev.latchkey.cli.output.Output;
import dev.latchkey.cli.shell.Suggestion;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shell without a terminal, and what it remembers and completes with one. */
class AdminShellTest {

  private static final String CANARY = "canary-1b2c-sings-in-the-mine";

  private final AdminRunner runner;
  private final List<String> remembered = new ArrayList<>();

  AdminShellTest(@TempDir Path directory) {
    this.runner = new AdminRunner(directory);
    runner.environment.put("XDG_STATE_HOME", directory.resolve("state").toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "token create a@b d --secret-stdin",
        "token create a@b d --secret-fd 0",
        "token create a@b d --secret-file /dev/stdin",
        "token regenerate a@b c --secret-stdin",
        "key store spare --in -",
        "key store spare --in /dev/stdin",
        "auth-key verify"
      })
  void script_secretFromStandardInput_isRefusedAndChangesNothing(String line) {
    runner.run("token", "create", "a@b", "c");
    DirectorySnapshot before = DirectorySnapshot.of(runner.config);
    Result result = runner.runWithInput(line + "\n" + CANARY + "\n", "shell");
    assertThat(result.exit()).isEqualTo(2);
    assertThat(result.err()).contains("where the shell reads its lines", "stopped at line 1");
    assertThat(result.out() + result.err()).doesNotContain(CANARY);
    assertThat(before.filesThatDiffer(DirectorySnapshot.of(runner.config)))
        .allMatch(name -> name.contains("audit") || name.endsWith(".lck"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u0000", "\u00ff\u00fe", "'open", "end\\"})
  void script_lineThatIsNone_stopsThereWithUsage(String line) throws IOException {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Host host = runner.host("", new ByteArrayOutputStream(), err);
    byte[] script = ("version\n" + line).getBytes(StandardCharsets.ISO_8859_1);
    int exit =
        new AdminCli(host.with(new ByteArrayInputStream(script), host.terminal())).run("shell");
    assertThat(exit).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("stopped at line 2");
  }

  @Test
  void script_overlongLine_stopsThereWithUsage() {
    Result result = runner.runWithInput("#" + "x".repeat(70_000) + "\nversion\n", "shell");
    assertThat(result.exit()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
  }

  @Test
  void script_optionsOfTheShell_holdUnlessALineSaysOtherwise() {
    Result result =
        runner.runWithInput(
            "token create a@b c\nversion -o text\nversion\n", "-o", "json", "--dry-run", "shell");
    assertThat(result.exit()).isZero();
    assertThat(result.out()).contains("\"tokenid\"", "admin (Latchkey)", "\"version\"");
    assertThat(runner.config.resolve("token.shadow")).doesNotExist();
  }

  @Test
  void history_secretsTypedTooSoon_areForgotten() throws IOException {
    Host host = runner.host("", new ByteArrayOutputStream(), new ByteArrayOutputStream());
    ShellHistory history =
        new ShellHistory(host, new Output(host, false, false, "never"), remembered::add);
    history.add(CANARY, 2);
    history.add("token verify a@b!c --secret=" + CANARY, 2);
    history.add(" token list " + CANARY, 0);
    history.add("exit", 0);
    history.add("token list", 0);
    history.add("token show a@b!c", 3);
    Path file = runner.work.resolve("state/latchkey/history");
    assertThat(file).hasContent("token list\ntoken show a@b!c");
    assertThat(remembered).hasSize(3);
  }

  @Test
  void history_thatCannotBeUsed_isSaidOnce() throws IOException {
    Path file = runner.work.resolve("state/latchkey/history");
    Files.createDirectories(file.resolve("x"));
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Host host = runner.host("", new ByteArrayOutputStream(), err);
    ShellHistory history =
        new ShellHistory(host, new Output(host, false, false, "never"), remembered::add);
    history.add("token list", 0);
    assertThat(err.toString(StandardCharsets.UTF_8).lines())
        .singleElement()
        .asString()
        .contains("history is not kept", "no regular file");
  }

  private List<String> completed(String config, String line) {
    Host host = runner.host("", new ByteArrayOutputStream(), new ByteArrayOutputStream());
    List<String> words = List.of(line.split(" ", -1));
    return new ShellCompletion(host, config)
        .suggest(words.subList(0, words.size() - 1), words.getLast()).stream()
            .map(Suggestion::value)
            .toList();
  }

  @Test
  void completion_atEachPlace_offersWhatBelongsThere() throws IOException {
    runner.run("token", "create", "solo@pbs", "one");
    runner.run("key", "create", "active");
    Files.writeString(runner.work.resolve("only.txt"), "");
    String config = runner.config.toString();
    assertThat(completed(config, "tok")).containsExactly("token");
    assertThat(completed(config, "admin token cr")).containsExactly("create");
    assertThat(completed(config, "token ad")).as("alias").isEmpty();
    assertThat(completed(config, "token add --comm")).containsExactly("--comment");
    assertThat(completed(config, "token list --comm")).isEmpty();
    assertThat(completed(config, "--output j")).containsExactly("json");
    assertThat(completed(config, "key create --kdf=sc")).containsExactly("--kdf=scrypt");
    assertThat(completed(config, "token delete so")).containsExactly("solo@pbs", "solo@pbs!one");
    assertThat(completed(config, "token rm solo@pbs o")).containsExactly("one");
    assertThat(completed(config, "cache invalidate role so")).isEmpty();
    assertThat(completed(config, "cache invalidate tokens so")).contains("solo@pbs!one");
    assertThat(completed(config, "key archive ")).containsExactly("active");
    assertThat(completed(config, "help token reg")).containsExactly("regenerate");
    assertThat(completed(config, "token verify --secret-file " + runner.work + "/on"))
        .containsExactly(runner.work + "/only.txt");
  }

  @Test
  void completion_directoryOfShellOrLine_isAskedThere() {
    runner.run("key", "create", "active");
    String other = runner.work.resolve("other").toString();
    assertThat(completed(other, "key show ")).isEmpty();
    assertThat(completed(other, "--config-dir " + runner.config + " key show "))
        .containsExactly("active");
  }
}
