package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Java process, small enough that many fit, which answers each line with a line. */
class LineProcess {

  private final Process process;
  private final BufferedWriter commands;
  private final BufferedReader answers;

  /**
   * Starts a process.
   *
   * @param heap the size of its heap, such as {@code 32m}
   */
  LineProcess(String heap, Class<?> main, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                "target/test-classes:target/latchkey.jar:target/lib/*",
                main.getName()));
    command.addAll(List.of(arguments));
    process = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
    commands = process.outputWriter(StandardCharsets.UTF_8);
    answers = process.inputReader(StandardCharsets.UTF_8);
  }

  final Process process() {
    return process;
  }

  public final long pid() {
    return process.pid();
  }

  /** Sends a line, and does not wait for the answer. */
  final void tell(String command) {
    try {
      commands.write(command + "\n");
      commands.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The answer to the first line that has none yet. */
  final String answer() {
    try {
      String answer = answers.readLine();
      assertThat(answer).as("answer of " + this + ", which may have died").isNotNull();
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  final String ask(String command) {
    tell(command);
    return answer();
  }

  /** Ends it: at the end of its input, or however it takes. */
  final void stop() throws InterruptedException {
    try {
      commands.close();
    } catch (IOException alreadyDead) {
      // Then there is nothing to end.
    }
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }

  @Override
  public String toString() {
    return "process " + pid();
  }
}
