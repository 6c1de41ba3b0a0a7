package dev.latchkey.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.latchkey.store.CorruptFileException;
import dev.latchkey.store.CorruptFileException.Problem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShadowFileTest {

  private static final String SAMPLE =
      "{\"backup@pbs!ci\":\"$y$j9T$canary\",\n"
          + " \"no id\":\"*\" , \"\":\"\",\"j\\u00fc@b!\\\"\":\"\\\\\"}";

  private final TokenScene scene;

  ShadowFileTest(@TempDir Path directory) {
    this.scene = new TokenScene(directory);
  }

  private ShadowFile parse(String text) {
    return ShadowFile.parse(scene.shadow(text).image(TokenFiles.SHADOW));
  }

  private String rewritten(String text) {
    return new String(parse(text).toPieces().toBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void parse_fileAbsent_isEmpty() {
    ShadowFile shadow = ShadowFile.parse(scene.directory().image(TokenFiles.SHADOW));
    assertThat(shadow.ids()).isEmpty();
    assertThat(new String(shadow.toPieces().toBytes(), StandardCharsets.UTF_8)).isEqualTo("{}");
  }

  @Test
  void toBytes_nothingChanged_keepsIdsAndOrder() {
    assertThat(rewritten(SAMPLE))
        .isEqualTo(
            "{\"backup@pbs!ci\":\"$y$j9T$canary\",\"no"
                + " id\":\"*\",\"\":\"\",\"jü@b!\\\"\":\"\\\\\"}");
    String again = rewritten(SAMPLE);
    assertThat(rewritten(again)).isEqualTo(again);
  }

  @Test
  void put_existingId_staysInItsPlace() {
    ShadowFile shadow = parse("{\"a@b!1\":\"x\",\"a@b!2\":\"y\",\"a@b!3\":\"z\"}");

    shadow.put(TokenId.parse("a@b!2"), "new");
    shadow.put(TokenId.parse("a@b!4"), "last");
    shadow.remove(TokenId.parse("a@b!1"));
    shadow.remove(TokenId.parse("a@b!absent"));

    assertThat(shadow.hash(TokenId.parse("a@b!1"))).isNull();
    assertThat(new String(shadow.toPieces().toBytes(), StandardCharsets.UTF_8))
        .isEqualTo("{\"a@b!2\":\"new\",\"a@b!3\":\"z\",\"a@b!4\":\"last\"}");
  }

  @Test
  void parse_whitespaceAndEscapes_areNotPartOfIds() {
    ShadowFile shadow = parse(" \r\n{ \"a\\u0040b\\u0021c\"\t:\n\"x\\/y\" }\n\n");
    assertThat(shadow.hash(TokenId.parse("a@b!c"))).isEqualTo("x/y");
  }

  static Stream<Arguments> damaged() {
    return Stream.of(
        Arguments.of("[\"canary\"]", Problem.WRONG_TYPE, 1, 1),
        Arguments.of("\"canary\"", Problem.WRONG_TYPE, 1, 1),
        Arguments.of("null", Problem.WRONG_TYPE, 1, 1),
        Arguments.of("17", Problem.WRONG_TYPE, 1, 1),
        Arguments.of("{\"canary\":17}", Problem.WRONG_TYPE, 1, 11),
        Arguments.of("{\"canary\":\n  -1.5e3}", Problem.WRONG_TYPE, 2, 3),
        Arguments.of("{\"canary\":1" + "0".repeat(5000) + "}", Problem.SYNTAX, -1, -1),
        Arguments.of("{\"canary\":1e999999999}", Problem.WRONG_TYPE, 1, 11),
        Arguments.of("{\"a\":\"b\",\n\"canary\":null}", Problem.WRONG_TYPE, 2, 10),
        Arguments.of("{\"canary\":true}", Problem.WRONG_TYPE, 1, 11),
        Arguments.of("{\"canary\":[\"x\"]}", Problem.WRONG_TYPE, 1, 11),
        Arguments.of("{\"canary\":{\"x\":\"y\"}}", Problem.WRONG_TYPE, 1, 11),
        Arguments.of("{\"canary\":" + "[".repeat(100_000), Problem.WRONG_TYPE, 1, 11),
        Arguments.of("[".repeat(100_000), Problem.WRONG_TYPE, 1, 1),
        Arguments.of(
            "{\"x\":\"a\",\n \"canary\":\"b\",\n  \"canary\":\"c\"}", Problem.DUPLICATE, 3, 3),
        Arguments.of("{\"a@b!c\":\"1\",\"a@b\\u0021c\":\"2\"}", Problem.DUPLICATE, 1, 14),
        Arguments.of("{\"a\":\"b\"}\n{\"canary\":\"c\"}", Problem.TRAILING_DATA, 2, 1),
        Arguments.of("{\"a\":\"b\"} 5", Problem.TRAILING_DATA, 1, 11),
        Arguments.of("{\"a\":\"b\"}canary", Problem.SYNTAX, -1, -1),
        Arguments.of("{\"a\":\"b\"}\0", Problem.SYNTAX, -1, -1),
        Arguments.of("{\"a\":\"b\",}", Problem.SYNTAX, -1, -1),
        Arguments.of("{\"a\" \"canary\"}", Problem.SYNTAX, -1, -1),
        Arguments.of("{'a':'canary'}", Problem.SYNTAX, -1, -1),
        Arguments.of("{a:\"canary\"}", Problem.SYNTAX, -1, -1),
        Arguments.of("{\"a\":canary}", Problem.SYNTAX, -1, -1),
        Arguments.of("{\"a\":NaN}", Problem.SYNTAX, -1, -1),
        Arguments.of("{\"a\":\"can\nary\"}", Problem.SYNTAX, -1, -1),
        Arguments.of("{\"a\":\"can\\qary\"}", Problem.SYNTAX, -1, -1),
        Arguments.of("{\"a\":\"\\u12\"}", Problem.SYNTAX, -1, -1),
        Arguments.of("// canary\n{}", Problem.SYNTAX, -1, -1),
        Arguments.of("{\"a\":\"b\"} # canary", Problem.SYNTAX, -1, -1),
        Arguments.of("\ufeff{\"a\":\"canary\"}", Problem.SYNTAX, -1, -1),
        Arguments.of("{\"" + "canary".repeat(20_000) + "\":\"x\"}", Problem.SYNTAX, -1, -1));
  }

  @ParameterizedTest
  @MethodSource("damaged")
  void parse_damaged_namesPlaceAndQuotesNothing(
      String text, Problem problem, int line, int column) {
    CorruptFileException e = catchCorrupt(text.getBytes(StandardCharsets.UTF_8));

    assertThat(e.problem()).isEqualTo(problem);
    if (line > 0) {
      assertThat(e.line()).isEqualTo(line);
      assertThat(e.column()).isEqualTo(column);
    }
  }

  @Test
  void parse_syntaxError_namesLineOfTheError() {
    CorruptFileException e =
        catchCorrupt(
            "{\"a\":\"b\",\n\"c\":\"canary\",\n \"d\" = \"e\"}".getBytes(StandardCharsets.UTF_8));
    assertThat(e.problem()).isEqualTo(Problem.SYNTAX);
    assertThat(e.line()).isEqualTo(3);
  }

  @Test
  void parse_emptyOrBlank_isCorrupt() {
    catchCorrupt(new byte[0]);
    catchCorrupt(" \n".getBytes(StandardCharsets.UTF_8));
    catchCorrupt(new byte[4096]);
  }

  @Test
  void parse_invalidUtf8_namesPlace() {
    byte[] bytes = "{\"a\":\"b\",\n\"x?\":\"canary\"}".getBytes(StandardCharsets.UTF_8);
    bytes["{\"a\":\"b\",\n\"x".length()] = (byte) 0xff;

    CorruptFileException e = catchCorrupt(bytes);

    assertThat(e.problem()).isEqualTo(Problem.NOT_UTF8);
    assertThat(e.line()).isEqualTo(2);
    assertThat(e.column()).isEqualTo(3);
  }

  @Test
  void parse_utf16_isCorrupt() {
    catchCorrupt("{\"a\":\"canary\"}".getBytes(StandardCharsets.UTF_16));
    catchCorrupt("{\"a\":\"canary\"}".getBytes(StandardCharsets.UTF_16LE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"a\\ud800\":\"canary\"}", "{\"a\\udc00\":\"canary\"}"})
  void parse_idWithLoneSurrogate_isCorrupt(String text) {
    assertThat(catchCorrupt(text.getBytes(StandardCharsets.UTF_8)).line()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"a\":\"x\\uD800\"}", "{\"a\":\"\\uDC00y\\uD800\"}"})
  void toBytes_hashWithLoneSurrogate_isKeptAndNeverReplaced(String text) {
    assertThat(rewritten(text)).isEqualTo(text);
  }

  @Test
  void parse_truncatedAnywhere_isCorrupt() {
    byte[] whole = SAMPLE.getBytes(StandardCharsets.UTF_8);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = new byte[length];
      System.arraycopy(whole, 0, cut, 0, length);
      assertThat(catchCorrupt(cut).path()).isEqualTo(scene.config.resolve(TokenFiles.SHADOW));
    }
  }

  private CorruptFileException catchCorrupt(byte[] bytes) {
    scene.file(TokenFiles.SHADOW, bytes);
    CorruptFileException e =
        catchThrowableOfType(
            CorruptFileException.class, () -> ShadowFile.parse(scene.image(TokenFiles.SHADOW)));
    assertThat(e).as("%d bytes", bytes.length).isNotNull();
    assertQuotesNothing(e);
    return e;
  }

  private static void assertQuotesNothing(CorruptFileException e) {
    assertThat(e).hasNoCause().hasNoSuppressedExceptions();
    assertThat(e.getMessage()).doesNotContain("canary", "$y$", "\n");
  }
}
