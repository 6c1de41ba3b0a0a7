package dev.latchkey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code admin __complete}: what the completion scripts ask for. */
class CompletionCandidatesTest {

  private static final String SHADOW = "token.shadow";
  private static final String FINGERPRINT = "00:".repeat(31) + "00";

  private final AdminRunner runner;

  CompletionCandidatesTest(@TempDir Path directory) throws IOException {
    this.runner = new AdminRunner(directory);
    Files.createDirectories(runner.config);
  }

  private String complete(String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    String[] all = new String[words.length + 1];
    all[0] = CompletionCandidates.WORD;
    System.arraycopy(words, 0, all, 1, words.length);
    CompletionCandidates.print(runner.host("", out, err), all);
    assertThat(err.size()).isZero();
    return out.toString(StandardCharsets.UTF_8);
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(runner.config.resolve(name), text);
  }

  private void writeTokens(String... ids) throws IOException {
    StringBuilder json = new StringBuilder("{");
    for (String id : ids) {
      json.append(json.length() == 1 ? "" : ",").append('"');
      json.append(id.replace("\\", "\\\\").replace("\"", "\\\"")).append("\":\"$y$hash\"");
    }
    write(SHADOW, json.append('}').toString());
  }

  private void writeKeys() throws IOException {
    write(
        "encryption-keys.cfg",
        """
        sync-key: active
        	fingerprint %1$s
        	kdf scrypt
        	hint the animal

        sync-key: retired
        	archived-at 1700000000
        	fingerprint %1$s
        """
            .formatted(FINGERPRINT));
  }

  @Test
  void complete_tokens_areOwnersThenIds() throws IOException {
    writeTokens("b@pbs!two", "b@pbs!one", "a@pbs!x");

    assertThat(complete("token", ""))
        .isEqualTo("a@pbs\t1 token\nb@pbs\t2 tokens\na@pbs!x\t\nb@pbs!one\t\nb@pbs!two\t\n");
    assertThat(complete("token-id", "b@pbs!o")).isEqualTo("b@pbs!one\t\n");
    assertThat(complete("user", "b")).isEqualTo("b@pbs\t2 tokens\n");
    assertThat(complete("token-name", "b@pbs!")).isEqualTo("one\t\ntwo\t\n");
  }

  @Test
  void complete_keys_areThoseOfTheState() throws IOException {
    writeKeys();

    assertThat(complete("key", ""))
        .isEqualTo("active\tscrypt, the animal\nretired\tarchived, none\n");
    assertThat(complete("active-key", "a")).isEqualTo("active\tscrypt, the animal\n");
    assertThat(complete("archived-key", "")).isEqualTo("retired\tarchived, none\n");
    assertThat(complete("key", "x")).isEmpty();
  }

  @Test
  void complete_commentAndExpiry_areTheDescription() throws IOException {
    writeTokens("a@pbs!never", "a@pbs!off", "a@pbs!over", "a@pbs!soon", "b@pbs!x");
    long now = runner.now.getEpochSecond();
    write(
        "user.cfg",
        """
        user: b@pbs
        	enable 0

        token: a@pbs!never
        	comment for\u001b[31m ever\u202e

        token: a@pbs!off
        	enable 0

        token: a@pbs!over
        	expire 1

        token: a@pbs!soon
        	expire %d
        	comment tab\there
        """
            .formatted(now + 3 * 86_400 + 5));

    assertThat(complete("token-id", ""))
        .isEqualTo(
            """
            a@pbs!never\t
            a@pbs!off\tdisabled
            a@pbs!over\texpired
            a@pbs!soon\texpires in 3d
            b@pbs!x\towner disabled
            """);
  }

  @Test
  void complete_longHintWithControlCharacters_isOneShortHarmlessLine() throws IOException {
    write(
        "encryption-keys.cfg",
        "sync-key: key\n\tfingerprint "
            + FINGERPRINT
            + "\n\thint a\tb\u001b[2J\u202e"
            + "é".repeat(200)
            + "\n");

    String line = complete("key", "");

    assertThat(line).startsWith("key\tnone, a b [2J é").endsWith("é\n").hasLineCount(1);
    assertThat(line.codePointCount(0, line.length())).isEqualTo("key\t\n".length() + 80);
  }

