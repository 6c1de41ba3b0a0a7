package dev.latchkey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.latchkey.Directories;
import dev.latchkey.DirectorySnapshot;
import dev.latchkey.Fixtures;
import dev.latchkey.cli.AdminRunner.Result;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/**
 * Any command line, a word in each line of the input: it ends with an exit code that is documented,
 * says why it failed, tells no secret and touches nothing but its own directories.
 *
 * <p>Some words are changed first: what names a file names one in a directory of the test's, what
 * names a file descriptor names standard input, and RSA keys, which take seconds, and {@code
 * --watch}, which never ends, are left out.
 */
class CommandLineFuzz {

  private static final String CANARY = "canary-1b2c-sings-in-the-mine";
  private static final int MAX_WORDS = 16;
  private static final Set<String> FILE_OPTIONS =
      Set.of(
          "--config-dir",
          "--run-dir",
          "--secret-file",
          "--secret-out",
          "--passphrase-file",
          "--new-passphrase-file",
          "--out");

  private final Path outside;
  private final Path work;

  CommandLineFuzz(@TempDir Path outside) {
    this.outside = outside;
    this.work = outside.resolve("work");
  }

  /** So that the time which it takes to load the command counts for no line. */
  @BeforeAll
  static void loadCommand(@TempDir Path directory) {
    AdminRunner runner = new AdminRunner(directory);
    assertThat(runner.run("token", "create", "a@pbs", "x", "--expire", "90d").exit()).isZero();
    assertThat(runner.run("token", "list", "-o", "json").exit()).isZero();
  }

  @FuzzTest
  @DictionaryFile(resourcePath = "CommandLineFuzz.dict")
  void run_anyWords_endsWithAnExitCodeThatIsDocumented(byte[] content) throws IOException {
    List<String> words = words(new String(content, StandardCharsets.UTF_8));
    AdminRunner runner = runner();
    String[] before = new File(".").list();

    Result result = runner.runWithInput(CANARY + "\n", words.toArray(String[]::new));

    String said = result.out() + result.err();
    assertThat(result.exit()).as(said).isBetween(0, 10).isNotEqualTo(1);
    assertThat(said).doesNotContain(CANARY).doesNotContain("internal error");
    if (!words.contains(GlobalOptions.DEBUG)) {
      assertThat(said).doesNotContain("\tat ");
    }
    if (result.exit() != 0 && result.exit() != 10) {
      assertThat(result.err()).isNotBlank();
    }
    assertThat(new File(".").list()).containsExactlyInAnyOrder(before);
    assertThat(DirectorySnapshot.of(outside).entries().keySet())
        .allMatch(name -> name.isEmpty() || name.equals("work") || name.startsWith("work/"));
  }

  private List<String> words(String text) {
    List<String> words = new ArrayList<>();
    boolean isFile = false;
    boolean isDescriptor = false;
    for (String line : text.split("\n", -1)) {
      String word = line.replace("/", "");
      if (word.contains("rsa") || word.contains("--watch") || words.size() == MAX_WORDS) {
        continue;
      }
      int equals = word.indexOf('=');
      String option = equals < 0 ? word : word.substring(0, equals);
      String value = word.substring(equals + 1);
      if (isFile) {
        word = fileAt(word);
      } else if (isDescriptor) {
        word = "0";
      } else if (equals >= 0 && FILE_OPTIONS.contains(option)) {
        word = option + "=" + fileAt(value);
      } else if (equals >= 0 && option.endsWith("-fd")) {
        word = option + "=0";
      }
      isFile = FILE_OPTIONS.contains(word);
      isDescriptor = word.endsWith("-fd");
      words.add(word);
    }
    return words;
  }

  private String fileAt(String name) {
    boolean isSafe = !name.isEmpty() && !name.startsWith(".");
    return work + "/" + (isSafe ? name : "x" + name);
  }

  /** A host that always begins alike: with two tokens, two keys and a key pair. */
  private AdminRunner runner() throws IOException {
    if (Files.exists(work)) {
      Directories.delete(work);
    }
    AdminRunner runner = new AdminRunner(work);
    runner.environment.put("HOME", work.resolve("home").toString());
    Files.createDirectories(runner.config.resolve("encryption-keys"));
    Files.createDirectories(work.resolve("home"));
    put(runner, "token.shadow", "{\"a@pbs!x\":\"*\",\"a@pbs!y\":\"$5$x$\"}");
    put(runner, "user.cfg", "token: a@pbs!x\n\tcomment mine\n\texpire 1772366401\n");
    put(
        runner,
        "encryption-keys.cfg",
        Fixtures.text("encryption-keys.cfg").replace("@CONFIG_DIR@", runner.config.toString()));
    for (String name : List.of("offsite.enc", "plain.enc")) {
      put(runner, "encryption-keys/" + name, Fixtures.text("encryption-keys/" + name));
    }
    for (String name : List.of("authkey.key", "authkey.pub")) {
      put(runner, name, Fixtures.text("authkey-ed25519/" + name));
    }
    return runner;
  }

  private static void put(AdminRunner runner, String name, String content) throws IOException {
    Files.writeString(runner.config.resolve(name), content);
  }
}
