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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The masked prompt, in a pseudo-terminal that {@code script(1)} makes. */
class TerminalIT {

  private static final String SECRET = "secret-of-" + Change.VICTIM;
  private static final String PROMPT = "Secret of " + Change.VICTIM + ": ";
  private static final char CTRL_C = 3;

  @TempDir Path temporary;

  private Sandbox box;
  private final StringBuilder screen = new StringBuilder();

  @BeforeEach
  void makeToken() throws Exception {
    box = Change.DELETE.prepare(temporary.resolve("box"));
    Tools.requireSuccess(box, "script", "--echo", "always", "-qec", "tty", "/dev/null");
    Tools.requireSuccess(box, "env", "--default-signal=INT", "true");
  }

  @Test
  void verify_secretTyped_isNotEchoed() throws Exception {
    try (AdminProcess terminal = openTerminal("")) {
      type(terminal, "visible\n");
      awaitScreen(terminal, PROMPT);
      type(terminal, SECRET + "\n");
      awaitScreen(terminal, "exit=");
      type(terminal, "again\n");
      readRest(terminal);
      assertThat(terminal.finish().exit()).isZero();
    }
    // The terminal echoes before and after, so it is the prompt that holds it back.
    assertThat(screen.toString())
        .contains("visible\r\n")
        .contains("again\r\n")
        .contains("exit=0")
        .doesNotContain(SECRET);
    assertSettingsRestored();
  }

  @Test
  void verify_streamsRedirected_asksAtTheTerminal() throws Exception {
    try (AdminProcess terminal = openTerminal(" </dev/null >/dev/null 2>&1")) {
      type(terminal, "visible\n");
      awaitScreen(terminal, PROMPT);
      type(terminal, "not-the-secret\n");
      awaitScreen(terminal, "exit=");
      type(terminal, "again\n");
      readRest(terminal);
      assertThat(terminal.finish().exit()).isZero();
    }
    assertThat(screen.toString()).contains("exit=5").doesNotContain("not-the-secret");
    assertSettingsRestored();
  }

  @Test
  void verify_interruptedAtThePrompt_restoresTheTerminal() throws Exception {
    try (AdminProcess terminal = openTerminal("")) {
      type(terminal, "visible\n");
      awaitScreen(terminal, PROMPT);
      type(terminal, "half" + CTRL_C);
      awaitScreen(terminal, "exit=");
      type(terminal, "again\n");
      readRest(terminal);
      assertThat(terminal.finish().exit()).isZero();
    }
    assertThat(screen.toString())
        .contains("exit=130")
        .contains("again\r\n")
        .doesNotContain("half")
        .doesNotContain("internal error");
    assertSettingsRestored();
  }

  @Test
  void verify_prompting_hasNoSecretInArguments() throws Exception {
    try (AdminProcess terminal = openTerminal("")) {
      type(terminal, "visible\n");
      awaitScreen(terminal, PROMPT);
      var seen = StreamsIT.argumentsAndEnvironments();
      assertThat(seen.values()).as("what must be seen").anyMatch(s -> s.contains(Change.VICTIM));
      assertThat(seen).allSatisfy((file, content) -> assertThat(content).doesNotContain(SECRET));
      type(terminal, SECRET + "\n");
      awaitScreen(terminal, "exit=0");
      type(terminal, "again\n");
      readRest(terminal);
      assertThat(terminal.finish().exit()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--color never"})
  void list_onATerminal_isATable(String option) throws Exception {
    String command = quoted(box.admin("token", "list")) + " " + option;
    Path file = Files.writeString(box.scratch().resolve("session"), "TERM=xterm " + command);
    try (AdminProcess terminal =
        AdminProcess.other(box, "script", "-qec", "exec sh " + file, "/dev/null")
            .stdout(Redirect.PIPE)
            .start()) {
      readRest(terminal);
      assertThat(terminal.finish().exit()).isZero();
    }
    assertThat(screen.toString()).contains("TOKENID", "STATE").contains(Change.VICTIM);
    assertThat(screen.toString().contains("\u001b[")).isEqualTo(option.isEmpty());
  }

  /**
   * Runs a session in which the command is called between two lines that the terminal echoes, and
   * the settings of the terminal are noted before and after.
   */
  private AdminProcess openTerminal(String redirections) throws IOException {
    Path scratch = box.scratch();
    String session =
        """
        trap : INT
        stty -g >'%1$s/settings-before'
        read -r line
        %2$s %3$s
        echo "exit=$?"
        stty -g >'%1$s/settings-after'
        read -r line
        """
            .formatted(scratch, quoted(box.admin("token", "verify", Change.VICTIM)), redirections);
    Path file = Files.writeString(scratch.resolve("session"), session);
    return AdminProcess.other(
            box, "script", "--echo", "always", "-qec", "exec sh " + file, "/dev/null")
        // The user's shell, which script(1) starts, must not be there to be interrupted. A shell
        // started in the background leaves interrupts ignored.
        .under("env", "--default-signal=INT")
        .stdin(Redirect.PIPE)
        .stdout(Redirect.PIPE)
        .start();
  }

  private static String quoted(AdminProcess command) {
    return command.words().stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
  }

  private static void type(AdminProcess terminal, String text) throws IOException {
    OutputStream keyboard = terminal.process().getOutputStream();
    keyboard.write(text.getBytes(StandardCharsets.UTF_8));
    keyboard.flush();
  }

  private void awaitScreen(AdminProcess terminal, String text) throws IOException {
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

  private void assertSettingsRestored() throws IOException {
    List<String> before = Files.readAllLines(box.scratch().resolve("settings-before"));
    assertThat(before).hasSize(1);
    assertThat(Files.readAllLines(box.scratch().resolve("settings-after"))).isEqualTo(before);
  }
}
