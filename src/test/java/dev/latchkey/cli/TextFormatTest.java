package dev.latchkey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.cli.command.Answer;
import dev.latchkey.store.Secret;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextFormatTest {

  private static final Instant TIME = Instant.parse("2026-03-01T12:00:00Z");

  private final AdminRunner runner = new AdminRunner(Path.of("nowhere"));

  private static Answer row(String id, String comment) {
    return new Answer()
        .with("tokenid", id)
        .withTime("expire", TIME)
        .withJsonOnly("enable", true)
        .with("comment", comment);
  }

  private String all(List<Answer> answers, boolean color) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new TextFormat(runner.host("", out, out), color).writeAll(answers, out);
    return out.toString(StandardCharsets.UTF_8);
  }

  private String one(Answer answer) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new TextFormat(runner.host("", out, out), false).write(answer, out);
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
            TOKENID     EXPIRE                COMMENT
            a@b!c       2026-03-01T12:00:00Z  x y
            a@b!longer  2026-03-01T12:00:00Z
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
  @ValueSource(ints = {45, 50, 60, 80, 132})
  void writeAll_longComment_fitsTheTerminal(int columns) {
    terminal(columns);
    String table = all(List.of(row("a@b!c", "word ".repeat(50).strip()), row("a@b!d", "x")), false);
    assertThat(table.lines())
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(columns));
    assertThat(table).contains("…");
  }

  @Test
  void writeAll_commentThatJustFits_isWhole() {
    String comment = "c".repeat(20);
    terminal("a@b!c".length() + 4 + 20 + 2 + 20);
    assertThat(all(List.of(row("a@b!c", comment)), false)).contains(comment).doesNotContain("…");
  }

  @ParameterizedTest
  @ValueSource(ints = {50, 51, 52, 53})
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
    for (String text : List.of(rows, piped, single, TextFormat.printable("x" + bad + "y"))) {
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
    assertThat(TextFormat.printable(text)).isEqualTo(text);
  }
}
