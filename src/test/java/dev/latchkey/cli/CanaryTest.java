package dev.latchkey.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.latchkey.DirectorySnapshot;
import dev.latchkey.Latchkey;
import dev.latchkey.cli.AdminRunner.Result;
import dev.latchkey.cli.command.Answer;
import dev.latchkey.store.Secret;
import dev.latchkey.token.IssuedToken;
import dev.latchkey.token.TokenId;
import dev.latchkey.token.TokenSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A secret is to be found on the one line where it belongs, and nowhere else. */
class CanaryTest {

  private static final String CANARY = "canary-1b2c-sings-in-the-mine";

  /** Even a part of it would be too much. */
  private static final String PART = "1b2c-sings";

  private final AdminRunner runner;
  private final List<String> said = new ArrayList<>();

  CanaryTest(@TempDir Path directory) {
    this.runner = new AdminRunner(directory);
  }

  /** Runs a command with the canary on standard input, and remembers all that it said. */
  private Result run(String line) {
    Result result = runner.runWithInput(CANARY + "\n", (line + " --debug -v").split(" ", -1));
    said.add(line + "\n" + result.out() + result.err());
    return result;
  }

  private List<String> filesWith(String text) {
    String bytes = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    return DirectorySnapshot.of(runner.work).entries().entrySet().stream()
        .filter(file -> file.getValue().contains(bytes))
        .map(Map.Entry::getKey)
        .toList();
  }

  @Test
  void secretOfTheCaller_isNowhere() throws IOException {
    Path file = Files.writeString(runner.work.resolve("brought"), CANARY + "\n");
    run("token create a@b c --secret-stdin --expire 90d --comment mine");
    run("token create a@b c --secret-stdin -o json");
    run("token create a@b json --secret-file " + file + " -o json");
    run("token create a@b dry --secret-file " + file + " --dry-run");
    run("token verify a@b c --secret-stdin");
    assertThat(run("token verify a@b c --secret-file " + file + " -o json").exit()).isZero();
    run("token regenerate a@b c --secret-stdin --secret-out " + runner.work.resolve("out"));
    run("token regenerate a@b c --secret-stdin -o json");
    run("token disable a@b c");
    assertThat(run("token verify a@b c --secret-stdin").exit()).isEqualTo(5);
    run("token verify a@b none --secret-stdin -o json");
    run("token show a@b c -o json");
    run("token list");
    runner.typed.add(CANARY);
    run("token enable a@b c");
    assertThat(run("token verify a@b c").exit()).isZero();
    runner.outIsFull = true;
    run("token verify a@b c");
    run("token regenerate a@b c --secret-stdin -o json");
    runner.outIsFull = false;
    Files.writeString(runner.config.resolve("token.shadow"), "{\"a@b!c\":\"" + CANARY + "\"");
    assertThat(run("token verify a@b c --secret-stdin").exit()).isEqualTo(8);
    Files.writeString(runner.config.resolve("token.shadow"), "{" + CANARY + "}");
    assertThat(run("token list").exit()).isEqualTo(8);
    Files.writeString(runner.config.resolve("token.shadow"), "{}");
    run("token delete a@b c");

    assertThat(String.join("\n", said)).contains("not found").doesNotContain(PART);
    // The positive control: the search does find it where the caller put it.
    assertThat(filesWith(PART)).containsExactly("brought");
  }

  @Test
  void generatedSecret_isOnItsLineOnly() {
    Result created = run("token create a@b c");
    String secret = created.out().strip();
    assertThat(secret).hasSize(36);
    Result regenerated = run("token regenerate a@b c -o json");
    assertThat(run("token regenerate a@b c --secret-out " + runner.work.resolve("out")).exit())
        .isZero();
    String last = runner.runWithInput("", "token", "list").out();
    run("token create a@b c");
    run("token list -o json");
    run("token show a@b c");
    run("token delete a@b c");

    // The positive control: each is where it may be.
    assertThat(created.out()).isEqualTo(secret + "\n");
    assertThat(created.err()).doesNotContain(secret);
    String second = regenerated.out().replaceAll(".*\"value\":\"([^\"]+)\".*\n", "$1");
    assertThat(second).hasSize(36).isNotEqualTo(secret);
    assertThat(regenerated.err()).doesNotContain(second);

    assertThat(said.stream().filter(text -> text.contains(secret))).hasSize(1);
    assertThat(said.stream().filter(text -> text.contains(second))).hasSize(1);
    assertThat(last).doesNotContain(secret, second);
    assertThat(filesWith(secret)).isEmpty();
    assertThat(filesWith(second)).isEmpty();
  }