  @Test
  void complete_hostileIds_areDataAndNoneIsAnOption() throws IOException {
    String[] hostile = {
      "\"q'@pbs!x", "$(touch${IFS}pwned)@pbs!x", "DOM\\user@pbs!x", "`id`@pbs!x", "a;b|c&d@pbs!x"
    };
    writeTokens(hostile);

    assertThat(complete("token-id", "").lines().map(line -> line.substring(0, line.indexOf('\t'))))
        .containsExactly(hostile);
    assertThat(complete("token-id", "DOM\\")).isEqualTo("DOM\\user@pbs!x\t\n");
    assertThat(complete("token-id", "\"q")).isEqualTo("\"q'@pbs!x\t\n");
    assertThat(complete("token-id", ".*")).isEmpty();

    writeTokens("--secret-out=x@pbs!y", "has blank@pbs!x");
    assertThat(complete("token", "")).isEmpty();
    write(SHADOW, "{\"two\\nlines@pbs!x\":\"h\",\"a\\tb@pbs!x\":\"h\"}");
    assertThat(complete("token", "")).isEmpty();
  }

  @Test
  void complete_manyTokens_areTheFirst500() throws IOException {
    String[] ids = new String[600];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = "a@pbs!" + (1000 + i);
    }
    writeTokens(ids);

    assertThat(complete("token-id", "")).hasLineCount(500).startsWith("a@pbs!1000\t");
    assertThat(complete("token", "")).hasLineCount(500).startsWith("a@pbs\t600 tokens\n");
  }

  @Test
  void complete_otherDirectoryNamed_isTheOneRead() throws IOException {
    Path other = Files.createDirectories(runner.work.resolve("other"));
    Files.writeString(other.resolve(SHADOW), "{\"z@pbs!z\":\"h\"}");

    assertThat(complete("--run-dir", "/none", "--config-dir", other.toString(), "token-id", ""))
        .isEqualTo("z@pbs!z\t\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "{\"a@pbs!x\":1}",
        "{\"a@pbs!x\":\"h\"",
        "{\"a@pbs!x\":\"h\"}\"",
        "{\"a@pbs!x\" \"h\"}",
        "{\"a@pbs!x\":\"h\",}",
        "{\"a@pbs!x\":\"h\"} {}",
        "\u0000"
      })
  void complete_damagedFile_isSilent(String content) throws IOException {
    write(SHADOW, content);

    assertThat(complete("token", "")).isEmpty();
  }

  @Test
  void complete_damagedMetadata_isSilent() throws IOException {
    writeTokens("a@pbs!x");
    write("user.cfg", "token: a@pbs!x\n\texpire soon\n");
    write("encryption-keys.cfg", "sync-key: key\n\tkdf unknown\n");

    assertThat(complete("token", "")).isEmpty();
    assertThat(complete("key", "")).isEmpty();
  }

  @Test
  void complete_noFileNoDirectoryOrSomethingElseThere_isSilent() throws IOException {
    assertThat(complete("token", "")).isEmpty();
    Files.createDirectory(runner.config.resolve(SHADOW));
    assertThat(complete("token", "")).isEmpty();
    assertThat(complete("--config-dir", "/nowhere", "token", "")).isEmpty();
    assertThat(complete("--config-dir", "\u0000", "key", "")).isEmpty();
    assertThat(Path.of("/nowhere")).doesNotExist();
  }

  @Test
  void complete_wordsThatMakeNoSense_isSilent() throws IOException {
    writeTokens("a@pbs!x");
    for (List<String> words :
        List.of(
            List.<String>of(),
            List.of("token"),
            List.of("unknown", ""),
            List.of("words", ""),
            List.of("token", "", ""),
            List.of("--other", "x", "token", ""))) {
      assertThat(complete(words.toArray(String[]::new))).isEmpty();
    }
  }

  @Test
  void complete_any_writesNothing() throws IOException {
    writeTokens("a@pbs!x");
    complete("token", "");

    try (var files = Files.walk(runner.work)) {
      assertThat(files)
          .containsExactlyInAnyOrder(runner.work, runner.config, runner.config.resolve(SHADOW));
    }
  }
}
