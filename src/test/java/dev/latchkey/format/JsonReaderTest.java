package dev.latchkey.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.latchkey.store.CorruptFileException;
import dev.latchkey.store.CorruptFileException.Problem;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How strictly JSON is read, from text and from bytes alike. */
class JsonReaderTest {

  private static final Path FILE = Path.of("file.json");

  /** Reads every property in one way. */
  private static List<String> read(String text, Function<JsonReader, String> value) {
    List<String> fromBytes = new ArrayList<>();
    List<String> fromText = new ArrayList<>();
    JsonReader.read(FILE, text.getBytes(StandardCharsets.UTF_8), collect(fromBytes, value));
    JsonReader.read(FILE, text, collect(fromText, value));
    assertThat(fromText).isEqualTo(fromBytes);
    return fromBytes;
  }

  private static JsonReader.Content collect(
      List<String> values, Function<JsonReader, String> value) {
    Set<String> seen = new HashSet<>();
    return reader ->
        name -> {
          values.add(name + "=" + value.apply(reader));
          return seen.add(name);
        };
  }

  private static CorruptFileException corrupt(String text, Function<JsonReader, String> value) {
    CorruptFileException e =
        catchThrowableOfType(CorruptFileException.class, () -> read(text, value));
    assertThat(e).as(text).isNotNull().hasNoCause();
    assertThat(e.path()).isEqualTo(FILE);
    return e;
  }

