package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
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

  @BeforeEach
  void makeToken() throws Exception {
    box = Change.DELETE.prepare(temporary.resolve("box"));
    PseudoTerminal.require(box);
  }

  @Test
  void verify_secretTyped_isNotEchoed() throws Exception {
    try (PseudoTerminal terminal = open("")) {
      terminal.type("visible\n");
      terminal.await(PROMPT);
      terminal.type(SECRET + "\n");
      terminal.await("exit=");
      terminal.type("again\n");
      terminal.finish();
      // The terminal echoes before and after, so it is the prompt that holds it back.
      assertThat(terminal.screen())
          .contains("visible\r\n")
          .contains("again\r\n")
          .contains("exit=0")
          .doesNotContain(SECRET);
      terminal.assertSettingsRestored();
    }
  }

  @Test
  void verify_streamsRedirected_asksAtTheTerminal() throws Exception {
    try (PseudoTerminal terminal = open(" </dev/null >/dev/null 2>&1")) {
      terminal.type("visible\n");
      terminal.await(PROMPT);
      terminal.type("not-the-secret\n");
      terminal.await("exit=");
      terminal.type("again\n");
      terminal.finish();
      assertThat(terminal.screen()).contains("exit=5").doesNotContain("not-the-secret");
      terminal.assertSettingsRestored();
    }
  }

  @Test
  void verify_interruptedAtThePrompt_restoresTheTerminal() throws Exception {
    try (PseudoTerminal terminal = open("")) {
      terminal.type("visible\n");
      terminal.await(PROMPT);
      terminal.type("half" + CTRL_C);
      terminal.await("exit=");
      terminal.type("again\n");
      terminal.finish();
      assertThat(terminal.screen())
          .contains("exit=130")
          .contains("again\r\n")
          .doesNotContain("half")
          .doesNotContain("internal error");
      terminal.assertSettingsRestored();
    }
  }

  @Test
  void verify_prompting_hasNoSecretInArguments() throws Exception {
    try (PseudoTerminal terminal = open("")) {
      terminal.type("visible\n");
      terminal.await(PROMPT);
      var seen = StreamsIT.argumentsAndEnvironments();
      assertThat(seen.values()).as("what must be seen").anyMatch(s -> s.contains(Change.VICTIM));
      assertThat(seen).allSatisfy((file, content) -> assertThat(content).doesNotContain(SECRET));
      terminal.type(SECRET + "\n");
      terminal.await("exit=0");
      terminal.type("again\n");
      terminal.finish();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--color never"})
  void list_onATerminal_isATable(String option) throws Exception {
    String list = PseudoTerminal.quoted(box.admin("token", "list")) + " " + option;
    try (PseudoTerminal terminal = new PseudoTerminal(box, "TERM=xterm " + list)) {
      terminal.finish();
      assertThat(terminal.screen()).contains("TOKENID", "STATE").contains(Change.VICTIM);
      assertThat(terminal.screen().contains("\u001b[")).isEqualTo(option.isEmpty());
    }
  }

  /** Runs a session in which the command is called between two lines that the terminal echoes. */
  private PseudoTerminal open(String redirections) throws IOException {
    String verify = PseudoTerminal.quoted(box.admin("token", "verify", Change.VICTIM));
    return new PseudoTerminal(
        box,
        """
        read -r line
        %s %s
        echo "exit=$?"
        read -r line
        """
            .formatted(verify, redirections));
  }
}