  @Test
  void generatedSecret_inAFile_isThereOnly() throws IOException {
    Path out = runner.work.resolve("out");
    run("token create a@b c --secret-out " + out);
    run("token create a@b c --secret-out " + out);
    run("token show a@b c");

    String secret = Files.readString(out).strip();
    assertThat(filesWith(secret)).containsExactly("out");
    assertThat(said).noneMatch(text -> text.contains(secret));
  }

  @Test
  void privateKey_isInItsFileOnly() throws IOException {
    run("auth-key rotate");
    Path file = runner.config.resolve("authkey.key");
    String key = Files.readString(file).lines().toList().get(1);
    assertThat(key).hasSize(64);
    run("auth-key status -o json");
    run("auth-key show");
    run("auth-key show --fingerprint");
    run("auth-key sign --prefix PBS --data root@pam");
    run("auth-key sign --prefix PBS --data root@pam --aad x -o json");
    run("auth-key rotate --force --dry-run -o json");
    run("auth-key verify");
    assertThat(filesWith(key)).containsExactly("config/authkey.key");
    // Also where it is damaged: too long, cut short, without its label, or as a public key.
    for (String damaged :
        List.of(
            "-----BEGIN PRIVATE KEY-----\n" + key + "AAAA\n-----END PRIVATE KEY-----\n",
            "-----BEGIN PRIVATE KEY-----\n" + key,
            key,
            "-----BEGIN " + key + "-----\n",
            "-----BEGIN PUBLIC KEY-----\n" + key + "\n-----END PUBLIC KEY-----\n")) {
      Files.writeString(file, damaged);
      assertThat(run("auth-key rotate").exit()).isEqualTo(8);
      assertThat(run("auth-key sign --prefix PBS --data root@pam -o json").exit()).isEqualTo(8);
      run("auth-key status");
    }
    assertThat(String.join("\n", said))
        .contains("CorruptFileException")
        .doesNotContain(key)
        .doesNotContain(key.substring(22));
  }

  @Test
  void publicTypes_inText_neverShowIt() {
    Latchkey latchkey =
        Latchkey.builder(runner.config)
            .runDirectory(runner.run)
            .clock(InstantSource.fixed(runner.now))
            .open();
    TokenId id = TokenId.parse("a@b!c");
    try (Secret secret = Secret.copyOf(CANARY.getBytes(StandardCharsets.US_ASCII))) {
      IssuedToken issued = latchkey.tokens().create(id, TokenSettings.DEFAULT, secret);
      Answer answer = new Answer().withSecret("value", secret);
      List<Object> shown =
          List.of(
              latchkey,
              latchkey.tokens(),
              issued,
              issued.token(),
              secret,
              answer,
              answer.fields(),
              latchkey.tokens().verify(id, secret),
              latchkey.tokens().regenerate(id, secret),
              latchkey.tokens().disable(id),
              latchkey.tokens().list());
      assertThat(shown)
          .allSatisfy(o -> assertThat(o.toString()).doesNotContain(PART, "$y$", "$2b$"));
    }
  }

  @Test
  void exceptions_withTraceAndCauses_neverShowIt() {
    Latchkey latchkey = Latchkey.builder(runner.config).runDirectory(runner.run).open();
    TokenId id = TokenId.parse("a@b!c");
    try (Secret secret = Secret.copyOf(CANARY.getBytes(StandardCharsets.US_ASCII));
        Secret unusable = Secret.copyOf((CANARY + "\n").getBytes(StandardCharsets.US_ASCII));
        Secret overlong = Secret.copyOf(CANARY.repeat(99).getBytes(StandardCharsets.US_ASCII))) {
      List<Throwable> thrown = new ArrayList<>();
      thrown.add(catchThrowable(() -> latchkey.tokens().verify(id, secret)));
      thrown.add(catchThrowable(() -> latchkey.tokens().regenerate(id, secret)));
      thrown.add(
          catchThrowable(() -> latchkey.tokens().create(id, TokenSettings.DEFAULT, unusable)));
      thrown.add(
          catchThrowable(() -> latchkey.tokens().create(id, TokenSettings.DEFAULT, overlong)));
      IssuedToken first = latchkey.tokens().create(id, TokenSettings.DEFAULT, secret);
      assertThat(first.token().id()).isEqualTo(id);
      thrown.add(catchThrowable(() -> latchkey.tokens().create(id, TokenSettings.DEFAULT, secret)));
      Secret closed = Secret.copyOf(CANARY.getBytes(StandardCharsets.US_ASCII));
      closed.close();
      thrown.add(catchThrowable(() -> latchkey.tokens().verify(id, closed)));
      assertThat(thrown)
          .doesNotContainNull()
          .allSatisfy(e -> assertThat(trace(e)).contains("Exception").doesNotContain(PART));
    }
  }

  private static String trace(Throwable e) {
    StringWriter trace = new StringWriter();
    e.printStackTrace(new PrintWriter(trace));
    return trace.toString();
  }
}
