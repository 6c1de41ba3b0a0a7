package dev.latchkey.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.store.Secret;
import dev.latchkey.token.Verification.Reason;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a verifier takes, and what it gives back once a question is answered. */
class TokenVerifierLimitsTest {

  private static final String ID = TokenScene.ID.toString();

  @TempDir Path directory;

  private TokenVerifier verifier;

  @BeforeEach
  void openWithOneToken() {
    TokenScene scene = new TokenScene(directory);
    scene.shadow("{\"" + ID + "\":\"" + TokenScene.RIGHT_HASH + "\"}");
    scene.store(bytes -> {}, false).begin().close(); // makes the counters
    verifier = scene.tokens().verifier();
  }

  private String verify(String id, String text) {
    try (Secret secret = TokenScene.secret(text)) {
      return switch (verifier.verify(id, secret)) {
        case Verification.Valid(Token token) -> token.id().toString();
        case Verification.Refused(Reason reason) -> reason.name();
      };
    }
  }

  @Test
  void verify_longestIdAndSecret_areLookedAtAndLongerOnesNot() {
    assertThat(verify("x".repeat(257), "any")).isEqualTo("UNKNOWN");
    assertThat(verify(ID, "x".repeat(4097))).isEqualTo("UNKNOWN");
    assertThat(verifier.hashCount()).isZero();

    assertThat(verify("x".repeat(256), "any")).isEqualTo("UNKNOWN");
    assertThat(verify(ID, "x".repeat(4096))).isEqualTo("WRONG_SECRET");
    assertThat(verifier.hashCount()).isEqualTo(2);
  }

  @Test
  void verify_moreQuestionsThanProcessors_answersThemAll() {
    for (int i = 0; i <= Runtime.getRuntime().availableProcessors(); i++) {
      assertThat(verify(ID, "wrong" + i)).isEqualTo("WRONG_SECRET");
    }
  }

  @Test
  void verify_byAnotherThreadAfterwards_waitsForNobody() throws Exception {
    assertThat(verify(ID, TokenScene.RIGHT)).isEqualTo(ID);
    verifier.invalidate();
    verifier.invalidate(List.of("other@pbs!x"));
    assertThat(verify(ID, TokenScene.RIGHT)).isEqualTo(ID);
    verifier.invalidate();

    assertThat(
            CompletableFuture.supplyAsync(
                    () -> verify(ID, TokenScene.RIGHT), Thread::startVirtualThread)
                .get(1, TimeUnit.MINUTES))
        .isEqualTo(ID);
  }

  @Test
  void verify_interruptedThread_isRefusedAndStaysInterrupted() {
    Thread.currentThread().interrupt();
    String answer = verify(ID, TokenScene.RIGHT);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(answer).isEqualTo("OVERLOADED");
    assertThat(verify(ID, TokenScene.RIGHT)).isEqualTo(ID);
  }

  @Test
  void invalidate_tokenOfAWrongSecret_hashesItAgain() {
    verify(ID, "wrong-secret");
    verify(ID, "wrong-secret");
    assertThat(verifier.hashCount()).isOne();

    verifier.invalidate(List.of(ID));

    assertThat(verify(ID, "wrong-secret")).isEqualTo("WRONG_SECRET");
    assertThat(verifier.hashCount()).isEqualTo(2);
  }
}
