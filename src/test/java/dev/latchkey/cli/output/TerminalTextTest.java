package dev.latchkey.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalTextTest {

  @ParameterizedTest
  @CsvSource({
    "'', 0",
    "plain, 5",
    "jürgen, 6",
    "名前, 4",
    "ｆｕｌｌ, 8",
    "ﾊﾝ, 2",
    "한국, 4",
    "\u1112\u1161\u11ab, 2",
    "a\u0301, 1",
    "\ud83d\udd11, 2",
    "\ud83c\udde9\ud83c\uddea, 2",
    "\u2764, 1",
    "\ud842\udfb7, 2",
    "שלום, 4",
    "\ufffd, 1"
  })
  void cells_text_areThoseOfATerminal(String text, int cells) {
    assertThat(TerminalText.cells(text)).isEqualTo(cells);
  }

  @ParameterizedTest
  @CsvSource({
    "plain, 3, pla",
    "plain, 5, plain",
    "plain, 0, ''",
    "名前, 3, 名",
    "名前, 1, ''",
    "a\u0301b, 1, a\u0301",
    "\ud83d\udd11\ud83d\udd11, 3, \ud83d\udd11"
  })
  void cut_text_keepsWholeCharactersWithTheirMarks(String text, int max, String beginning) {
    assertThat(TerminalText.cut(text, max)).isEqualTo(beginning);
  }

  @Test
  void ascii_otherCharacters_areWrittenAsTheirNumber() {
    assertThat(TerminalText.ascii("für \ud83d\udd11… \ufffd\n"))
        .isEqualTo("f\\u{fc}r \\u{1f511}... ?\n");
    assertThat(TerminalText.ascii("plain\t\u001b[1m")).isEqualTo("plain\t\u001b[1m");
  }
}
