package dev.latchkey.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchkey.cli.command.Shell;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The scripts in {@code completions/}, which are generated and checked in. */
class CompletionScriptTest {

  private static final String REGENERATE =
      "to write them anew: mvn -q test -Dtest=CompletionScriptTest -Dregenerate";

  private static final Map<Shell, Path> FILES =
      Map.of(
          Shell.BASH, Path.of("completions/admin.bash"),
          Shell.ZSH, Path.of("completions/_admin"),
          Shell.FISH, Path.of("completions/admin.fish"));

  private static Path file(Shell shell) {
    return FILES.getOrDefault(shell, Path.of(""));
  }

  @ParameterizedTest
  @EnumSource
  void script_checkedIn_isWhatTheCommandsMakeOfIt(Shell shell) throws IOException {
    if (System.getProperty("regenerate") != null) {
      Files.createDirectories(Path.of("completions"));
      Files.writeString(file(shell), CompletionScript.of(shell));
    }
    assertThat(file(shell)).as(REGENERATE).exists();
    assertThat(Files.readString(file(shell))).as(REGENERATE).isEqualTo(CompletionScript.of(shell));
  }

  @ParameterizedTest
  @EnumSource
  void script_ofEachShell_parses(Shell shell) throws Exception {
    String program = shell.name().toLowerCase(Locale.ROOT);
    assumeTrue(Files.isExecutable(Path.of("/usr/bin", program)), program + " is not installed");

    Process process =
        new ProcessBuilder(program, "-n", file(shell).toString()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void script_ofEachShell_evaluatesNothing(Shell shell) {
    String code = CompletionScript.of(shell).replaceAll("(?m)^ *#.*$", "");

    assertThat(code).doesNotContain("eval", "compgen", "COMP_WORDBREAKS");
  }

  @Test
  void script_aliases_areUnderstoodAndNotAdvertised() {
    String script = CompletionScript.of(Shell.BASH);
    String offered = script.substring(script.indexOf("_admin_commands()"));

    assertThat(script).contains("'token remove' | 'token rm')");
    assertThat(offered).contains(" delete ").doesNotContain(" rm ", " remove ", "token rm");
  }
}
