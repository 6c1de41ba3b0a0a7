package dev.latchkey.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.store.CorruptFileException;
import dev.latchkey.store.CorruptFileException.Problem;
import dev.latchkey.store.FileImages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read, and what is refused. */
class SectionConfigTest {

  private static final String ID = "joe@pbs!ci";

  private final Path file;

  SectionConfigTest(@TempDir Path directory) {
    this.file = directory.resolve("user.cfg");
  }

  private SectionConfig parse(String text) throws IOException {
    return parse(text.getBytes(StandardCharsets.UTF_8));
  }

  private SectionConfig parse(byte[] bytes) throws IOException {
    Files.write(file, bytes);
    return SectionConfig.parse(FileImages.of(file));
  }

  private void assertCorrupt(ThrowingCallable call, Problem problem, int line, int column) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            CorruptFileException.class,
            e -> {
              assertThat(e.path()).isEqualTo(file);
              assertThat(e.problem()).isEqualTo(problem);
              assertThat(e.line()).isEqualTo(line);
              assertThat(e.column()).isEqualTo(column);
            })
        .hasNoCause();
  }

  @Test
  void parse_ofAbsentFile_isEmpty() {
    SectionConfig config = SectionConfig.parse(FileImages.of(file));

    assertThat(config.ids("token")).isEmpty();
    assertThat(config.toBytes()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "\n\n\n",
        "# only a comment",
        "# only a comment\n",
        "token: a@b!c\n\tcomment x\n",
        "token: a@b!c\n\tcomment x",
        "token: a@b!c",
        "token:a@b!c\n",
        "token:   a@b!c  \t\n",
        "token: a@b!c\r\n\tcomment x\r\n\r\nuser: a@b\r\n",
        "token: a@b!c\n    comment   x  \n \t enable\t1\n",
        "# head\n\n  # indented\n\t# also\nuser: a@b\n\t# in between\n\temail x\n# tail\n\n# end",
        "unknown-type_9: any thing: at all\n\tunknown-key a  b\tc\n\n",
        "user: a@b\n\tkey\n\tkey2 \n\tsame 1\n\tsame 2\n",
        "user: a@b\n\n\n\tkey after blank lines\n \n\t\n",
        "user: schlüssel@härte\n\tcomment 漢字 🔑\n",
        "user: a@b\n\tcomment a\u0000b\u001b[31m\n",
        "user: a\rb\n\tcomment a\rb\n"
      })
  void toBytes_afterParsingAlone_givesBackEveryByte(String text) throws IOException {
    assertThat(parse(text).toBytes()).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void parse_ofTypeOfAnyLettersAndDigits_isThatType() throws IOException {
    assertThat(parse("azAZ09-_: x\n").contains("azAZ09-_", "x")).isTrue();
  }

  @Test
  void ids_ofSeveralTypes_areThoseOfTheTypeInTheOrderOfTheFile() throws IOException {
    SectionConfig config = parse("token: z\n\nuser: u\n\ntoken: a\n\ntoken2: t\n");

    assertThat(config.ids("token")).containsExactly("z", "a");
    assertThat(config.ids("token2")).containsExactly("t");
    assertThat(config.ids("toke")).isEmpty();
  }

  @Test
  void ids_ofSectionWhoseIdLooksLikeAnotherHeader_areTheWholeId() throws IOException {
    SectionConfig config = parse("token: user: a@b\n");

    assertThat(config.ids("token")).containsExactly("user: a@b");
    assertThat(config.contains("token", "user: a@b")).isTrue();
    assertThat(config.ids("user")).isEmpty();
  }

  @Test
  void contains_ofPresentSection_isTrue() throws IOException {
    SectionConfig config = parse("token: joe@pbs!ci\n");

    assertThat(config.contains("token", ID)).isTrue();
    assertThat(config.contains("user", ID)).isFalse();
    assertThat(config.contains("token", "joe@pbs!c")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "`\tcomment text`, text",
        "`\tcomment  two  words \t`, `two  words`",
        "`    comment text`, text",
        "`\t comment\ttext`, text",
        "`\tcomment text\r`, text",
        "`\tcomment # no comment`, `# no comment`",
        "`\tcomment`, ``",
        "`\tcomment `, ``",
        "`\tcomment\r`, ``"
      })
  void value_ofPropertyInAnyLayout_isStripped(String line, String value) throws IOException {
    assertThat(parse("token: joe@pbs!ci\n" + line + "\n").value("token", ID, "comment"))
        .isEqualTo(value);
    assertThat(parse("token: joe@pbs!ci\n" + line).value("token", ID, "comment"))
        .as("without a final newline")
        .isEqualTo(value);
  }

  @Test
  void value_ofAbsentSectionOrProperty_isNull() throws IOException {
    SectionConfig config = parse("token: joe@pbs!ci\n\tcomments x\n\t#comment y\n");

    assertThat(config.value("token", ID, "comment")).isNull();
    assertThat(config.value("token", "other", "comments")).isNull();
  }

  @Test
  void value_ofPropertyBehindBlankLinesAndComments_belongsToTheSection() throws IOException {
    SectionConfig config = parse("token: joe@pbs!ci\n\n# remark\n\n\tcomment x\n");

    assertThat(config.value("token", ID, "comment")).isEqualTo("x");
  }

  @Test
  void value_ofSameKeyInOtherSections_isThatOfTheSection() throws IOException {
    SectionConfig config = parse("token: a\n\tk 1\n\ntoken: b\n\tk 2\n\nuser: a\n\tk 3\n");

    assertThat(config.value("token", "a", "k")).isEqualTo("1");
    assertThat(config.value("token", "b", "k")).isEqualTo("2");
    assertThat(config.value("user", "a", "k")).isEqualTo("3");
  }

  @Test
  void value_ofPropertyThatStandsThereTwice_isCorrupt() throws IOException {
    SectionConfig config = parse("# x\ntoken: joe@pbs!ci\n\tk 1\n\n\tk 2\n");

    assertCorrupt(() -> config.value("token", ID, "k"), Problem.DUPLICATE, 5, 0);
  }

  @Test
  void value_ofOtherPropertyOfThatSection_isReadNevertheless() throws IOException {
    SectionConfig config = parse("token: joe@pbs!ci\n\tk 1\n\tk 2\n\tother x\n");

    assertThat(config.value("token", ID, "other")).isEqualTo("x");
  }

  @ParameterizedTest
  @CsvSource({
    "1, true", "on, true", "yes, true", "true, true",
    "0, false", "off, false", "no, false", "false, false"
  })
  void booleanValue_ofKnownWord_isItsMeaning(String word, boolean meaning) throws IOException {
    SectionConfig config = parse("token: joe@pbs!ci\n\tenable " + word + "\n");

    assertThat(config.booleanValue("token", ID, "enable", !meaning)).isEqualTo(meaning);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void booleanValue_ofAbsentProperty_isTheDefault(boolean absent) throws IOException {
    SectionConfig config = parse("token: joe@pbs!ci\n");

    assertThat(config.booleanValue("token", ID, "enable", absent)).isEqualTo(absent);
    assertThat(config.booleanValue("token", "other", "enable", absent)).isEqualTo(absent);
  }

  @ParameterizedTest
  @ValueSource(strings = {"maybe", "TRUE", "2", "-1", "true false", "", "truе"})
  void booleanValue_ofAnythingElse_isCorrupt(String word) throws IOException {
    SectionConfig config = parse("# x\n\ntoken: joe@pbs!ci\n\tk v\n\tenable " + word + "\n");

    assertCorrupt(() -> config.booleanValue("token", ID, "enable", true), Problem.WRONG_TYPE, 5, 0);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1767225600, 1767225600",
    "9223372036854775807, 9223372036854775807",
    "007, 7"
  })
  void numberValue_ofWholeNumber_isThatNumber(String word, long number) throws IOException {
    SectionConfig config = parse("token: joe@pbs!ci\n\texpire " + word + "\n");

    assertThat(config.numberValue("token", ID, "expire", -1)).isEqualTo(number);
  }

  @Test
  void numberValue_ofAbsentProperty_isTheDefault() throws IOException {
    assertThat(parse("token: joe@pbs!ci\n").numberValue("token", ID, "expire", 42)).isEqualTo(42);
  }

  @ParameterizedTest
  @ValueSource(strings = {"never", "-1", "1.0", "1e9", "9223372036854775808", "0x10", "1 2", ""})
  void numberValue_ofAnythingElse_isCorruptAndNotQuoted(String word) throws IOException {
    SectionConfig config = parse("token: joe@pbs!ci\n\texpire " + word + "\n");

    assertCorrupt(() -> config.numberValue("token", ID, "expire", 0), Problem.WRONG_TYPE, 2, 0);
  }

  @Test
  void parse_ofPropertyBeforeTheFirstHeader_isCorrupt() {
    assertCorrupt(() -> parse("# x\n\n\tkey value\n"), Problem.SYNTAX, 3, 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no colon",
        "token:",
        "token: ",
        "token:\t\r",
        ": id",
        "to ken: id",
        "tokén: id",
        "a.b: id",
        "\ufefftoken: id",
        "\u00a0token: id"
      })
  void parse_ofHeaderWithoutTypeOrId_isCorrupt(String header) {
    assertCorrupt(() -> parse("user: a@b\n\tk v\n\n" + header + "\n\tk v\n"), Problem.SYNTAX, 4, 1);
  }

  @Test
  void parse_ofSectionThatStandsThereTwice_isCorrupt() {
    assertCorrupt(
        () -> parse("token: a\n\tk 1\n\nuser: a\n\ntoken:a \n\tk 2\n"), Problem.DUPLICATE, 6, 1);
  }

  @Test
  void parse_ofBytesThatAreNotUtf8_tellsLineAndColumn() {
    byte[] bytes = "token: a\n\tk v\n\tc xyz\n".getBytes(StandardCharsets.UTF_8);
    bytes[bytes.length - 3] = (byte) 0xff;

    assertCorrupt(() -> parse(bytes), Problem.NOT_UTF8, 3, 5);
  }

  @Test
  void parse_ofCharacterCutShortAtTheEnd_tellsWhereItBegins() {
    byte[] bytes = {'t', ':', ' ', 'a', '\n', '\t', 'k', ' ', (byte) 0xe2, (byte) 0x82};

    assertCorrupt(() -> parse(bytes), Problem.NOT_UTF8, 2, 4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\tcanary-Xyzzy 1\n", "canary-Xyzzy\n", "t: canary-Xyzzy\nt: canary-Xyzzy\n"})
  void parse_ofCorruptFile_doesNotQuoteIt(String text) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(CorruptFileException.class)
        .hasNoCause()
        .satisfies(e -> assertThat(e.toString()).doesNotContain("Xyzzy").contains(file.toString()));
  }

  @Test
  void line_ofSection_isWhereItBegan() throws IOException {
    SectionConfig config = parse("# x\n\nuser: a\n\tk v\n\ntoken: a\n");

    assertThat(config.line("user", "a")).isEqualTo(3);
    assertThat(config.line("token", "a")).isEqualTo(6);
    assertThat(config.line("token", "b")).isZero();
    config.remove("user", "a");
    config.replaceSection("user", "b");
    assertThat(config.line("token", "a")).as("as it was read").isEqualTo(6);
    assertThat(config.line("user", "a")).isZero();
    assertThat(config.line("user", "b")).as("a new one").isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " a",
        "a ",
        "a\nb",
        "a\tb",
        "\u0000",
        "a\u2028",
        "a\u0085b",
        "\ud83d",
        "\ud800",
        "\udfff"
      })
  void isStorable_whatTheFormatDoesNotKeep_isNot(String value) {
    assertThat(SectionConfig.isStorable(value)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a  b", "# a", "a: b", "ü 🔑"})
  void isStorable_oneLineOfText_is(String value) {
    assertThat(SectionConfig.isStorable(value)).isTrue();
  }
}
