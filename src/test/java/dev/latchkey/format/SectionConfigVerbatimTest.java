package dev.latchkey.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.latchkey.store.CorruptFileException;
import dev.latchkey.store.CorruptFileException.Problem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files with many sections, of which few are looked into. */
class SectionConfigVerbatimTest {

  private static final Path FILE = Path.of("user.cfg");
  private static final int SECTIONS = 500;

  /** Each with what another program or a hand may have left in it. */
  private static String section(int number) {
    return "token:\t " + number + "é \r\n\tcomment  x \n # by hand\n\t? ?\n\n";
  }

  private static String sections(int from, int to) {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < to; i++) {
      text.append(section(i));
    }
    return text.toString();
  }

  private static CorruptFileException corrupt(String text) {
    return catchThrowableOfType(CorruptFileException.class, () -> SectionConfig.parse(FILE, text));
  }

  @Test
  void toBytes_oneSectionOfManyChanged_keepsAllOthersByteForByte() {
    for (int i = 0; i < SECTIONS; i += 83) {
      SectionConfig config = SectionConfig.parse(FILE, "# first\n" + sections(0, SECTIONS));
      config.set("token", i + "é", "comment", "y");
      assertThat(new String(config.toBytes(), StandardCharsets.UTF_8))
          .isEqualTo(
              "# first\n"
                  + sections(0, i)
                  + section(i).replace("\tcomment  x \n", "\tcomment y\n")
                  + sections(i + 1, SECTIONS));
    }
  }

  @Test
  void toBytes_sectionsRemovedAndAdded_keepsAllOthersByteForByte() {
    SectionConfig config = SectionConfig.parse(FILE, sections(0, SECTIONS));
    config.remove("token", "7é");
    config.remove("token", "8é");
    config.replaceSection("token", "9é");
    config.replaceSection("user", "new");
    config.remove("token", "9é");
    assertThat(config.ids("token")).hasSize(SECTIONS - 3).doesNotContain("7é", "8é", "9é");
    assertThat(new String(config.toBytes(), StandardCharsets.UTF_8))
        .isEqualTo(sections(0, 7) + sections(10, SECTIONS) + "user: new\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"token:%s", "token: %s", "token:\u2003\t%s\u2003\n", "token:  %s\r\n"})
  void parse_sectionTwiceAmongMany_namesTheSecond(String header) {
    for (int i = 0; i < SECTIONS; i += 83) {
      CorruptFileException e = corrupt(sections(0, SECTIONS) + header.formatted(i + "é"));
      assertThat(e.problem()).isEqualTo(Problem.DUPLICATE);
      assertThat(e.line()).isEqualTo(5 * SECTIONS + 1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"token", ":x", "to ken: x", "token:", "token: \u2003 ", "é: x", "\u00a0"})
  void parse_noHeaderAmongMany_namesItsLine(String line) {
    for (int i = 0; i < SECTIONS; i += 83) {
      CorruptFileException e = corrupt(sections(0, i) + line + "\n" + sections(i, SECTIONS));
      assertThat(e.problem()).isEqualTo(Problem.SYNTAX);
      assertThat(e.line()).isEqualTo(5 * i + 1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"é:", ":é", "\u2003", "a:é"})
  void value_idWithColonsOrBlanksBesideOtherLetters_isFound(String id) {
    SectionConfig config = SectionConfig.parse(FILE, "token: x" + id + "\n\tcomment y\n");
    assertThat(config.value("token", ("x" + id).strip(), "comment")).isEqualTo("y");
    assertThat(config.line("token", ("x" + id).strip())).isEqualTo(1);
  }

  @Test
  void value_unlikeNamesOfEqualHash_areToldApart() {
    // "Aa" and "BB" have the same hash, as in String.
    SectionConfig config = SectionConfig.parse(FILE, "t: Aa\n\tk 1\n\nt: BB\n\tk 2\n");
    assertThat(config.value("t", "Aa", "k")).isEqualTo("1");
    assertThat(config.value("t", "BB", "k")).isEqualTo("2");
    assertThat(config.contains("t", "C#")).isFalse();
  }
}
