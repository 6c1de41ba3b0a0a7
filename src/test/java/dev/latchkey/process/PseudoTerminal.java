package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A session of {@code sh} in a pseudo-terminal that {@code script(1)} makes, and what its screen
 * has shown. The settings of the terminal are noted before and after.
 */
final class PseudoTerminal implements AutoCloseable {

  private final Sandbox box;
  private final AdminProcess process;
  private final StringBuilder screen = new StringBuilder();

  /**
   * Starts a session.
   *
   * @param commands what the shell runs
   */
  PseudoTerminal(Sandbox box, String commands) throws IOException {
    this.box = box;
    String session =
        """
        trap : INT
        stty cols 100 rows 30
        stty -g >'%1$s/settings-before'
        %2$s
        stty -g >'%1$s/settings-after'
        """
            .formatted(box.scratch(), commands);
    Path file = Files.writeString(box.scratch().resolve("session"), session);
    this.process =
        AdminProcess.other(
                box, "script", "--echo", "always", "-qec", "exec sh " + file, "/dev/null")
            // The user's shell, which script(1) starts, must not be there to be interrupted. A
            // shell started in the background leaves interrupts ignored.
            .under("env", "--default-signal=INT")
            .stdin(Redirect.PIPE)
            .stdout(Redirect.PIPE)
            .start();
  }

  /** Skips the test where there is no pseudo-terminal. */
  static void require(Sandbox box) throws IOException, InterruptedException {
    Tools.requireSuccess(box, "script", "--echo", "always", "-qec", "tty", "/dev/null");
    Tools.requireSuccess(box, "env", "--default-signal=INT", "true");
  }

  /** A command as a shell has to be told it. */
  static String quoted(AdminProcess command) {
    return command.words().stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
  }

  /** Types something. */
  void type(String text) throws IOException {
    OutputStream keyboard = process.process().getOutputStream();
    keyboard.write(text.getBytes(StandardCharsets.UTF_8));
    keyboard.flush();
  }

  /** Waits until the screen has shown a text. */
  void await(String text) throws IOException {
    await(text, 0);
  }

  private void await(String text, int from) throws IOException {
    InputStream output = process.process().getInputStream();
    while (screen.indexOf(text, from) < 0) {
      int next = output.read();
      assertThat(next).as("waiting for '%s', seen: %s", text, screen).isNotNegative();
      screen.append((char) next);
    }
  }

  /** Types something, and waits until the screen shows a text after it. */
  void say(String typed, String text) throws IOException {
    int from = screen.length();
    type(typed);
    await(text, from);
  }

  /** Waits for the end, which has to be a good one. */
  void finish() throws IOException, InterruptedException {
    byte[] rest = process.process().getInputStream().readAllBytes();
    screen.append(new String(rest, StandardCharsets.UTF_8));
    assertThat(process.finish().exit()).as(screen.toString()).isZero();
  }

  /** All that was shown so far. */
  String screen() {
    return screen.toString();
  }

  /** Fails unless the terminal is as it was before. */
  void assertSettingsRestored() throws IOException {
    List<String> before = Files.readAllLines(box.scratch().resolve("settings-before"));
    assertThat(before).hasSize(1);
    assertThat(Files.readAllLines(box.scratch().resolve("settings-after"))).isEqualTo(before);
  }

  @Override
  public void close() {
    process.close();
  }
}
