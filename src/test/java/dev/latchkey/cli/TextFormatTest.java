package dev.latchkey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.cli.command.Answer;
import dev.latchkey.cli.command.Tone;
import dev.latchkey.cli.host.Host;
import dev.latchkey.cli.output.Output;
import dev.latchkey.cli.output.TerminalText;
import dev.latchkey.store.Secret;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextFormatTest {

  private static final Instant TIME = Instant.parse("2026-03-01T12:00:00Z");

  private final AdminRunner runner = new AdminRunner(Path.of("nowhere"));

  TextFormatTest() {
    runner.now = TIME.minus(Duration.ofHours(89 * 24 + 23));
  }

  private static Answer row(String id, String comment) {
    return new Answer()
        .with("tokenid", id)
        .withTime("expire", TIME)
        .withJsonOnly("enable", true)
        .withFreeText("comment", comment);
  }

  private Host host(ByteArrayOutputStream out) {
    return runner.host("", out, out);
  }

  private String all(List<Answer> answers, boolean color) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new Output(host(out), false, false, color ? "always" : "never").answerAll(answers);
    return out.toString(StandardCharsets.UTF_8);
  }

  private String one(Answer answer) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new Output(host(out), false, false, "never").answer(answer);
    return out.toString(StandardCharsets.UTF_8);
  }

  private void terminal(int columns) {
    runner.outIsTerminal = true;
    runner.columns = columns;
  }

  @Test
  void write_fields_isALineEach() {
    runner.zone = TimeZone.getTimeZone("Europe/Berlin");
    assertThat(one(row("a@b!c", "nightly")))
        .isEqualTo("tokenid: a@b!c\nexpire:  2026-03-01T13:00:00+01:00\ncomment: nightly\n");
  }

  @Test
  void write_secret_standsAlone() {
    try (Secret secret = Secret.copyOf("sesame".getBytes(StandardCharsets.US_ASCII))) {
      assertThat(one(row("a@b!c", "nightly").withSecret("value", secret))).isEqualTo("sesame\n");
    }
  }

  @Test
  void writeAll_piped_isTabSeparatedWithoutHeading() {
    assertThat(all(List.of(row("a@b!c", "x y"), row("a@b!longer", "")), true))
        .isEqualTo("a@b!c\t2026-03-01T12:00:00Z\tx y\na@b!longer\t2026-03-01T12:00:00Z\t\n");
  }

  @Test
  void writeAll_nothing_isNothing() {
    assertThat(all(List.of(), true)).isEmpty();
    terminal(80);
    assertThat(all(List.of(), true)).isEmpty();
  }

  @Test
  void writeAll_terminal_isAlignedWithoutBordersOrTrailingBlanks() {
    terminal(80);
    assertThat(all(List.of(row("a@b!c", "x y"), row("a@b!longer", "")), false))
        .isEqualTo(
            """
            TOKENID     EXPIRE      COMMENT
            a@b!c       in 89 days  x y
            a@b!longer  in 89 days
            """);
  }

  @Test
  void writeAll_color_isOfTheHeadingOnly() {
    terminal(80);
    List<String> lines = all(List.of(row("a@b!c", "x")), true).lines().toList();
    assertThat(lines.getFirst()).startsWith("\u001b[1m").endsWith("\u001b[0m");
    assertThat(lines.getLast()).doesNotContain("\u001b");
  }

  @ParameterizedTest
  @ValueSource(ints = {29, 30, 45, 60, 80, 132})
  void writeAll_longComment_fitsTheTerminal(int columns) {
    terminal(columns);
    String table = all(List.of(row("a@b!c", "word ".repeat(50).strip()), row("a@b!d", "x")), false);
    assertThat(table.lines())
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(columns))
        .anySatisfy(line -> assertThat(line.length()).isEqualTo(columns));
    assertThat(table).contains("…");
  }

  @Test
  void writeAll_commentThatJustFits_isWhole() {
    String comment = "c".repeat(20);
    terminal("TOKENID".length() + 2 + "in 89 days".length() + 2 + 20);
    assertThat(all(List.of(row("a@b!c", comment)), false)).contains(comment).doesNotContain("…");
  }

  @ParameterizedTest
  @ValueSource(ints = {30, 31, 32, 33})
  void writeAll_commentOfSurrogatePairs_isCutBetweenCharacters(int columns) {
    terminal(columns);
    String table = all(List.of(row("a@b!c", "\ud83d\udd11".repeat(60))), false);
    assertThat(table).contains("…").doesNotContain("?", "\ufffd");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u001b[2J",
        "\u0007",
        "\r",
        "\u0085",
        "\u009b31m",
        "\u202e",
        "\u2066",
        "\u200e",
        "\u200b",
        "\ufeff",
        "\u2028",
        "\u2029",
        "\u007f",
        "\ud800",
        "\udb40\udc41"
      })
  void everything_controlAndBidiCharacters_areReplaced(String bad) {
    String first = bad.substring(0, Character.charCount(bad.codePointAt(0)));
    terminal(80);
    String rows = all(List.of(row("a@b!c", "x" + bad + "y")), false);
    runner.outIsTerminal = false;
    String piped = all(List.of(row("a@b!c", "x" + bad + "y")), false);
    String single = one(row("a@b!c", "x" + bad + "y"));
    for (String text : List.of(rows, piped, single, TerminalText.printable("x" + bad + "y"))) {
      assertThat(text).contains("x\ufffd").doesNotContain(first);
    }
    assertThat(piped.lines()).hasSize(1);
  }

  @Test
  void writeAll_tabOrNewlineInText_keepsRowsAndColumns() {
    String piped = all(List.of(row("a@b!c", "x\ty\nz")), false);
    assertThat(piped.split("\t", -1)).hasSize(3);
    assertThat(piped.lines()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "plain", "jürgen", "\ud83d\udd11", "\u540d\u524d", "a\u0301"})
  void printable_ordinaryText_isItself(String text) {
    assertThat(TerminalText.printable(text)).isEqualTo(text);
  }

  @Test
  void write_timeOnATerminal_isExactAndRelative() {
    terminal(80);
    assertThat(one(row("a@b!c", "x"))).contains("expire:  2026-03-01T12:00:00Z (in 89 days)\n");
  }

  @Test
  void writeAll_wideCharacters_areAlignedByCells() {
    terminal(80);
    assertThat(all(List.of(row("\u540d\u524d@b!c", "x"), row("a\u0301@b!c", "y")), false))
        .isEqualTo(
            """
            TOKENID   EXPIRE      COMMENT
            \u540d\u524d@b!c  in 89 days  x
            a\u0301@b!c     in 89 days  y
            """);
  }

  @Test
  void writeAll_narrowTerminal_leavesOutColumnsAndNeverCutsAnId() {
    List<Answer> rows = List.of(stated("a@b!c", "note"), stated("a@b!longer", "a long comment"));
    terminal(42);
    assertThat(all(rows, false))
        .isEqualTo(
            """
            TOKENID     STATE   EXPIRE      COMMENT
            a@b!c       active  in 89 days  note
            a@b!longer  active  in 89 days  a long co…
            """);
    terminal(39);
    assertThat(all(rows, false))
        .isEqualTo(
            """
            TOKENID     STATE   EXPIRE
            a@b!c       active  in 89 days
            a@b!longer  active  in 89 days
            """);
    terminal(29);
    assertThat(all(rows, false))
        .isEqualTo(
            """
            TOKENID     STATE
            a@b!c       active
            a@b!longer  active
            """);
  }

  @Test
  void writeAll_idsThatLeaveNoRoom_areALineAField() {
    terminal(17);
    assertThat(all(List.of(stated("a@b!c", "note"), stated("a@b!longer", "all of it")), false))
        .isEqualTo(
            """
            tokenid: a@b!c
            state:   active
            expire:  2026-03-01T12:00:00Z (in 89 days)
            comment: note

            tokenid: a@b!longer
            state:   active
            expire:  2026-03-01T12:00:00Z (in 89 days)
            comment: all of it
            """);
  }

  @Test
  void writeAll_numbers_areAlignedOnTheRight() {
    terminal(80);
    List<Answer> rows =
        List.of(
            new Answer().withNumber("pid", 7).with("name", "a").withNumber("hits", 1),
            new Answer().withNumber("pid", 12345).with("name", "bc").withNumber("hits", 100));
    assertThat(all(rows, false))
        .isEqualTo(
            """
              PID  NAME  HITS
                7  a        1
            12345  bc     100
            """);
  }

  @Test
  void writeAll_tone_isColoredWithoutChangingTheWidth() {
    terminal(80);
    String colored = all(List.of(stated("a@b!c", "x")), true);
    assertThat(colored).contains("  \u001b[32mactive\u001b[0m  in 89 days  x\n");
    assertThat(colored.replaceAll("\u001b\\[[0-9;]*m", ""))
        .isEqualTo(all(List.of(stated("a@b!c", "x")), false));
    runner.outIsTerminal = false;
    assertThat(all(List.of(stated("a@b!c", "x")), true))
        .isEqualTo("a@b!c\t\u001b[32mactive\u001b[0m\t2026-03-01T12:00:00Z\tx\n");
  }

  @Test
  void writeAll_terminalWithoutUtf8_isAscii() {
    terminal(40);
    runner.environment.put("LANG", "de_DE.ISO-8859-1");
    assertThat(all(List.of(row("j\u00fcrg@b!c", "word ".repeat(9))), false))
        .isEqualTo(
            """
            TOKENID        EXPIRE      COMMENT
            j\\u{fc}rg@b!c  in 89 days  word word ...
            """);
    runner.outIsTerminal = false;
    assertThat(all(List.of(row("j\u00fcrg@b!c", "")), false)).startsWith("j\u00fcrg@b!c\t");
  }

  private static Answer stated(String id, String comment) {
    return new Answer()
        .with("tokenid", id)
        .with("state", "active")
        .toned(Tone.GOOD)
        .withTime("expire", TIME)
        .spared(1)
        .withFreeText("comment", comment);
  }
}
