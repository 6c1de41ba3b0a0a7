package dev.latchkey.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

import dev.latchkey.store.CorruptFileException;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenSuggestionsTest {

  private final TokenScene scene;

  TokenSuggestionsTest(@TempDir Path directory) {
    this.scene = new TokenScene(directory).directory();
  }

  private TokenSuggestions suggest(String prefix) {
    return TokenSuggestions.beginningWith(scene.config, prefix);
  }

  @Test
  void beginningWith_moreThanTheLimit_countsAllAndShowsTheFirst() {
    scene.shadow(
        "{\"b@x!1\":\"h\",\"a@x!2\":\"h\",\"a@x!1\":\"$y$h\",\"none\":\"h\",\"c@x!1\":\"h\"}");

    TokenSuggestions found = suggest("");

    assertThat(found.owners()).containsExactly(entry("a@x", 2), entry("b@x", 1), entry("c@x", 1));
    assertThat(found.tokens(2).stream().map(Token::id))
        .containsExactly(TokenId.parse("a@x!1"), TokenId.parse("a@x!2"));
    assertThat(found.tokens(1).getFirst().hashMethod()).isEqualTo("yescrypt");
  }

  @Test
  void beginningWith_metadata_areThoseOfTokenAndOwner() {
    scene.shadow("{\"a@x!1\":\"h\",\"a@x!2\":\"h\"}");
    scene.users("token: a@x!1\n\tcomment one\n\texpire 9\n\nuser: a@x\n\texpire 7\n\tenable 0\n");

    assertThat(suggest("").tokens(9))
        .containsExactly(
            new Token(
                TokenId.parse("a@x!1"),
                new TokenSettings("one", true, Instant.ofEpochSecond(9)),
                false,
                Instant.ofEpochSecond(7),
                "unknown"),
            new Token(
                TokenId.parse("a@x!2"),
                TokenSettings.DEFAULT,
                false,
                Instant.ofEpochSecond(7),
                "unknown"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a@x!1\":\"h\",\"a@x!12\":\"i\",\"b@x!1\":\"j\"}",
        " {\n\"a@x!1\" : \"h\" ,\t\"a@x!12\" : \"i\" , \"b@x!1\" : \"j\" } \n",
      })
  void plain_asWeWriteIt_isReadTheQuickWay(String json) {
    assertThat(TokenSuggestions.plain(json, ""))
        .containsExactly(
            new TokenSuggestions.Entry("a@x!1", "h"),
            new TokenSuggestions.Entry("a@x!12", "i"),
            new TokenSuggestions.Entry("b@x!1", "j"));
  }

  @Test
  void plain_escapedId_isLeftToTheParser() {
    String json = "{\"\\u0061@x!1\":\"h\"}";
    assertThat(TokenSuggestions.plain(json, "")).isNull();

    scene.shadow(json);
    assertThat(suggest("a@x!1").owners()).containsExactly(entry("a@x", 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a@x!1\":\"h\",\"a@x!12\":\"h\",\"b@x!1\":\"h\"}",
        " {\n\"a@x!1\" : \"h\" ,\t\"a@x!12\" : \"h\" , \"b@x!1\" : \"h\" } \n",
        "{\"a@x!1\":\"h\",\"\\u0061@x!12\":\"h\",\"b@x!1\":\"h\"}",
      })
  void beginningWith_prefix_isNotTheWholeId(String json) {
    scene.shadow(json);

    assertThat(suggest("a@x!1").owners()).containsExactly(entry("a@x", 2));
    assertThat(suggest("a@x!12").owners()).containsExactly(entry("a@x", 1));
    assertThat(suggest("a@x!12\":\"h").owners()).isEmpty();
    assertThat(suggest("@x").owners()).isEmpty();
  }

  @Test
  void tokens_ofNobody_areToldWithoutTheirSettings() {
    scene.shadow("{\"a@x!1\":\"h\"}").users("\tdamaged\n!\n");

    assertThat(suggest("b").tokens(9)).isEmpty();
    assertThat(suggest("").tokens(0)).isEmpty();
    assertThat(suggest("").owners()).containsExactly(entry("a@x", 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", " { } "})
  void beginningWith_noTokens_findsNone(String json) {
    scene.shadow(json);

    assertThat(suggest("").owners()).isEmpty();
    assertThat(suggest("").tokens(9)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "{",
        "[]",
        "{\"a@x!1",
        "{\"a@x!1\"",
        "{\"a@x!1\":",
        "{\"a@x!1\":\"h",
        "{\"a@x!1\":\"h\"",
        "{\"a@x!1\":\"h\"} x",
        "{\"a@x!1\":\"h\"\"b@x!1\":\"h\"}",
        "{\"a@x!1\" \"h\"}",
        "{\"a@x!1\":1}",
        "{\"a@x!1\":\"h\",\"\\u0061@x!1\":\"h\"}",
      })
  void beginningWith_damagedFile_isCorrupt(String json) {
    scene.shadow(json);

    assertThatExceptionOfType(CorruptFileException.class)
        .isThrownBy(() -> suggest(""))
        .satisfies(e -> assertThat(e.path()).isEqualTo(scene.config.resolve("token.shadow")));
  }

  @Test
  void beginningWith_noFiles_findsNone() {
    assertThat(suggest("").tokens(9)).isEmpty();
  }
}
