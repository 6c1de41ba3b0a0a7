package dev.latchkey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.cli.AdminRunner.Result;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command prints where it has another name, which is that of the process. */
class ProgramNameTest {

  private static final String NAME = "keeper";

  /** Lines whose answers, refusals, hints and findings name the command. */
  private static final List<String> LINES =
      List.of(
          "token show a@pbs!x",
          "token create a@pbs!x",
          "token create a@pbs!x",
          "token show a@pbs!y",
          "token create a@pbs!y --expire @1",
          "token unknown",
          "token",
          "unknown",
          "token show",
          "help output",
          "help unknown",
          "key show none",
          "key show no/id",
          "key verify",
          "key create vault",
          "key create vault",
          "key create other --hint h",
          "key change-passphrase vault --kdf none --hint h",
          "key delete vault --yes --confirm vault",
          "key archive vault",
          "key archive vault",
          "key create vault --dry-run",
          "auth-key show",
          "cache invalidate none",
          "cache invalidate user",
          "cache invalidate tokens none",
          "cache invalidate all",
          "completion none",
          "completion bash --install --dry-run",
          "completion zsh --install --dry-run",
          "completion fish --install --dry-run",
          "doctor",
          "doctor -o json",
          "version");

  /**
   * Prints what the command prints of everything, in a process with the name.
   *
   * @param args an empty directory
   */
  public static void main(String[] args) throws IOException {
    AdminRunner runner = new AdminRunner(Path.of(args[0]));
    runner.environment.put("HOME", args[0]);
    for (String command : HelpTest.commands().toList()) {
      print(command, runner.run((command + " --help").strip().split(" ", -1)));
    }
    runner.aotCache = false;
    for (String line : LINES) {
      print(line, runner.run(line.split(" ", -1)));
    }
    Files.writeString(runner.config.resolve("encryption-keys/orphan.enc"), "{}");
    Files.writeString(runner.config.resolve(".user.cfg.tmp"), "");
    Files.delete(runner.config.resolve("encryption-keys/vault.enc"));
    print("doctor", runner.run("doctor"));
    for (String shell : List.of("bash", "zsh", "fish")) {
      print("completion " + shell, runner.run("completion", shell));
    }
  }

  private static void print(String line, Result result) {
    assertThat(result.out() + result.err()).as(line).isNotEmpty().doesNotContain("internal error");
    System.out.print("$ " + line + "\n" + result.out() + result.err());
  }

  @Test
  void everythingPrinted_underAnotherName_namesNoOther(@TempDir Path directory) throws Exception {
    Path work = Files.createDirectory(directory.resolve("work"));
    Path printed = directory.resolve("printed");
    int exit =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-Dlatchkey.command=" + NAME,
                "-cp",
                System.getProperty("java.class.path"),
                ProgramNameTest.class.getName(),
                work.toString())
            .redirectErrorStream(true)
            .redirectOutput(Redirect.to(printed.toFile()))
            .start()
            .waitFor();

    String text = Files.readString(printed, StandardCharsets.UTF_8);
    assertThat(exit).as(text).isZero();
    assertThat(text.lines().filter(Pattern.compile("\\badmin\\b").asPredicate())).isEmpty();
    assertThat(text)
        .contains("Example: keeper token create backup@pbs ci\n")
        .contains("Usage: keeper key delete ")
        .contains("keeper: token 'a@pbs!y' not found\nhint: keeper token list 'a@pbs'\n")
        .contains("keeper (Latchkey) ")
        .contains("complete -F _admin keeper\n", "#compdef keeper\n", "complete -c keeper -f\n")
        .contains("/completions/keeper'", "/_keeper'", "/keeper.fish'");
  }
}
