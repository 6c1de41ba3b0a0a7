package dev.latchkey.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.store.CorruptFileException;
import dev.latchkey.store.CorruptFileException.Problem;
import dev.latchkey.store.FileImages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an edit changes, and what it leaves alone. */
class SectionConfigEditTest {

  private static final String THREE =
      """
      # head

      # about a
      token: a
      \tcomment first
      \t# inside a
      \tenable 1
      # behind a

      # about b
      user: b
          email  b@example.com
      \tunknown   kept\tas it is

      # about c
      token: c
      \texpire 7
      # end
      """;

  private final Path file;

  SectionConfigEditTest(@TempDir Path directory) {
    this.file = directory.resolve("user.cfg");
  }

  private SectionConfig parse(String text) throws IOException {
    Files.writeString(file, text);
    return SectionConfig.parse(FileImages.of(file));
  }

  private static String text(SectionConfig config) {
    return new String(config.toBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void set_ofPresentProperty_replacesItInItsPlace() throws IOException {
    SectionConfig config = parse(THREE);

    config.set("token", "a", "comment", "second");

    assertThat(text(config)).isEqualTo(THREE.replace("comment first", "comment second"));
    assertThat(config.value("token", "a", "comment")).isEqualTo("second");
  }

  @ParameterizedTest
  @ValueSource(strings = {"# by hand\n", "\n\n", "# no newline"})
  void replaceSection_inFileWithoutSections_keepsWhatIsThere(String before) throws IOException {
    SectionConfig config = parse(before);

    config.replaceSection("token", "a");
    config.set("token", "a", "comment", "first");

    assertThat(text(config)).startsWith(before).endsWith("\ntoken: a\n\tcomment first\n");
  }

  @Test
  void set_ofNewProperty_putsItBehindTheLastOne() throws IOException {
    SectionConfig config = parse(THREE);

    config.set("token", "a", "expire", "12");

    assertThat(text(config)).isEqualTo(THREE.replace("\tenable 1\n", "\tenable 1\n\texpire 12\n"));
  }

  @Test
  void set_inSectionWithoutProperties_putsItBehindTheHeader() throws IOException {
    SectionConfig config = parse("token: a\n# remark\n\ntoken: b\n");

    config.set("token", "a", "k", "v");

    assertThat(text(config)).isEqualTo("token: a\n\tk v\n# remark\n\ntoken: b\n");
  }

  @Test
  void set_toNull_removesThePropertyAlone() throws IOException {
    SectionConfig config = parse(THREE);

    config.set("token", "a", "comment", null);

    assertThat(text(config)).isEqualTo(THREE.replace("\tcomment first\n", ""));
    assertThat(config.value("token", "a", "comment")).isNull();
  }

  @Test
  void set_ofAbsentPropertyToNull_changesNothing() throws IOException {
    SectionConfig config = parse(THREE);

    config.set("token", "a", "absent", null);

    assertThat(text(config)).isEqualTo(THREE);
  }

  @Test
  void set_inFileWithoutFinalNewline_addsThatNewline() throws IOException {
    SectionConfig header = parse("token: a");
    SectionConfig property = parse("token: a\n\tk v");
    SectionConfig comment = parse("token: a\n\tk v\n# end");

    header.set("token", "a", "new", "x");
    property.set("token", "a", "new", "x");
    comment.set("token", "a", "new", "x");

    assertThat(text(header)).isEqualTo("token: a\n\tnew x\n");
    assertThat(text(property)).isEqualTo("token: a\n\tk v\n\tnew x\n");
    assertThat(text(comment)).isEqualTo("token: a\n\tk v\n\tnew x\n# end");
  }

  @Test
  void set_ofLastPropertyWithoutFinalNewline_replacesIt() throws IOException {
    SectionConfig config = parse("token: a\n\tk v");

    config.set("token", "a", "k", "w");

    assertThat(text(config)).isEqualTo("token: a\n\tk w\n");
  }

  @Test
  void set_inFileWithCarriageReturns_keepsThoseOfOtherLines() throws IOException {
    SectionConfig config = parse("token: a\r\n\tk v\r\n\tother x\r\n");

    config.set("token", "a", "k", "w");

    assertThat(text(config)).isEqualTo("token: a\r\n\tk w\n\tother x\r\n");
    assertThat(parse(text(config)).value("token", "a", "k")).isEqualTo("w");
  }

  @Test
  void set_inAbsentSection_isRefused() throws IOException {
    SectionConfig config = parse(THREE);

    assertThatIllegalArgumentException().isThrownBy(() -> config.set("token", "b", "k", "v"));
    assertThat(text(config)).isEqualTo(THREE);
  }

  @Test
  void set_ofPropertyThatStandsThereTwice_isCorruptAndChangesNothing() throws IOException {
    String twice = "token: a\n\tk 1\n\tk 2\n";
    SectionConfig config = parse(twice);

    assertThatThrownBy(() -> config.set("token", "a", "k", "3"))
        .isInstanceOfSatisfying(
            CorruptFileException.class, e -> assertThat(e.problem()).isEqualTo(Problem.DUPLICATE));
    assertThatThrownBy(() -> config.set("token", "a", "k", null))
        .isInstanceOf(CorruptFileException.class);
    assertThat(text(config)).isEqualTo(twice);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "two\nlines",
        "two\rlines",
        "tab\tbed",
        "nul\u0000",
        "escape\u001b[31m",
        "del\u007f",
        "next\u0085line",
        "line\u2028separator",
        "paragraph\u2029separator",
        " blank before",
        "blank behind ",
        "x\u2003",
        "lone\ud800surrogate"
      })
  void set_ofValueThatTheFormatCannotKeep_isRefusedAndChangesNothing(String value)
      throws IOException {
    SectionConfig config = parse(THREE);

    assertThat(SectionConfig.isStorable(value)).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> config.set("token", "a", "comment", value));
    assertThatIllegalArgumentException().isThrownBy(() -> config.replaceSection("token", value));
    assertThat(text(config)).isEqualTo(THREE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "two  words", "# hash", "a: b", "ünïcödé 🔑", "token: a", "\u00a0x"})
  void set_ofStorableValue_isReadBackTheSame(String value) throws IOException {
    assertThat(SectionConfig.isStorable(value)).isTrue();
    SectionConfig config = parse(THREE);

    config.set("user", "b", "email", value);

    SectionConfig again = parse(text(config));
    assertThat(again.value("user", "b", "email")).isEqualTo(value);
    assertThat(again.ids("token")).containsExactly("a", "c");
  }

