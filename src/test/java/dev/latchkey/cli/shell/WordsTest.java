package dev.latchkey.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {

  private static final String ALPHABET = "ab!@$#~'\"\\ \t\n*ü=-";

  @Test
  void split_quotedWords_areTheWords() {
    Random random = new Random(7);
    for (int round = 0; round < 5_000; round++) {
      List<String> words =
          Stream.generate(() -> word(random)).limit(1 + random.nextInt(4)).toList();
      String line = words.stream().map(Words::quote).collect(Collectors.joining(" "));
      Words split = Words.first(line, 0);
      assertThat(split.list()).as(line).isEqualTo(words);
      assertThat(split.end()).as(line).isEqualTo(Words.End.COMPLETE);
      assertThat(split.next()).as(line).isEqualTo(line.length());
    }
  }

  @Test
  void split_openWordQuotedAgain_isTheWord() {
    Random random = new Random(11);
    for (int round = 0; round < 5_000; round++) {
      String word = word(random);
      for (String open : List.of("", "'", "\"")) {
        Words typed = Words.last("show " + open);
        String line = "show " + typed.quoteOpenWord(word, true);
        assertThat(Words.first(line, 0).list()).as(line).containsExactly("show", word);
      }
    }
  }

  private static String word(Random random) {
    return random
        .ints(random.nextInt(6), 0, ALPHABET.length())
        .mapToObj(i -> ALPHABET.substring(i, i + 1))
        .collect(Collectors.joining());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "token delete a@pbs!tok    | token,delete,a@pbs!tok",
        "a  b # c                  | a,b",
        "a#b '#' c                 | a#b,#,c",
        "$HOME ~ * $(x) !! {a;b}   | $HOME,~,*,$(x),!!,{a;b}",
        "'a b'c\"d e\"             | a bcd e",
        "a\\ b \\'                 | a b,'",
        "\"\\$ \\a \\\"\"          | $ \\a \"",
        "'' x                      | ,x",
      })
  void split_ofALine_isAsInSh(String line, String expected) {
    assertThat(String.join(",", Words.first(line, 0).list())).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a 'b | IN_QUOTES",
        "a \"b\\\" | IN_QUOTES",
        "a \\ | AFTER_BACKSLASH",
        "a # 'b \\ | COMPLETE"
      })
  void split_ofAnUnfinishedLine_saysSo(String line, Words.End end) {
    assertThat(Words.first(line.strip(), 0).end()).isEqualTo(end);
  }

  @Test
  void split_ofSeveralLines_endsAtTheFirst() {
    String text = "a 'b\nc'\nd \\\n e\n";
    Words first = Words.first(text, 0);
    assertThat(first.list()).containsExactly("a", "b\nc");
    assertThat(Words.first(text, first.next()).list()).containsExactly("d", "e");
    assertThat(Words.last(text).list()).isEmpty();
    assertThat(Words.last("a\nb c").list()).containsExactly("b", "c");
  }
}
