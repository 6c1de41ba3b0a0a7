package dev.latchkey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.AttachedCaches;
import dev.latchkey.Latchkey;
import dev.latchkey.cli.AdminRunner.Result;
import dev.latchkey.cli.command.ErrorCode;
import dev.latchkey.cli.output.OutputHelp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every verb's answer with {@code -o json}, and every error, is as {@code help output} says. */
class OutputSchemaTest {

  private static final String EXPORTED = "<WORK>/exported";

  /** Each command line exits with 0 but for those that begin with its exit code. */
  private static final List<String> SESSION =
      List.of(
          "token create backup@pbs ci --expire 90d --comment nightly",
          "token create backup@pbs!plain",
          "token create backup@pbs!own --secret-stdin",
          "token create backup@pbs!file --secret-out <WORK>/secret",
          "token create backup@pbs!dry --dry-run",
          "token list",
          "token list nobody@pbs",
          "token show backup@pbs!ci",
          "token update backup@pbs!plain --comment x --expire 2027-01-31",
          "token regenerate backup@pbs!plain",
          "token disable backup@pbs!plain",
          "token enable backup@pbs!plain",
          "token verify backup@pbs!own --secret-stdin",
          "token delete backup@pbs!plain",
          "3 token show backup@pbs!plain",
          "key create open",
          "key create sealed --passphrase-stdin --kdf pbkdf2 --hint animal",
          "key show sealed",
          "key list",
          "key verify sealed --passphrase-stdin",
          "key verify --all --passphrase-stdin",
          "key change-passphrase open --new-passphrase-stdin --kdf pbkdf2",
          "key export sealed --out " + EXPORTED,
          "key export sealed --out -",
          "key store copy --in " + EXPORTED + "2",
          "key archive sealed",
          "key unarchive sealed",
          "4 key delete sealed",
          "key archive sealed",
          "key list --archived",
          "key delete sealed --yes --confirm sealed",
          "auth-key status",
          "auth-key rotate",
          "auth-key rotate --force --algorithm ed25519",
          "auth-key status",
          "auth-key show",
          "auth-key show --fingerprint",
          "auth-key sign --prefix P --data d",
          "auth-key verify",
          "cache status",
          "cache invalidate all --yes",
          "cache invalidate tokens backup@pbs!ci --no-wait",
          "cache status",
          "doctor --fix --dry-run",
          "completion fish",
          "completion bash --install",
          "help",
          "help token create",
          "help output",
          "token list --help",
          "token --help",
          "shell",
          "version",
          "--version",
          "2 token",
          "2 token unknown",
          "2 token list --unknown",
          "2 key export open");

  private final AdminRunner runner;
  private String ticket = "";

  OutputSchemaTest(@TempDir Path directory) throws IOException {
    this.runner = new AdminRunner(directory);
    runner.environment.put("HOME", directory.toString());
    Files.createDirectories(directory.resolve("run"));
  }

  private Result run(List<String> words) {
    List<String> all = new ArrayList<>(words);
    all.addAll(List.of("-o", "json"));
    String input =
        words.contains("auth-key")
            ? ticket
            : words.contains("shell") ? "status\n" : "a-good-long-secret\n";
    return runner.runWithInput(input, all.toArray(String[]::new));
  }

  private static void assertIsJson(String text) {
    assertThat(text).isNotEmpty();
    assertThat(OutputSchema.validate("", text)).as(text).isEmpty();
  }