  @Test
  void replaceSection_inEmptyFile_isAllThereIs() throws IOException {
    SectionConfig config = parse("");

    config.replaceSection("token", "a");
    config.set("token", "a", "k", "v");

    assertThat(text(config)).isEqualTo("token: a\n\tk v\n");
  }

  @Test
  void replaceSection_ofNewSection_isSeparatedByAnEmptyLine() throws IOException {
    SectionConfig config = parse("token: a\n\tk v\n");

    config.replaceSection("token", "b");
    config.replaceSection("token", "c");

    assertThat(text(config)).isEqualTo("token: a\n\tk v\n\ntoken: b\n\ntoken: c\n");
  }

  @Test
  void replaceSection_whereAnEmptyLineIsLast_addsNoSecondOne() throws IOException {
    SectionConfig config = parse("token: a\n\tk v\n\n");

    config.replaceSection("token", "b");

    assertThat(text(config)).isEqualTo("token: a\n\tk v\n\ntoken: b\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"token: a\n\tk v", "token: a", "# comment", "token: a\n\n# end"})
  void replaceSection_inFileWithoutFinalNewline_beginsOnItsOwnLine(String text) throws IOException {
    SectionConfig config = parse(text);

    config.replaceSection("token", "b");

    assertThat(text(config)).isEqualTo(text + "\n\ntoken: b\n");
    assertThat(parse(text(config)).contains("token", "b")).isTrue();
  }

  @Test
  void replaceSection_afterBlanksWithoutFinalNewline_beginsOnItsOwnLine() throws IOException {
    SectionConfig config = parse("token: a\n  ");

    config.replaceSection("token", "b");

    assertThat(text(config)).isEqualTo("token: a\n  \ntoken: b\n");
  }

  @Test
  void replaceSection_ofPresentSection_dropsItsPropertiesAndMovesItToTheEnd() throws IOException {
    SectionConfig config = parse("token: a\n\tk v\n\ntoken: b\n\tk w\n");

    config.replaceSection("token", "a");

    assertThat(text(config)).isEqualTo("token: b\n\tk w\n\ntoken: a\n");
  }

  @Test
  void remove_ofFirstSection_keepsCommentsAroundIt() throws IOException {
    SectionConfig config = parse(THREE);

    config.remove("token", "a");

    assertThat(text(config))
        .isEqualTo(THREE.replace("token: a\n\tcomment first\n\t# inside a\n\tenable 1\n", ""));
    assertThat(config.ids("token")).containsExactly("c");
  }

  @Test
  void remove_ofMiddleSection_keepsCommentsAroundIt() throws IOException {
    SectionConfig config = parse(THREE);

    config.remove("user", "b");

    String removed = "user: b\n    email  b@example.com\n\tunknown   kept\tas it is\n";
    assertThat(text(config)).isEqualTo(THREE.replace(removed, ""));
  }

  @Test
  void remove_ofLastSection_keepsCommentsAroundIt() throws IOException {
    SectionConfig config = parse(THREE);

    config.remove("token", "c");

    assertThat(text(config)).isEqualTo(THREE.replace("token: c\n\texpire 7\n", ""));
  }

  @Test
  void remove_ofSectionBetweenEmptyLines_leavesOneOfThem() throws IOException {
    SectionConfig config = parse("user: a\n\nuser: b\n\tk v\n\nuser: c\n");

    config.remove("user", "b");

    assertThat(text(config)).isEqualTo("user: a\n\nuser: c\n");
  }

  @Test
  void remove_ofFirstSectionInFile_leavesNoEmptyLineAtTheBeginning() throws IOException {
    SectionConfig config = parse("user: a\n\tk v\n\nuser: b\n");

    config.remove("user", "a");

    assertThat(text(config)).isEqualTo("user: b\n");
  }

  @Test
  void remove_ofOnlySection_leavesAnEmptyFile() throws IOException {
    SectionConfig config = parse("user: a\n\tk v\n");

    config.remove("user", "a");

    assertThat(config.toBytes()).isEmpty();
  }

  @Test
  void remove_ofLastSectionWithoutFinalNewline_leavesTheOthers() throws IOException {
    SectionConfig config = parse("user: a\n\tk v\n\nuser: b\n\tk w");

    config.remove("user", "b");

    assertThat(text(config)).isEqualTo("user: a\n\tk v\n");
  }

  @Test
  void remove_ofAbsentSection_changesNothing() throws IOException {
    SectionConfig config = parse(THREE);

    config.remove("token", "b");

    assertThat(text(config)).isEqualTo(THREE);
  }

  @Test
  void remove_thenAdd_givesBackTheFile() throws IOException {
    String text = "user: a\n\tk v\n\ntoken: b\n\tcomment x\n";
    SectionConfig config = parse(text);

    config.remove("token", "b");
    config.replaceSection("token", "b");
    config.set("token", "b", "comment", "x");

    assertThat(text(config)).isEqualTo(text);
  }
}
