package dev.latchkey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.cli.command.Answer;
import dev.latchkey.cli.command.Tone;
import dev.latchkey.cli.output.Output;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ThemeTest {

  private final AdminRunner runner;

  ThemeTest(@TempDir Path directory) {
    this.runner = new AdminRunner(directory);
  }

  private String painted(String when, Tone tone, String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new Output(runner.host("", out, out), false, false, when)
        .answer(new Answer().with("x", text).toned(tone));
    return out.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource({
    // when, terminal, TERM, NO_COLOR, CLICOLOR_FORCE, colored
    "auto,   true,  xterm, '', '', true",
    "auto,   false, xterm, '', '', false",
    "auto,   true,  dumb,  '', '', false",
    "auto,   true,  '',    '', '', false",
    "auto,   true,  xterm, 1,  '', false",
    "auto,   false, xterm, '', 1,  true",
    "auto,   false, xterm, '', 0,  false",
    "auto,   true,  xterm, 1,  1,  false",
    "always, false, dumb,  1,  '', true",
    "never,  true,  xterm, '', 1,  false"
  })
  void of_optionTerminalAndEnvironment_decideInThisOrder(
      String when, boolean terminal, String term, String no, String force, boolean colored) {
    runner.environment.put("TERM", term);
    runner.environment.put("NO_COLOR", no);
    runner.environment.put("CLICOLOR_FORCE", force);
    runner.outIsTerminal = terminal;

    assertThat(painted(when, Tone.BAD, "y").equals("x: y\n")).isNotEqualTo(colored);
  }

  @ParameterizedTest
  @EnumSource(Tone.class)
  void paint_everyTone_keepsTheWordsAndResets(Tone tone) {
    String word = tone == Tone.PLAIN ? "word" : "\u001b\\[[0-9;]+mword\u001b\\[0m";

    assertThat(painted("always", tone, "word")).matches("x: " + word + "\n");
    assertThat(painted("always", tone, "")).isEqualTo("x:\n");
  }

  @Test
  void paintHelp_headings_areBold() {
    assertThat(runner.run("version", "--help", "--color", "always").out())
        .startsWith("\u001b[1mExample:\u001b[0m admin version\n")
        .contains("\n\u001b[1mUsage:\u001b[0m admin version");
    assertThat(runner.run("version", "--help", "--color=never").out()).doesNotContain("\u001b");
  }

  @Test
  void error_onATerminal_hasAColoredPrefixThatIsToldFromStandardOutput() {
    runner.environment.put("TERM", "xterm");
    runner.outIsTerminal = true;
    assertThat(runner.run("token").err()).doesNotContain("\u001b");

    runner.outIsTerminal = false;
    runner.errIsTerminal = true;
    assertThat(runner.run("token", "unknown").err())
        .contains("\u001b[1;31madmin:\u001b[0m ", "\u001b[1mhint:\u001b[0m ");
    assertThat(runner.run("token", "unknown", "-o", "json").err()).doesNotContain("\u001b");
    assertThat(runner.run("token", "unknown", "--color", "never").err()).doesNotContain("\u001b");
  }

  @Test
  void answer_piped_hasColorsIfAlways() throws IOException {
    Files.createDirectory(runner.config);
    runner.aotCache = false;

    assertThat(runner.run("doctor", "--color", "always").out()).contains("\u001b[1;31mthis JVM");
    assertThat(runner.run("doctor", "--color", "auto").out()).doesNotContain("\u001b");
  }
}
