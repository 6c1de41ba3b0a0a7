package dev.latchkey.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which texts are ids of keys. */
class KeyIdTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "abc",
        "ABC",
        "123",
        "_._",
        "a-b",
        "a..",
        "x--",
        "abcdefghijklmnopqrstuvwxyz012345"
      })
  void newId_safeIdOf3To32Characters_isOne(String text) {
    assertThat(new KeyId(text).value()).isEqualTo(text);
    assertThat(new KeyId(text)).hasToString(text).isEqualTo(KeyId.parseOrNull(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "ab",
        "abcdefghijklmnopqrstuvwxyz0123456",
        "../x",
        "..",
        "...",
        ".hidden",
        "-abc",
        "a/b",
        "a\\b",
        "/abc",
        "a b",
        " abc",
        "abc ",
        "abc\n",
        "abc\0",
        "a:bc",
        "a@b!c",
        "schlüssel",
        "\uff41bc",
        "ab\u0663",
        "кey",
        "key🔑"
      })
  void newId_anythingElse_isRefusedUnquoted(String text) {
    assertThat(KeyId.parseOrNull(text)).isNull();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new KeyId(text))
        .satisfies(
            e -> {
              if (text.length() > 2) {
                assertThat(e.getMessage()).doesNotContain(text);
              }
            });
  }

  @Test
  void compareTo_ofIds_isTheOrderOfTheirCharacters() {
    assertThat(new KeyId("abc")).isLessThan(new KeyId("abd")).isLessThan(new KeyId("abcd"));
    assertThat(new KeyId("abc")).isGreaterThan(new KeyId("ABC"));
  }
}
