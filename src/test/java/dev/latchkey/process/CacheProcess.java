package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@link CacheServer} and the pipes to it. */
final class CacheProcess {

  private final String name;
  private final Process process;
  private final BufferedWriter commands;
  private final BufferedReader answers;

  /** Starts a server that is ready when {@link #awaitReady} returns. */
  CacheProcess(Sandbox box, Path versions, String name, int threads) throws IOException {
    this.name = name;
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx48m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                "target/test-classes:target/latchkey.jar:target/lib/*",
                CacheServer.class.getName(),
                box.config().toString(),
                box.run().toString(),
                versions.toString(),
                name,
                Integer.toString(threads))
            .redirectError(Redirect.INHERIT)
            .start();
    commands = process.outputWriter(StandardCharsets.UTF_8);
    answers = process.inputReader(StandardCharsets.UTF_8);
  }

  void awaitReady() {
    assertThat(answer()).isEqualTo("ready");
  }

  /** As the command calls it. */
  String label() {
    return name + " (" + pid() + ")";
  }

  long pid() {
    return process.pid();
  }

  Process process() {
    return process;
  }

  /** Sends a line, and does not wait for the answer. */
  void tell(String command) {
    try {
      commands.write(command + "\n");
      commands.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The answer to the first line that has none yet. */
  String answer() {
    try {
      String answer = answers.readLine();
      assertThat(answer).as("answer of " + label() + ", which may have died").isNotNull();
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String ask(String command) {
    tell(command);
    return answer();
  }

  /** A question with a word that may hold anything. */
  String ask(String command, String word) {
    byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
    return ask(command + " " + Base64.getEncoder().encodeToString(bytes));
  }

  /** The answers to all questions. */
  List<String> askAll() {
    String all = ask("all");
    assertThat(all).as(label()).doesNotStartWith("failed");
    return List.of(all.split(" ", -1));
  }

  /** Ends it: at the end of its input, or however it takes. */
  void stop() throws InterruptedException {
    try {
      commands.close();
    } catch (IOException alreadyDead) {
      // Then there is nothing to end.
    }
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