  @Test
  void json_everyVerbAndError_isValid() throws IOException {
    Set<String> seen = new TreeSet<>();
    try (AttachedCaches caches = attach()) {
      assertThat(caches.credentials().find("unknown")).isEmpty();
      for (String line : SESSION) {
        boolean fails = Character.isDigit(line.charAt(0));
        String typed = (fails ? line.substring(2) : line).replace("<WORK>", runner.work.toString());
        List<String> words = List.of(typed.split(" ", -1));
        if (typed.startsWith("key store")) {
          Files.write(runner.work.resolve("exported2"), new byte[32]);
        } else if (typed.startsWith("doctor")) {
          Files.createFile(runner.config.resolve("token.tmp_abcdef"));
        }
        Result result = run(words);
        String place = line + ": " + result;
        assertThat(result.exit()).as(place).isEqualTo(expectedExit(line, typed));
        if (fails) {
          assertThat(result.out()).isEmpty();
          assertThat(result.err()).as(place).startsWith("{\"error\":{");
        } else {
          assertIsJson(result.out());
          seen.add(OutputSchema.definition(words));
        }
        if (!typed.equals("help output")) {
          OutputSchema.assertValid(words, result);
        }
        if (typed.startsWith("auth-key sign")) {
          ticket = result.out().replace("{\"ticket\":\"", "").replace("\"}", "");
        }
      }
    }
    assertThat(seen).containsExactlyInAnyOrderElementsOf(OutputSchema.ofAllVerbs());
  }

  private AttachedCaches attach() throws IOException {
    Files.createDirectories(runner.config);
    return Latchkey.builder(runner.config).runDirectory(runner.run).open().caches("web");
  }

  private static int expectedExit(String line, String typed) {
    return typed.startsWith("doctor")
        ? 8
        : Character.isDigit(line.charAt(0)) ? line.charAt(0) - '0' : 0;
  }

  @Test
  void schema_itself_isValidAndNamesEveryVerb() {
    assertThat(OutputSchema.validateSchema()).isEmpty();
    for (String verb : OutputSchema.ofAllVerbs()) {
      assertThat(OutputHelp.schema())
          .contains("    {\"$ref\": \"#/$defs/" + verb + "\"}", "\n    \"" + verb + "\": ");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "tokenid|tokenId",
        "\"state\":\"active\",|",
        "\"active\"|\"unheard-of\"",
        "\"expire\":0|\"expire\":\"never\"",
        "\"expire\":0|\"expire\":0,\"expires\":0",
        "\"enable\":true|\"enable\":null"
      })
  void validate_answerThatIsBroken_fails(String good, String bad) {
    String answer = "[{\"tokenid\":\"a@b!c\",\"state\":\"active\",\"enable\":true,\"expire\":0}]";
    assertThat(OutputSchema.validate("token-list", answer)).isEmpty();

    String broken = answer.replace(good, bad == null ? "" : bad);

    assertThat(OutputSchema.validate("token-list", broken)).isNotEmpty();
    assertThat(OutputSchema.validate("", broken)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"error\":{\"code\":\"usage\",\"exit\":2}}",
        "{\"error\":{\"code\":\"usage\",\"exit\":0,\"message\":\"x\"}}",
        "{\"error\":{\"code\":\"usage\",\"exit\":2,\"message\":\"x\",\"more\":1}}"
      })
  void validate_errorThatIsBroken_fails(String error) {
    assertThat(OutputSchema.validate("error", error)).isNotEmpty();
  }

  @Test
  void errors_ofAllCodes_areValidAndNoOther() {
    String error = "{'error':{'code':'%s','exit':1,'message':'m'}}".replace('\'', '"');
    for (ErrorCode code : ErrorCode.values()) {
      assertThat(OutputSchema.validate("error", error.formatted(code.word()))).isEmpty();
    }
    assertThat(OutputSchema.validate("error", error.formatted("unheard-of"))).isNotEmpty();
  }

  @Test
  void helpOutput_json_isTheSchemaAlone() {
    assertThat(runner.run("help", "output", "-o", "json").out()).isEqualTo(OutputHelp.schema());
    assertThat(runner.run("help", "output").out())
        .isEqualTo(OutputHelp.TEXT + "\n" + OutputHelp.schema());
    assertThat(OutputHelp.TEXT.lines())
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
    assertThat(runner.run("help", "output", "more").exit()).isEqualTo(2);
  }
}
