package dev.latchkey.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.DirectorySnapshot;
import dev.latchkey.store.Secret;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code find}, {@code list} and {@code verify} in every state of a token. */
class TokenRepositoryReadTest {

  private final TokenScene scene;

  TokenRepositoryReadTest(@TempDir Path directory) {
    this.scene = new TokenScene(directory);
  }

  @ParameterizedTest(name = "look_{0}_{2}")
  @CsvSource({
    "NO_DIRECTORY,   NotFound,       NotFound",
    "ABSENT,         absent,         UNKNOWN",
    "ACTIVE,         ACTIVE,         Valid",
    "DISABLED,       DISABLED,       DISABLED",
    "EXPIRED,        EXPIRED,        EXPIRED",
    "OWNER_DISABLED, OWNER_DISABLED, OWNER_DISABLED",
    "OWNER_EXPIRED,  OWNER_EXPIRED,  OWNER_EXPIRED",
    "METADATA_ONLY,  absent,         UNKNOWN",
    "HASH_ONLY,      ACTIVE,         Valid",
    "DAMAGED_SHADOW, CorruptFile,    CorruptFile",
    "DAMAGED_USERS,  CorruptFile,    CorruptFile",
    "LIMITS_UNREADABLE, CorruptFile, CorruptFile",
  })
  void look_inAnyState_answersAndWritesNothing(TokenBefore before, String state, String verified) {
    before.arrange(scene);
    DirectorySnapshot unchanged = scene.snapshot();
    TokenRepository tokens = scene.tokens();

    assertThat(TokenScene.answer(t -> TokenScene.stateOf(t.find(TokenScene.ID)), tokens))
        .isEqualTo(state);
    assertThat(TokenScene.answer(t -> TokenScene.stateOf(listed(t)), tokens)).isEqualTo(state);
    assertThat(TokenScene.answer(t -> TokenScene.verified(t, TokenScene.RIGHT), tokens))
        .isEqualTo(verified);
    boolean hasHash =
        before == TokenBefore.LIMITS_UNREADABLE
            || !List.of("UNKNOWN", "NotFound", "CorruptFile").contains(verified);
    assertThat(TokenScene.answer(t -> TokenScene.verified(t, "wrong-secret"), tokens))
        .isEqualTo(hasHash ? "WRONG_SECRET" : verified);

    unchanged.assertUnchanged(scene.config);
    assertThat(scene.config.resolve("state")).doesNotExist();
  }

  @Test
  void verify_atTheSecondOfExpiry_isRefusedFromThenOn() {
    TokenBefore.EXPIRED.arrange(scene);
    TokenRepository before = scene.tokensAt(TokenScene.NOW.minusNanos(1));
    assertThat(TokenScene.verified(before, TokenScene.RIGHT)).isEqualTo("Valid");
    assertThat(TokenScene.verified(scene.tokensAt(TokenScene.NOW), TokenScene.RIGHT))
        .isEqualTo("EXPIRED");
    assertThat(TokenScene.verified(scene.tokensAt(Instant.MAX), TokenScene.RIGHT))
        .isEqualTo("EXPIRED");
  }

  @Test
  void verify_afterwards_secretOfTheCallerIsStillOpen() {
    TokenBefore.ACTIVE.arrange(scene);
    try (Secret secret = TokenScene.secret(TokenScene.RIGHT)) {
      assertThat(scene.tokens().verify(TokenScene.ID, secret))
          .isInstanceOf(Verification.Valid.class);
      assertThat(scene.tokens().verify(TokenId.parse("no@such!token"), secret))
          .isEqualTo(new Verification.Refused(Verification.Reason.UNKNOWN));
      assertThat(secret.length()).isEqualTo(TokenScene.RIGHT.length());
    }
  }

  private static Optional<Token> listed(TokenRepository tokens) {
    return tokens.list().stream().filter(token -> token.id().equals(TokenScene.ID)).findAny();
  }
}
