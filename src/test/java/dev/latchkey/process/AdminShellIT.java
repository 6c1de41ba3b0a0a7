package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.store.Secret;
import dev.latchkey.token.TokenId;
import dev.latchkey.token.TokenSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code admin shell} in a pseudo-terminal that {@code script(1)} makes. */
class AdminShellIT {

  private static final String CANARY = "canary-1b2c-sings-in-the-mine";
  private static final String SECRET = "long enough";
  private static final char CTRL_C = 3;
  private static final char CTRL_D = 4;

  @TempDir Path temporary;

  @Test
  void session_asAPersonTypes_completesAsksInterruptsAndForgetsSecrets() throws Exception {
    Sandbox box = new Sandbox(Files.createDirectories(temporary.resolve("box")));
    PseudoTerminal.require(box);
    for (String id : List.of("a@pbs!tok", "a@pbs!tool", "solo@pbs!one")) {
      try (Secret secret = Secret.copyOf(SECRET.getBytes(StandardCharsets.US_ASCII))) {
        box.tokens().create(TokenId.parse(id), TokenSettings.DEFAULT, secret);
      }
    }
    try (PseudoTerminal terminal = open(box, "xterm")) {
      terminal.await("admin> ");
      terminal.say(CANARY + "\r", "admin [2]> ");
      // Shows the first answer, then waits for the next.
      terminal.say("cache status --watch\r", "\u001b[H\u001b[2J");
      terminal.say("" + CTRL_C, "admin [130]> ");
      terminal.say("token verify solo@pbs!o\t\r", "Secret of solo@pbs!one: ");
      terminal.say("half" + CTRL_C, "admin [130]> ");
      terminal.say("token verify solo@pbs!one\r", "Secret of solo@pbs!one: ");
      terminal.say(SECRET + "\r", "admin> ");
      terminal.say("token delete a@pbs!tok\r", "admin> ");
      terminal.say("token delete solo" + CTRL_C, "admin> ");
      terminal.type("" + CTRL_D);
      terminal.finish();
      terminal.assertSettingsRestored();
      assertThat(terminal.screen())
          .contains(CANARY, "exit=0")
          .doesNotContain(SECRET)
          .doesNotContain("half");
    }
    assertThat(box.tokens().list().stream().map(token -> token.id().toString()))
        .containsExactly("a@pbs!tool", "solo@pbs!one");
    Path history = box.scratch().resolve("state/latchkey/history");
    assertThat(history)
        .content()
        .contains("token delete a@pbs!tok\n")
        .doesNotContain(CANARY, "half", SECRET);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(history)))
        .isEqualTo("rw-------");
  }

  @Test
  void session_dumbTerminal_writesNoEscapeCodes() throws Exception {
    Sandbox box = new Sandbox(Files.createDirectories(temporary.resolve("box")));
    PseudoTerminal.require(box);
    try (PseudoTerminal terminal = open(box, "dumb")) {
      terminal.await("admin> ");
      terminal.say("exit 7\r", "exit=7");
      terminal.finish();
      assertThat(terminal.screen()).doesNotContain("\u001b");
    }
  }

  private static PseudoTerminal open(Sandbox box, String type) throws IOException {
    return new PseudoTerminal(
        box,
        """
        TERM=%s XDG_STATE_HOME='%s/state' %s
        echo "exit=$?"
        """
            .formatted(type, box.scratch(), PseudoTerminal.quoted(box.admin("shell"))));
  }
}
