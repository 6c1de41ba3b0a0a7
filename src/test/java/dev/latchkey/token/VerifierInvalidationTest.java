package dev.latchkey.token;

import static dev.latchkey.token.TokenScene.ID;
import static dev.latchkey.token.TokenScene.NOW;
import static dev.latchkey.token.TokenScene.RIGHT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.cache.CacheControl;
import dev.latchkey.cache.CacheName;
import dev.latchkey.cache.Invalidation;
import dev.latchkey.cache.Scope;
import dev.latchkey.cache.Selector;
import dev.latchkey.store.RandomSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.Test;

/** What a verifier forgets when it is told to, by this process or by another. */
class VerifierInvalidationTest extends VerifierScene {

  @Test
  void invalidate_warmCache_hashesAgain() {
    verify();
    verify(ID.toString(), "wrong-secret");

    verifier.invalidate();

    assertThat(verify()).isEqualTo("backup@pbs!ci");
    assertThat(verify(ID.toString(), "wrong-secret")).isEqualTo("WRONG_SECRET");
    assertThat(verifier.hashCount()).isEqualTo(4);
  }

  private CacheControl anotherProcess() {
    return new CacheControl(scene.store(RandomSource.ofKernel(), false), () -> NOW);
  }

  /** How many of the two tokens are hashed when they are verified. */
  private long hashesOfBoth() {
    long before = verifier.hashCount();
    assertThat(verify()).isEqualTo("backup@pbs!ci");
    assertThat(verify(OTHER, "other-secret")).isEqualTo(OTHER);
    return verifier.hashCount() - before;
  }

  @Test
  void invalidate_someTokens_forgetsThoseAndNoOthers() {
    assertThat(hashesOfBoth()).isEqualTo(2);

    verifier.invalidate(List.of(ID.toString(), "nobody@pbs!x"));

    assertThat(hashesOfBoth()).isEqualTo(1);
    assertThat(hashesOfBoth()).isZero();
    long before = verifier.hashCount();
    verifier.invalidate(List.of(OTHER));
    assertThat(verify()).isEqualTo("backup@pbs!ci");
    assertThat(verifier.hashCount()).isEqualTo(before);
    assertThat(hashesOfBoth()).isEqualTo(1);
  }

  @Test
  void invalidate_noTokens_forgetsNone() {
    hashesOfBoth();

    verifier.invalidate(List.of());

    assertThat(hashesOfBoth()).isZero();
  }

  @Test
  void invalidate_beforeAnythingIsKnown_isQuiet() {
    verifier.invalidate(List.of(OTHER));
    verifier.invalidate();

    assertThat(hashesOfBoth()).isEqualTo(2);
  }

  @Test
  void invalidate_filesUnchangedSince_doesNotBringBackWhatWasForgotten() {
    hashesOfBoth();
    verifier.invalidate(List.of(ID.toString()));
    generations.bump(); // the snapshot is compared, and what it holds carried over

    assertThat(hashesOfBoth()).isEqualTo(1);
    verifier.invalidate(List.of(ID.toString()));
    passes(TokenVerifier.TIME_TO_LIVE.toSeconds());
    assertThat(hashesOfBoth()).isEqualTo(1);
  }

  /**
   * Invalidates while a thread hashes a secret, which takes long: the hash has begun, and if it is
   * done by then nothing else is expected.
   */
  private void assertForgottenAfter(Runnable invalidation) throws Exception {
    byte[] secret = RIGHT.getBytes(StandardCharsets.UTF_8);
    String slow = OpenBSDBCrypt.generate("2b", secret, new byte[16], 12);
    scene.shadow("{\"backup@pbs!ci\":\"" + slow + "\"}");
    FutureTask<String> verification = new FutureTask<>(this::verify);
    Thread.ofPlatform().start(verification);
    while (verifier.hashCount() == 0) {
      Thread.onSpinWait();
    }
    invalidation.run();
    assertThat(verification.get()).isEqualTo("backup@pbs!ci");

    assertThat(verify()).isEqualTo("backup@pbs!ci");

    assertThat(verifier.hashCount()).isEqualTo(2);
    assertThat(verify()).isEqualTo("backup@pbs!ci");
    assertThat(verifier.hashCount()).isEqualTo(2);
  }

  @Test
  void invalidate_tokenWhileItsSecretIsVerified_itIsNotRememberedAfterwards() throws Exception {
    assertForgottenAfter(() -> verifier.invalidate(List.of(ID.toString())));
  }

  @Test
  void invalidate_everythingWhileASecretIsVerified_itIsNotRememberedAfterwards() throws Exception {
    assertForgottenAfter(() -> verifier.invalidate());
  }

  @Test
  void invalidate_byAnotherProcessWhileASecretIsVerified_itIsNotRememberedAfterwards()
      throws Exception {
    CacheControl other = anotherProcess();
    assertForgottenAfter(() -> other.publish(Invalidation.tokens(List.of(ID.toString()))));
  }

  @Test
  void verify_afterAnotherProcessInvalidatedTokens_isHashedAgain() {
    hashesOfBoth();
    CacheControl other = anotherProcess();

    other.invalidate(Invalidation.tokens(List.of(ID.toString())), Duration.ZERO);
    assertThat(hashesOfBoth()).isEqualTo(1);
    assertThat(hashesOfBoth()).isZero();

    other.invalidate(Invalidation.tokens(List.of()), Duration.ZERO);
    assertThat(hashesOfBoth()).isEqualTo(2);

    other.invalidate(Invalidation.all(), Duration.ZERO);
    assertThat(hashesOfBoth()).isEqualTo(2);
    assertThat(hashesOfBoth()).isZero();
  }

  @Test
  void verify_afterAnotherProcessInvalidatedOtherThings_isNotHashedAgain() {
    hashesOfBoth();
    CacheControl other = anotherProcess();

    for (Scope scope : Scope.values()) {
      if (!scope.caches().contains(CacheName.TOKEN_SECRETS)) {
        Map<Selector, List<String>> selectors = new EnumMap<>(Selector.class);
        scope.selectors().forEach(selector -> selectors.put(selector, List.of(ID.toString())));
        other.publish(Invalidation.of(scope, selectors));
      }
    }

    assertThat(hashesOfBoth()).isZero();
  }

  @Test
  void verify_afterAnInvalidationWhoseLineIsLost_isHashedAgain() throws IOException {
    hashesOfBoth();
    anotherProcess().publish(Invalidation.credential("AKIA"));
    Files.delete(scene.run.resolve("invalidations.jsonl"));

    assertThat(hashesOfBoth()).isEqualTo(2);
  }
}
