package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A {@link TicketServer}, small enough that many fit, and the pipes to it. */
final class TicketProcess {

  private final Process process;
  private final BufferedWriter commands;
  private final BufferedReader answers;

  TicketProcess(Path config, Path run) throws IOException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                "target/test-classes:target/latchkey.jar:target/lib/*",
                TicketServer.class.getName(),
                config.toString(),
                run.toString())
            .redirectError(Redirect.INHERIT)
            .start();
    commands = process.outputWriter(StandardCharsets.UTF_8);
    answers = process.inputReader(StandardCharsets.UTF_8);
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
      assertThat(answer).as("answer of a process that may have died").isNotNull();
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String ask(String command) {
    tell(command);
    return answer();
  }

  /** Ends it. */
  void stop() throws IOException, InterruptedException {
    try {
      commands.close();
    } finally {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
  }
}
