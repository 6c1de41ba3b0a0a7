package dev.latchkey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.cli.AdminRunner.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A secret that stands in the wrong place of a command line is not repeated. */
class UsageErrorsTest {

  private final AdminRunner runner;

  UsageErrorsTest(@TempDir Path directory) {
    this.runner = new AdminRunner(directory);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sesame",
        "sesame token list",
        "token sesame",
        "token sesame backup@pbs ci",
        "token create sesame",
        "token create backup@pbs ci sesame",
        "token create backup@pbs sesame/x",
        "token create sesame!ci",
        "token create sesame@pbs!c!",
        "token verify backup@pbs ci sesame",
        "token verify backup@pbs!ci=sesame more and-more",
        "token list sesame",
        "token list a@pbs sesame",
        "token create backup@pbs ci --secret sesame",
        "token create backup@pbs ci --secret=sesame",
        "token create backup@pbs ci -psesame",
        "token create backup@pbs ci -p sesame",
        "token create backup@pbs ci -p=sesame",
        "token create backup@pbs ci -qsesame",
        "token create backup@pbs ci -Psesame1",
        "token create backup@pbs ci --=sesame",
        "token create backup@pbs ci --secret-stdin=sesame",
        "token create backup@pbs ci --dry-run=sesame",
        "token create backup@pbs ci --disabled sesame",
        "token create backup@pbs ci --secret-fd sesame",
        "token create backup@pbs ci --secret-fd=sesame",
        "token create backup@pbs ci --expire sesame",
        "token create backup@pbs ci --expire=@sesame",
        "token create backup@pbs ci --comment a --comment sesame",
        "token create backup@pbs ci --lock-timeout sesame",
        "token list --expiring-within sesame",
        "token list --output sesame",
        "token list -osesame",
        "token list --color=sesame",
        "token list -- --sesame",
        "--output=sesame",
        "-sesame",
        "help sesame",
        "help token sesame",
        "version sesame",
      })
  void run_valueInTheWrongPlace_isNotRepeated(String line) {
    for (String more : new String[] {"", " -o json", " --debug"}) {
      Result result = runner.run((line + more).split(" ", -1));

      assertThat(result.exit()).isEqualTo(2);
      assertThat(result.out()).isEmpty();
      assertThat(result.err()).isNotBlank();
      assertThat(result.err()).doesNotContain("sesame");
    }
    assertThat(runner.config).doesNotExist();
    assertThat(runner.run).doesNotExist();
  }

  @Test
  void run_valueOnSeveralLines_isNotRepeatedAndNeverAnInternalError() {
    for (String word :
        new String[] {"se\nsame", "se\0same", "\u001b[31msesame", "", " ", "\ud800"}) {
      assertThat(runner.run("token", "create", word).exit()).isEqualTo(2);
      assertThat(runner.run("token", word).exit()).isEqualTo(2);
      assertThat(runner.run(word).exit()).isEqualTo(2);
      assertThat(runner.run("token", "list", word).err()).doesNotContain("same");
      Result option = runner.run("token", "create", "a@b", "c", "--x" + word + "=same");
      assertThat(option.exit()).isEqualTo(2);
      assertThat(option.err()).doesNotContain("same");
    }
    assertThat(runner.config).doesNotExist();
  }

  @Test
  void run_configurationDirectoryWithZero_isAUsageError() {
    Result result = runner.run("token", "list", "--config-dir", "ses\0ame");
    assertThat(result.exit()).isEqualTo(2);
    assertThat(result.err()).doesNotContain("ame");
  }

  @Test
  void run_knownOptionMistyped_isNamed() {
    assertThat(runner.run("token", "list", "--expird").err()).contains("'--expird'");
  }

  @Test
  void run_everyVerbWithoutOperands_isAUsageErrorOrAList() throws Exception {
    Files.createDirectory(runner.config);
    for (String verb :
        List.of(
            "create", "show", "update", "regenerate", "enable", "disable", "delete", "verify")) {
      Result result = runner.run("token", verb);
      assertThat(result.exit()).as(verb).isEqualTo(2);
      assertThat(result.err())
          .contains("missing operand")
          .contains("admin token " + verb + " --help");
    }
    assertThat(runner.run("token", "list").exit()).isZero();
  }
}
