package dev.latchkey.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenIdTest {

  private static final String A58 = "a".repeat(58);
  private static final String A59 = "a".repeat(59);
  private static final String A60 = "a".repeat(60);

  @ParameterizedTest
  @CsvSource({
    "a@b!c,           a@b,         c",
    "backup@pbs!ci,   backup@pbs,  ci",
    "a!b@pbs!ci,      a!b@pbs,     ci",
    "!@pbs!ci,        !@pbs,       ci",
    "a@x@pbs!ci,      a@x@pbs,     ci",
    "a@b!c@d!e,       a@b!c@d,     e",
    "jürgen@pbs!ci,   jürgen@pbs,  ci",
    "\uD83D\uDD11@pbs!ci, \uD83D\uDD11@pbs, ci",
    "-@pbs!ci,        -@pbs,       ci",
    "a@_!_,           a@_,         _",
    "a@9.x-y!9.x-y,   a@9.x-y,     9.x-y",
    "$(id)@pbs!ci,    $(id)@pbs,   ci",
    "a%=;'@pbs!ci,    a%=;'@pbs,   ci",
  })
  void parse_wellFormed_splitsAtLastMarks(String text, String owner, String name) {
    TokenId id = TokenId.parse(text);

    assertThat(id.owner()).isEqualTo(new UserId(owner));
    assertThat(id.name()).isEqualTo(name);
    assertThat(id).hasToString(text).isEqualTo(new TokenId(new UserId(owner), name));
  }

  static Stream<String> malformed() {
    return Stream.of(
        "",
        "!",
        "@!",
        "secret",
        "secret@pbs",
        "!secret",
        "@pbs!secret",
        "secret@!ci",
        "secret@pbs!",
        "secret!ci",
        "secret@pbs!c!",
        "secret@pbs!c i",
        "secret@pbs!c/i",
        "secret@pbs!c:i",
        "secret@pbs!c@i",
        "secret@pbs!.ci",
        "secret@pbs!-ci",
        "secret@pbs!cï",
        "secret@pbs!ci\n",
        "secret@p bs!ci",
        "secret@.pbs!ci",
        "secret@-pbs!ci",
        "secret@pbß!ci",
        "secret@p/bs!ci",
        "sec:ret@pbs!ci",
        "sec/ret@pbs!ci",
        "sec ret@pbs!ci",
        " secret@pbs!ci",
        "secret@pbs!ci ",
        "sec\tret@pbs!ci",
        "sec\nret@pbs!ci",
        "sec\0ret@pbs!ci",
        "sec\u001bret@pbs!ci",
        "sec\u007fret@pbs!ci",
        "sec\u0085ret@pbs!ci",
        "sec\u00a0ret@pbs!ci",
        "sec\u2003ret@pbs!ci",
        "sec\u2028ret@pbs!ci",
        "sec\ud800ret@pbs!ci",
        "sec\udc00ret@pbs!ci",
        "sec\udfffret@pbs!ci");
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void parse_malformed_refusesWithoutQuoting(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TokenId.parse(text))
        .withNoCause()
        .satisfies(e -> assertThat(e.getMessage()).isNotBlank().doesNotContain("sec", "ret"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a@b!", "a\u00e4@b!", "\ud83d\udd11@b!"})
  void parse_64Characters_accepts(String beginning) {
    int length = beginning.codePointCount(0, beginning.length());

    TokenId id = TokenId.parse(beginning + "n".repeat(64 - length));

    assertThat(id.toString().codePoints().count()).isEqualTo(64);
  }

  @Test
  void parse_65Characters_refuses() {
    for (String text : List.of("a@b!" + A60 + "x", A60 + "a@b!c", "a@" + A60 + "a!c")) {
      assertThat(text).hasSize(65);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> TokenId.parse(text))
          .withMessage("an id has 3 to 64 characters");
    }
    assertThat(TokenId.parse("a@" + A60 + "!c").toString()).hasSize(64);
  }

  @Test
  void constructor_longOwnerAndName_countsBothTogether() {
    UserId owner = new UserId("a@" + A59);
    assertThat(new TokenId(owner, "ci").toString()).hasSize(64);
    assertThatIllegalArgumentException().isThrownBy(() -> new TokenId(owner, "cid"));
    assertThat(new TokenId(new UserId("a@" + A58), "cid").toString()).hasSize(64);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a!b", "a b", "", "x@y", "a@b!c"})
  void constructor_nameOutsideGrammar_refuses(String name) {
    UserId owner = new UserId("a@b");
    assertThatIllegalArgumentException().isThrownBy(() -> new TokenId(owner, name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a@b", "root@pam", "a@b@c", "a!@b", "\u540d@pbs"})
  void userId_wellFormed_isItself(String text) {
    assertThat(new UserId(text)).hasToString(text).isEqualTo(new UserId(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a", "ab", "@b", "@bc", "abc", "abc@", "a b@c", "a@b!c", "a@b/c", "a:@b"})
  void userId_malformed_refuses(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> new UserId(text)).withNoCause();
  }

  @ParameterizedTest
  @CsvSource({
    "abc,    the user has no realm: expected user@realm",
    "@bc,    the user part before '@' is empty",
    "a b@c,  'the user part has whitespace, '':'', ''/'' or a control character'",
    "ab,     an id has 3 to 64 characters",
  })
  void userId_malformed_saysWhatIsWrong(String text, String message) {
    assertThatIllegalArgumentException().isThrownBy(() -> new UserId(text)).withMessage(message);
  }

  @ParameterizedTest
  @CsvSource({
    "a@b,     the token has no name: expected user@realm!name",
    "!secret, an id has 3 to 64 characters",
  })
  void parse_malformed_saysWhatIsWrong(String text, String message) {
    assertThatIllegalArgumentException().isThrownBy(() -> TokenId.parse(text)).withMessage(message);
  }

  @Test
  void parseOrNull_malformed_isNull() {
    assertThat(TokenId.parseOrNull("a@b")).isNull();
    assertThat(TokenId.parseOrNull("a@b!c")).isEqualTo(TokenId.parse("a@b!c"));
  }

  @Test
  void userId_64And65Characters_isTheLimit() {
    assertThat(new UserId("a@b" + A60 + "x").value()).hasSize(64);
    assertThatIllegalArgumentException().isThrownBy(() -> new UserId("a@bcd" + A60));
  }

  @Test
  void compareTo_ids_followsTheirCharacters() {
    List<TokenId> sorted =
        Stream.of("b@x!a", "a@x!b", "a@x!a", "a@x!B", "a@w!z")
            .map(TokenId::parse)
            .sorted()
            .toList();
    assertThat(sorted.stream().map(TokenId::toString))
        .containsExactly("a@w!z", "a@x!B", "a@x!a", "a@x!b", "b@x!a");
    assertThat(new UserId("a@x")).isLessThan(new UserId("b@w")).isGreaterThan(new UserId("a@w"));
  }
}
