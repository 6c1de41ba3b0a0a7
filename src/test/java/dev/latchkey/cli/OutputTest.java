package dev.latchkey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.cli.command.Answer;
import dev.latchkey.cli.command.CommandException;
import dev.latchkey.cli.output.Output;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutputTest {

  private static final Answer WHOLE = new Answer().withNumber("sequence", 3);
  private static final List<Answer> NONE = List.of();
  private static final List<Answer> FIRST = List.of(new Answer().with("a", "1").with("b", "2"));
  private static final List<Answer> SECOND =
      List.of(new Answer().with("c", "x"), new Answer().with("c", "y"));

  private final AdminRunner runner = new AdminRunner(Path.of("nowhere"));
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private Output output(boolean json) {
    return new Output(runner.host("", out, err), json, false, "never");
  }

  private String tables(boolean json, List<List<Answer>> tables) {
    out.reset();
    output(json).answerTables(WHOLE, tables);
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void answerTables_json_isTheWhole() {
    assertThat(tables(true, List.of(FIRST, SECOND))).isEqualTo("{\"sequence\":3}\n");
    assertThat(tables(true, List.of())).isEqualTo("{\"sequence\":3}\n");
  }

  @Test
  void answerTables_piped_areSeparatedByABlankLine() {
    assertThat(tables(false, List.of(FIRST, SECOND))).isEqualTo("1\t2\n\nx\ny\n");
  }

  @Test
  void answerTables_terminal_eachHasAHeading() {
    runner.outIsTerminal = true;

    assertThat(tables(false, List.of(FIRST, SECOND))).isEqualTo("A  B\n1  2\n\nC\nx\ny\n");
  }

  @Test
  void answerTables_emptyOnes_areLeftOut() {
    assertThat(tables(false, List.of(NONE, FIRST, NONE, SECOND, NONE))).isEqualTo("1\t2\n\nx\ny\n");
    assertThat(tables(false, List.of(NONE, NONE))).isEmpty();
    assertThat(tables(false, List.of())).isEmpty();
  }

  @Test
  void beginScreen_onATerminalOnly_takesAwayWhatStandsThere() {
    output(false).beginScreen();
    assertThat(out.size()).isZero();

    runner.outIsTerminal = true;
    runner.environment.put("TERM", "xterm");
    output(true).beginScreen();
    runner.environment.put("TERM", "dumb");
    output(false).beginScreen();
    assertThat(out.size()).isZero();

    runner.environment.put("TERM", "xterm");
    output(false).beginScreen();
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("\u001b[H\u001b[2J");
  }

  @Test
  void notice_ofHostileText_drivesNoTerminal() {
    output(false).notice("a\u001b[2J\u202eb");

    assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("a\ufffd[2J\ufffdb\n");
  }

  @Test
  void json_ofHostileText_drivesNoTerminalAndIsAsItIsElsewhere() {
    Answer answer = new Answer().with("a", "\u009b2J\u202eb");
    output(true).answer(answer);
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("{\"a\":\"\u009b2J\u202eb\"}\n");

    String escaped = "{\"a\":\"\\u009B2J\\u202Eb\"}";
    runner.outIsTerminal = true;
    runner.environment.put("LC_ALL", "C.UTF-8");
    out.reset();
    output(true).answer(answer);
    output(true).answerAll(List.of(answer));
    output(true).answerTables(answer, List.of());
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo(escaped + "\n[" + escaped + "]\n" + escaped + "\n");
  }

  @Test
  void everything_terminalWithoutUtf8_isAscii() {
    runner.outIsTerminal = true;
    runner.errIsTerminal = true;
    runner.environment.put("ADMIN_LOCALE", "C");
    Answer answer = new Answer().with("a", "f\u00fcr");

    output(true).answer(answer);
    output(false).answer(answer);
    output(false).notice("f\u00fcr \u2026");
    output(true).error(CommandException.usage("f\u00fcr", null));

    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo("{\"a\":\"f\\u00FCr\"}\na: f\\u{fc}r\n");
    assertThat(err.toString(StandardCharsets.UTF_8))
        .startsWith("f\\u{fc}r ...\n")
        .contains("\"message\":\"f\\u00FCr\"");
  }

  @ParameterizedTest
  @CsvSource({
    "'', '', '', '', false",
    "'', '', '', C.UTF-8, true",
    "'', '', en_US.utf8, C, true",
    "'', C, en_US.utf8, C, false",
    "C, C.UTF-8, '', '', false",
    "de_DE.UTF-8@euro, C, '', '', true",
    "de_DE, C.UTF-8, '', '', false"
  })
  void isUtf8_locale_isThatOfTheCaller(
      String launcher, String all, String type, String lang, boolean utf8) {
    if (!launcher.isEmpty()) {
      runner.environment.put("ADMIN_LOCALE", launcher);
    }
    runner.environment.put("LC_ALL", all);
    runner.environment.put("LC_CTYPE", type);
    runner.environment.put("LANG", lang);

    assertThat(runner.host("", out, err).isUtf8()).isEqualTo(utf8);
  }

  @ParameterizedTest
  @CsvSource({"132, 132", "'', 77", "0, 77", "-1, 77", "x, 77", "9999999999, 77"})
  void columns_variable_comesBeforeTheTerminal(String variable, int columns) {
    runner.columns = 77;
    runner.environment.put("COLUMNS", variable);

    assertThat(runner.host("", out, err).columns()).isEqualTo(columns);
  }
}
