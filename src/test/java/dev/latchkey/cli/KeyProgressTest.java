package dev.latchkey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.cli.AdminRunner.Result;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The line that says that a passphrase is being worked on: to a person, and to nobody else. */
class KeyProgressTest {

  private static final String LINE = "working on the passphrase …";
  private static final String CREATE = "key create one --kdf pbkdf2 --passphrase-stdin -n";

  private final AdminRunner runner;

  KeyProgressTest(@TempDir Path directory) {
    this.runner = new AdminRunner(directory);
  }

  @BeforeEach
  void onATerminal() {
    runner.errIsTerminal = true;
    runner.environment.put("TERM", "xterm");
  }

  private Result run(String line) {
    return runner.runWithInput("correct horse\n", line.split(" ", -1));
  }

  @Test
  void create_onATerminal_showsTheLineAndTakesItAway() {
    Result result = run(CREATE);
    assertThat(result.exit()).isZero();
    assertThat(result.err()).startsWith(LINE + "\r\u001b[K");
    assertThat(result.out()).doesNotContain(LINE, "\u001b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-q", "-o json", "-q -o json"})
  void create_quietOrJson_showsNone(String options) {
    Result result = run(CREATE + " " + options);
    assertThat(result.exit()).isZero();
    assertThat(result.err()).doesNotContain(LINE, "\u001b");
  }

  @Test
  void create_dumbTerminal_showsNone() {
    runner.environment.put("TERM", "dumb");
    assertThat(run(CREATE).err()).doesNotContain(LINE, "\u001b");
  }

  @Test
  void create_standardErrorIsNoTerminal_showsNone() {
    runner.errIsTerminal = false;
    runner.outIsTerminal = true;
    assertThat(run(CREATE).err()).doesNotContain(LINE, "\u001b");
  }

  @Test
  void create_withoutPassphrase_showsNone() {
    assertThat(run("key create one").err()).isEqualTo("key 'one' created\n");
  }

  /** The line is gone before the failure is told. */
  @Test
  void verify_wrongPassphrase_takesTheLineAway() {
    assertThat(run("key create one --kdf pbkdf2 --passphrase-stdin").exit()).isZero();
    Result result =
        runner.runWithInput("wrong horse\n", "key", "verify", "one", "--passphrase-stdin");
    assertThat(result.exit()).isEqualTo(5);
    assertThat(result.err())
        .startsWith(LINE + "\r\u001b[K")
        .endsWith(" that is not the passphrase of key 'one'\n");
  }
}
