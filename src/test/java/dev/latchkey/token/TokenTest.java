package dev.latchkey.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link Token#stateAt} and the limits of {@link TokenSettings}. */
class TokenTest {

  private static final Instant END = Instant.parse("2026-03-01T12:00:00Z");

  private static Token token(
      boolean enabled,
      @Nullable Instant expires,
      boolean ownerEnabled,
      @Nullable Instant ownerExpires) {
    TokenSettings settings = new TokenSettings(null, enabled, expires);
    return new Token(TokenScene.ID, settings, ownerEnabled, ownerExpires, "yescrypt");
  }

  @Test
  void stateAt_noLimits_isActiveAtAnyTime() {
    Token token = token(true, null, true, null);
    assertThat(token.stateAt(Instant.MIN)).isEqualTo(TokenState.ACTIVE);
    assertThat(token.stateAt(Instant.MAX)).isEqualTo(TokenState.ACTIVE);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-01T11:59:59Z,           ACTIVE,   ACTIVE",
    "2026-03-01T11:59:59.999999999Z, ACTIVE,   ACTIVE",
    "2026-03-01T12:00:00Z,           EXPIRED,  OWNER_EXPIRED",
    "2026-03-01T12:00:00.000000001Z, EXPIRED,  OWNER_EXPIRED",
    "2999-01-01T00:00:00Z,           EXPIRED,  OWNER_EXPIRED",
  })
  void stateAt_aroundExpiry_isOverFromThatVerySecond(
      Instant now, TokenState own, TokenState owner) {
    assertThat(token(true, END, true, null).stateAt(now)).isEqualTo(own);
    assertThat(token(true, null, true, END).stateAt(now)).isEqualTo(owner);
  }

  @ParameterizedTest
  @CsvSource({
    "false, true,  true,  true,  DISABLED",
    "false, false, false, false, DISABLED",
    "true,  true,  false, true,  OWNER_DISABLED",
    "true,  false, false, false, EXPIRED",
    "true,  true,  true,  false, OWNER_EXPIRED",
    "true,  true,  false, false, OWNER_DISABLED",
  })
  void stateAt_severalReasons_namesTheNearest(
      boolean enabled, boolean valid, boolean ownerEnabled, boolean ownerValid, TokenState state) {
    Instant past = END.minusSeconds(1);
    Token token = token(enabled, valid ? null : past, ownerEnabled, ownerValid ? null : past);
    assertThat(token.stateAt(END)).isEqualTo(state);
    assertThat(token.isDisabled()).isEqualTo(!enabled || !ownerEnabled);
    assertThat(token.isExpiredAt(END)).isEqualTo(!valid || !ownerValid);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        " x",
        "x ",
        "a\nb",
        "a\tb",
        "a\0b",
        "a\u001bb",
        "a\u007fb",
        "a\u0085b",
        "a\u2028b",
        "a\ud800b"
      })
  void settings_commentThatCannotBeStored_isRefusedWithoutQuoting(String comment) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TokenSettings(comment, true, null))
        .withMessageStartingWith("a comment is one line")
        .withNoCause();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"x", "two words", "# no comment", "jürgen", "\ud83d\udd11", "a: b", "'\"\\"})
  void settings_anyOtherComment_isKept(String comment) {
    assertThat(TokenSettings.DEFAULT.withComment(comment).comment()).isEqualTo(comment);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1970-01-01T00:00:00Z", "1969-12-31T23:59:59Z", "2026-01-01T00:00:00.5Z"})
  void settings_expiryThatCannotBeStored_isRefused(Instant expires) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TokenSettings.DEFAULT.withExpires(expires))
        .withMessage("an expiry is a whole number of seconds after 1970");
  }

  @Test
  void settings_with_changesOneThingOnly() {
    TokenSettings all = new TokenSettings("c", false, END);
    assertThat(all.withComment(null)).isEqualTo(new TokenSettings(null, false, END));
    assertThat(all.withEnabled(true)).isEqualTo(new TokenSettings("c", true, END));
    assertThat(all.withExpires(null)).isEqualTo(new TokenSettings("c", false, null));
    assertThat(TokenSettings.DEFAULT).isEqualTo(new TokenSettings(null, true, null));
  }
}