  private static String base64(JsonReader reader) {
    return HexFormat.of().formatHex(reader.base64());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | ''",
        "{\"a\":\"\"} | a=",
        "{\"a\":\"b\",\"c\":\"\\u00fc\"} | a=b,c=ü",
        " {\"\" : \"x\"}  | =x",
      })
  void string_ofStrings_isTheirText(String text, String expected) {
    assertThat(String.join(",", read(text, JsonReader::string))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-1, -1",
    "9223372036854775807, 9223372036854775807",
    "-9223372036854775808, -9223372036854775808",
  })
  void number_ofWholeNumbers_isTheirValue(String json, long number) {
    assertThat(read("{\"a\":" + json + "}", reader -> "" + reader.number()))
        .containsExactly("a=" + number);
  }

  @ParameterizedTest
  @CsvSource({
    "1.0, WRONG_TYPE",
    "1e2, WRONG_TYPE",
    "\"1\", WRONG_TYPE",
    "true, WRONG_TYPE",
    "null, WRONG_TYPE",
    "{}, WRONG_TYPE",
    "9223372036854775808, SYNTAX",
    "01, SYNTAX",
    "+1, SYNTAX",
    "0x10, SYNTAX",
    "NaN, SYNTAX",
  })
  void number_ofAnythingElse_isCorrupt(String json, Problem problem) {
    CorruptFileException e = corrupt("{\"a\":" + json + "}", reader -> "" + reader.number());
    assertThat(e.problem()).isEqualTo(problem);
    assertThat(e.line()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"'', ''", "AA==, 00", "AAEC, 000102", "++//, fbefff"})
  void base64_ofStrings_isTheirBytes(String text, String hex) {
    assertThat(read("{\"a\":\"" + text + "\"}", JsonReaderTest::base64))
        .containsExactly("a=" + hex);
  }

  @ParameterizedTest
  @ValueSource(strings = {"A", "AA", "AAE", "AA=", "AA==A", "A===", "--__", "AAE!", "ÄÄÄÄ", "=AAA"})
  void base64_ofRubbish_isCorrupt(String text) {
    corrupt("{\"a\":\"" + text + "\"}", JsonReaderTest::base64);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "null", "[]", "{}"})
  void base64_ofAnythingElse_isOfTheWrongType(String json) {
    CorruptFileException e = corrupt("{\"a\":" + json + "}", JsonReaderTest::base64);
    assertThat(e.problem()).isEqualTo(Problem.WRONG_TYPE);
  }

  @Test
  void isNull_ofValues_isTrueOfNullAlone() {
    assertThat(read("{\"a\":null,\"b\":\"null\",\"c\":false}", reader -> "" + reader.isNull()))
        .containsExactly("a=true", "b=false", "c=false");
  }

  @Test
  void wrongType_ofAValue_saysWhere() {
    CorruptFileException e =
        corrupt(
            "{\n\"a\":1}",
            reader -> {
              throw reader.wrongType();
            });
    assertThat(e.problem()).isEqualTo(Problem.WRONG_TYPE);
    assertThat(e.line()).isEqualTo(2);
  }

  /** Half a character is text in Java, and none that could be written to a file again. */
  @ParameterizedTest
  @ValueSource(strings = {"\\ud800", "\\udfff", "\\ude00x"})
  void string_halfACharacterInBytes_isCorrupt(String escaped) {
    for (String json : List.of("{\"a\":\"" + escaped + "\"}", "{\"" + escaped + "\":\"\"}")) {
      assertCorrupt(json.getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void string_lastBeforeAndFirstAfterHalfCharacters_areTheirText() {
    assertThat(read("{\"a\":\"\\ud7ff\\ue000\"}", JsonReader::string))
        .containsExactly("a=\ud7ff\ue000");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "true",
        "-0.5",
        "12345678901234567890",
        "\"ü\\n\"",
        "[]",
        "{}",
        "[1,[2,{\"a\":null}],\"x\"]",
        "{\"a\":{\"b\":[\"c\"]},\"d\":1}"
      })
  void raw_ofAnyValue_isTheSameJson(String json) {
    assertThat(read("{\"a\":" + json + ",\"b\":1}", JsonReader::raw))
        .containsExactly("a=" + json, "b=1");
  }

  /** A number keeps its digits: no floating point in between. */
  @ParameterizedTest
  @ValueSource(
      strings = {"1.0", "1E+400", "1e99999999999", "-0", "0.10", "0.1234567890123456789012345"})
  void raw_ofNumbers_isTheSameNumber(String json) {
    assertThat(read("{\"a\":" + json + "}", JsonReader::raw)).containsExactly("a=" + json);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | ",
        "[ ] | ",
        "[\"x\"] | x",
        "[\"x\", \"\", \"x\"] | x,,x",
        "[[],[\"y\",[\"z\"]]] | (),(y,(z))",
      })
  void array_ofValues_readsEachInItsOrder(String json, @Nullable String expected) {
    assertThat(read("{\"a\":" + json + ",\"b\":[]}", JsonReaderTest::array))
        .containsExactly("a=" + (expected == null ? "" : expected), "b=");
  }

  private static String array(JsonReader reader) {
    List<String> values = new ArrayList<>();
    reader.array(() -> values.add(reader.isArray() ? "(" + array(reader) + ")" : reader.string()));
    return String.join(",", values);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"x\" | WRONG_TYPE | 6",
        "{} | WRONG_TYPE | 6",
        "null | WRONG_TYPE | 6",
        "[1] | WRONG_TYPE | 7",
        "[\"x\",null] | WRONG_TYPE | 11",
        "[\"x\",] | SYNTAX | 11",
        "[,\"x\"] | SYNTAX | 7",
        "[\"x\" \"y\"] | SYNTAX | 11",
        "[\"x\"} | SYNTAX | 10",
        "[\"x\" | SYNTAX | 10",
        "[ | SYNTAX | 7",
      })
  void array_ofAnythingElse_saysWhatAndWhere(String json, Problem problem, int column) {
    CorruptFileException e = corrupt("{\"a\":" + json + "}", JsonReaderTest::array);
    assertThat(e.problem()).isEqualTo(problem);
    assertThat(e.line()).isEqualTo(1);
    assertThat(e.column()).isBetween(column, column + 1);
  }

  @Test
  void array_thatEndsWithTheFile_isCorrupt() {
    for (String json : List.of("{\"a\":[", "{\"a\":[\"x\"", "{\"a\":[\"x\",")) {
      assertThat(corrupt(json, JsonReaderTest::array).problem()).isEqualTo(Problem.SYNTAX);
    }
  }

  /** Nobody recurses who was not asked to, and Jackson stops at a depth of its own. */
  @Test
  void array_nestedTooDeeply_isCorrupt() {
    String json = "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
    assertThat(corrupt(json, JsonReaderTest::array).problem()).isEqualTo(Problem.SYNTAX);
    assertThat(corrupt(json, JsonReader::raw).problem()).isEqualTo(Problem.SYNTAX);
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false", "0", "-1.50", "1E+3", "12345678901234567890"})
  void scalar_ofNumbersAndBooleans_isWhatStandsThere(String json) {
    assertThat(read("{\"a\":" + json + " , \"b\":\"\\u0078\"}", JsonReader::scalar))
        .containsExactly("a=" + json, "b=x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "[]", "{}", "[true]"})
  void scalar_ofAnythingElse_isOfTheWrongType(String json) {
    CorruptFileException e = corrupt("{\"a\":" + json + "}", JsonReader::scalar);
    assertThat(e.problem()).isEqualTo(Problem.WRONG_TYPE);
    assertThat(e.column()).isBetween(6, 7);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "[]",
        "null",
        "\"a\"",
        "{",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":\"b\"",
        "{\"a\":\"b\",}",
        "{,\"a\":\"b\"}",
        "{'a':'b'}",
        "{a:\"b\"}",
        "{\"a\":\"b\"}}",
        "{} {}",
        "{}x",
        "{}\0",
        "{/**/}",
        "{}#",
        "{\"a\":\"b\nc\"}",
        "{\"a\":\"\\x\"}",
        "{\"a\":1}",
        "{\"a\":null}",
        "{\"a\":\"b\",\"a\":\"b\"}",
        "{\"a\":\"b\",\"\\u0061\":\"b\"}"
      })
  void read_anythingButOneStrictObject_isCorrupt(String text) {
    corrupt(text, JsonReader::string);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"a\":\"b\",¶ \"a\":\"b\"} | DUPLICATE | 2 | 2",
        "'' | SYNTAX | 1 | 0",
        "{\"a\":\"b\"} x | SYNTAX | 1 | 11",
        "{} {} | TRAILING_DATA | 1 | 4",
        "{¶\"a\":1} | WRONG_TYPE | 2 | 5",
      })
  void read_corrupt_saysWhatAndWhere(String text, Problem problem, int line, int column) {
    CorruptFileException e = corrupt(text.replace('¶', '\n'), JsonReader::string);
    assertThat(e.problem()).isEqualTo(problem);
    assertThat(e.line()).isEqualTo(line);
    assertThat(e.column()).isBetween(column, column + 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-16", "UTF-32LE", "UTF-32BE", "IBM1047"})
  void read_bytesOfAnotherEncoding_areCorrupt(String charset) {
    byte[] bytes = "{\"a\":\"b\"}".getBytes(Charset.forName(charset));
    assertCorrupt(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"e9", "c3", "c080", "eda080", "f8", "ff", "f0808080", "80"})
  void read_bytesThatAreNoUtf8_areCorrupt(String hex) {
    byte[] bytes = "{\"a\":\"....\",\"b\":\"c\"}".getBytes(StandardCharsets.US_ASCII);
    byte[] wrong = HexFormat.of().parseHex(hex);
    System.arraycopy(wrong, 0, bytes, 6, wrong.length);
    assertCorrupt(bytes);
  }

  private static void assertCorrupt(byte[] bytes) {
    CorruptFileException e =
        catchThrowableOfType(
            CorruptFileException.class,
            () -> JsonReader.read(FILE, bytes, collect(new ArrayList<>(), JsonReader::string)));
    assertThat(e).isNotNull().hasNoCause();
  }
}
