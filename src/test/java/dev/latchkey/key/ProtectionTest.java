package dev.latchkey.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.latchkey.store.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can protect a key. */
class ProtectionTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "four", "äöüß", "🔑🔑🔑🔑", "e\u0301a\u0301", "🔑"})
  void newProtection_shortPassphrase_isRefusedUnquoted(String text) {
    try (Secret passphrase = KeyScene.secret(text)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Protection(Kdf.SCRYPT, passphrase, null))
          .withMessage("a passphrase has at least 5 characters");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fiver", "äöüßé", "🔑🔑🔑🔑🔑", "     ", "äbcde"})
  void newProtection_fiveCharacters_areEnough(String text) {
    try (Secret passphrase = KeyScene.secret(text)) {
      assertThat(new Protection(Kdf.PBKDF2, passphrase, null).kdf()).isEqualTo(Kdf.PBKDF2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void newProtection_passphraseIfAndOnlyIfKdf_isRequired(Kdf kdf) {
    try (Secret passphrase = KeyScene.secret("fiver")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Protection(kdf, kdf == Kdf.NONE ? passphrase : null, null))
          .withMessage(
              kdf == Kdf.NONE ? "no passphrase without a KDF" : "no KDF without a passphrase");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", " a", "a ", "a\nb", "a\tb", "\u0007", "a\u2028b", "a\u0085b", "\ud83d"})
  void newProtection_hintThatCannotBeKept_isRefused(String hint) {
    assertThatIllegalArgumentException().isThrownBy(() -> hinted(hint));
  }

  @Test
  void newProtection_hintOfOneLine_isKept() {
    assertThat(hinted("the üsual 🐈, # of two: words").hint())
        .isEqualTo("the üsual 🐈, # of two: words");
  }

  private static Protection hinted(String hint) {
    return new Protection(Kdf.NONE, null, hint);
  }

  @Test
  void toString_ofProtection_hasNoPassphrase() {
    try (Secret passphrase = KeyScene.secret("canary-passphrase")) {
      assertThat(new Protection(Kdf.SCRYPT, passphrase, "hint").toString())
          .contains("SCRYPT")
          .doesNotContain("canary");
    }
  }
}
