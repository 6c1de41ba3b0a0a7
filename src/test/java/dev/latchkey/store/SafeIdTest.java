package dev.latchkey.store;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which names are safe in file names, section headers and shells. */
class SafeIdTest {

  @ParameterizedTest
  @ValueSource(strings = {"a", "z", "A", "Z", "0", "_", "a.b", "a-b", "_.-", "a..", "0123456789"})
  void require_safeName_isAccepted(String name) {
    SafeId.require(name, "the id");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".", "-", ".a", "-a", "a/b", "a b", "a\n", "\0", "a:b", "a@b", "é", "aé", "a\u0661",
        "a\uff11", "$a", "a*", "a'b", "a\\b", "🔑"
      })
  void require_anythingElse_isRefusedUnquoted(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SafeId.require(name, "the id"))
        .withMessage(
            "the id has a character that is not a letter, a digit or one of '_', '.', '-'");
  }

  @Test
  void require_nothing_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SafeId.require("", "the realm"))
        .withMessage("the realm is empty");
  }
}
