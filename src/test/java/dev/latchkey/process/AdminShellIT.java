package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.store.Secret;
import dev.latchkey.token.TokenId;
import dev.latchkey.token.TokenSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code admin shell} in a pseudo-terminal that {@code script(1)} makes. */
class AdminShellIT {

  private static final String CANARY = "canary-1b2c-sings-in-the-mine";
  private static final String SECRET = "long enough";
  private static final char CTRL_C = 3;
  private static final char CTRL_D = 4;

  @TempDir Path temporary;

  /** What was shown since something was typed last, and all that was shown before. */
  private final StringBuilder screen = new StringBuilder();

  private final StringBuilder before = new StringBuilder();

  @Test
  void session_asAPersonTypes_completesAsksInterruptsAndForgetsSecrets() throws Exception {
    Sandbox box = new Sandbox(Files.createDirectories(temporary.resolve("box")));
    Tools.requireSuccess(box, "script", "--echo", "always", "-qec", "tty", "/dev/null");
    Tools.requireSuccess(box, "env", "--default-signal=INT", "true");
    for (String id : List.of("a@pbs!tok", "a@pbs!tool", "solo@pbs!one")) {
      try (Secret secret = Secret.copyOf(SECRET.getBytes(StandardCharsets.US_ASCII))) {
        box.tokens().create(TokenId.parse(id), TokenSettings.DEFAULT, secret);
      }
    }
    try (AdminProcess terminal = open(box)) {
      await(terminal, "admin> ");
      say(terminal, CANARY + "\r", "admin [2]> ");
      // Shows the first answer, then waits for the next.
      say(terminal, "cache status --watch\r", "\u001b[H\u001b[2J");
      say(terminal, "" + CTRL_C, "admin [130]> ");
      say(terminal, "token verify solo@pbs!o\t\r", "Secret of solo@pbs!one: ");
      say(terminal, "half" + CTRL_C, "admin [130]> ");
      say(terminal, "token verify solo@pbs!one\r", "Secret of solo@pbs!one: ");
      say(terminal, SECRET + "\r", "admin> ");
      say(terminal, "token delete a@pbs!tok\r", "admin> ");
      say(terminal, "token delete solo" + CTRL_C, "admin> ");
      type(terminal, "" + CTRL_D);
      readRest(terminal);
      assertThat(terminal.finish().exit()).isZero();
    }
    assertThat(screen.toString()).contains("exit=0");
    assertThat(before.toString()).contains(CANARY).doesNotContain(SECRET).doesNotContain("half");
    assertThat(box.tokens().list().stream().map(token -> token.id().toString()))
        .containsExactly("a@pbs!tool", "solo@pbs!one");
    Path history = box.scratch().resolve("state/latchkey/history");
    assertThat(history)
        .content()
        .contains("token delete a@pbs!tok\n")
        .doesNotContain(CANARY, "half", SECRET);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(history)))
        .isEqualTo("rw-------");
    Path scratch = box.scratch();
    assertThat(scratch.resolve("settings-after"))
        .hasSameTextualContentAs(scratch.resolve("settings-before"));
  }

  @Test
  void session_dumbTerminal_writesNoEscapeCodes() throws Exception {
    Sandbox box = new Sandbox(Files.createDirectories(temporary.resolve("box")));
    Tools.requireSuccess(box, "script", "--echo", "always", "-qec", "tty", "/dev/null");
    try (AdminProcess terminal = open(box, "dumb")) {
      await(terminal, "admin> ");
      say(terminal, "exit 7\r", "exit=7");
      readRest(terminal);
      assertThat(terminal.finish().exit()).isZero();
    }
    assertThat(before.toString() + screen).doesNotContain("\u001b");
  }

  private AdminProcess open(Sandbox box) throws IOException {
    return open(box, "xterm");
  }

  private AdminProcess open(Sandbox box, String type) throws IOException {
    String command =
        box.admin("shell").words().stream()
            .map(word -> "'" + word + "'")
            .collect(Collectors.joining(" "));
    String session =
        """
        trap : INT
        stty cols 100 rows 30
        stty -g >'%1$s/settings-before'
        TERM=%2$s XDG_STATE_HOME='%1$s/state' %3$s
        echo "exit=$?"
        stty -g >'%1$s/settings-after'
        """
            .formatted(box.scratch(), type, command);
    Path file = Files.writeString(box.scratch().resolve("session"), session);
    return AdminProcess.other(
            box, "script", "--echo", "always", "-qec", "exec sh " + file, "/dev/null")
        .under("env", "--default-signal=INT")
        .stdin(Redirect.PIPE)
        .stdout(Redirect.PIPE)
        .start();
  }

  /** Types something, and waits until the screen shows a text after it. */
  private void say(AdminProcess terminal, String typed, String text) throws IOException {
    before.append(screen);
    screen.setLength(0);
    type(terminal, typed);
    await(terminal, text);
  }

  private static void type(AdminProcess terminal, String text) throws IOException {
    OutputStream keyboard = terminal.process().getOutputStream();
    keyboard.write(text.getBytes(StandardCharsets.UTF_8));
    keyboard.flush();
  }

  private void await(AdminProcess terminal, String text) throws IOException {
    InputStream output = terminal.process().getInputStream();
    while (screen.indexOf(text) < 0) {
      int next = output.read();
      assertThat(next).as("waiting for '%s', seen: %s", text, screen).isNotNegative();
      screen.append((char) next);
    }
  }

  private void readRest(AdminProcess terminal) throws IOException {
    byte[] rest = terminal.process().getInputStream().readAllBytes();
    screen.append(new String(rest, StandardCharsets.UTF_8));
  }
}
