package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.Latchkey;
import dev.latchkey.store.Secret;
import dev.latchkey.token.TokenVerifier;
import dev.latchkey.token.Verification;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * This process verifies in a loop what another one changes: once the change has returned there, not
 * one answer here is from before it.
 */
class VerifierIT {

  private static final int ROUNDS = Integer.getInteger("rounds", 150);
  private static final String ID = "backup@pbs!ci";

  @TempDir Path directory;

  private Process process;
  private BufferedWriter commands;
  private BufferedReader answers;
  private TokenVerifier verifier;

  /** The secret that no call which begins now may accept. */
  private volatile String forbidden = "";

  /** The secret that is offered all the time. */
  private volatile String offered = "";

  /** How often everything was allowed again. */
  private final AtomicInteger allowed = new AtomicInteger();

  private volatile boolean ended;
  private final AtomicInteger violations = new AtomicInteger();
  private Thread requests;

  @BeforeEach
  void start() throws IOException {
    Path config = directory.resolve("config");
    Path run = directory.resolve("run");
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                "target/test-classes:target/latchkey.jar:target/lib/*",
                TokenChanger.class.getName(),
                config.toString(),
                run.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    commands = process.outputWriter(StandardCharsets.UTF_8);
    answers = process.inputReader(StandardCharsets.UTF_8);
    change("create other@pbs!x the-first-of-all");
    verifier = Latchkey.builder(config).runDirectory(run).open().tokens().verifier();
    requests = new Thread(this::verifyAllTheTime);
    requests.start();
  }

  @AfterEach
  void stop() throws Exception {
    ended = true;
    requests.join();
    commands.close();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }

  private void change(String command) throws IOException {
    commands.write(command + "\n");
    commands.flush();
    assertThat(answers.readLine()).isEqualTo("done");
  }

  private boolean accepts(String text) {
    try (Secret secret = Secret.copyOf(text.getBytes(StandardCharsets.UTF_8))) {
      return verifier.verify(ID, secret) instanceof Verification.Valid;
    }
  }

  private void verifyAllTheTime() {
    while (!ended) {
      int began = allowed.get();
      String before = forbidden;
      String text = offered;
      // Not if it was allowed again meanwhile: then the answer may come from after that.
      if (accepts(text) && text.equals(before) && allowed.get() == began) {
        violations.incrementAndGet();
      }
    }
  }

  /** To be called before a change that may make the forbidden secret a right one. */
  private void allowAll() {
    forbidden = "";
    allowed.incrementAndGet();
  }

  private void allow(String text) {
    allowAll();
    offered = text;
    assertThat(accepts(text)).as("the new secret").isTrue();
  }

  private void forbid(String text) {
    forbidden = text;
    assertThat(accepts(text)).as("the old secret").isFalse();
  }

  @Test
  void verify_whileAnotherProcessDeletes_acceptsNothingOnceThatHasReturned() throws IOException {
    for (int i = 0; i < ROUNDS; i++) {
      change("create " + ID + " secret-" + i);
      allow("secret-" + i);
      change("delete " + ID);
      forbid("secret-" + i);
    }
    assertThat(violations).hasValue(0);
  }

  @Test
  void verify_whileAnotherProcessRegenerates_acceptsTheNewSecretOnly() throws IOException {
    change("create " + ID + " secret-0");
    allow("secret-0");
    for (int i = 1; i <= ROUNDS; i++) {
      change("regenerate " + ID + " secret-" + i);
      forbid("secret-" + (i - 1));
      allow("secret-" + i);
    }
    assertThat(violations).hasValue(0);
  }

  @Test
  void verify_whileAnotherProcessDisables_acceptsNothingUntilItIsEnabled() throws IOException {
    change("create " + ID + " the-only-secret");
    for (int i = 0; i < ROUNDS; i++) {
      allow("the-only-secret");
      change("disable " + ID);
      forbid("the-only-secret");
      allowAll();
      change("enable " + ID);
    }
    assertThat(violations).hasValue(0);
  }
}
