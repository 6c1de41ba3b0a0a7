package dev.latchkey.token;

import static dev.latchkey.token.TokenScene.ID;
import static dev.latchkey.token.TokenScene.NOW;
import static dev.latchkey.token.TokenScene.OTHER_HASH;
import static dev.latchkey.token.TokenScene.RIGHT;
import static dev.latchkey.token.TokenScene.RIGHT_HASH;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.cache.CacheControl;
import dev.latchkey.cache.CacheName;
import dev.latchkey.cache.Invalidation;
import dev.latchkey.cache.Scope;
import dev.latchkey.cache.Selector;
import dev.latchkey.store.GenerationSource;
import dev.latchkey.store.RandomSource;
import dev.latchkey.store.Secret;
import dev.latchkey.token.Verification.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verifier with a generation and clocks that the test sets. */
class TokenVerifierTest {

  private static final String SHADOW =
      "{\"backup@pbs!ci\":\"" + RIGHT_HASH + "\",\"other@pbs!x\":\"" + OTHER_HASH + "\"}";
  private static final String WITHOUT = "{\"other@pbs!x\":\"" + OTHER_HASH + "\"}";

  private static final String OTHER = "other@pbs!x";

  private static final class Generations implements GenerationSource {
    long value = 2;
    int refreshes;

    @Override
    public long current() {
      return value;
    }

    @Override
    public void bump() {
      value += 2;
    }

    @Override
    public void refresh() {
      refreshes++;
    }
  }

  @TempDir Path directory;

  private final Generations generations = new Generations();
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicReference<Instant> time = new AtomicReference<>(NOW);

  private TokenScene scene;
  private TokenVerifier verifier;

  @BeforeEach
  void openWithOneToken() {
    scene = new TokenScene(directory).shadow(SHADOW);
    RandomSource random = RandomSource.ofKernel();
    TokenRepository tokens =
        new TokenRepository(scene.store(random, false), () -> time.get(), random);
    verifier = tokens.verifier(generations, nanos::get);
  }

  private String verify(String id, String text) {
    try (Secret secret = TokenScene.secret(text)) {
      return switch (verifier.verify(id, secret)) {
        case Verification.Valid(Token token) -> token.id().toString();
        case Verification.Refused(Reason reason) -> reason.name();
      };
    }
  }

  private String verify() {
    return verify(ID.toString(), RIGHT);
  }

  private void passes(long seconds) {
    nanos.addAndGet(seconds * 1_000_000_000L);
    time.updateAndGet(now -> now.plusSeconds(seconds));
  }

  /** Writes in place, as an editor may. */
  private void edit(String content) throws IOException {
    Files.writeString(
        scene.config.resolve("token.shadow"), content, StandardOpenOption.TRUNCATE_EXISTING);
  }

  @Test
  void verify_rightSecretAgain_isNotHashedAgain() {
    assertThat(verify()).isEqualTo("backup@pbs!ci");
    assertThat(verify()).isEqualTo("backup@pbs!ci");
    assertThat(verifier.hashCount()).isEqualTo(1);
  }

  @Test
  void verify_wrongSecretAfterRightOne_isRefused() {
    verify();

    assertThat(verify(ID.toString(), "wrong-secret")).isEqualTo("WRONG_SECRET");
    assertThat(verify()).isEqualTo("backup@pbs!ci");
  }

  @Test
  void verify_wrongSecretAgain_isRefusedFromMemoryForFiveSeconds() {
    verify(ID.toString(), "wrong-secret");
    passes(4);
    assertThat(verify(ID.toString(), "wrong-secret")).isEqualTo("WRONG_SECRET");
    assertThat(verifier.hashCount()).isEqualTo(1);

    passes(2);
    assertThat(verify(ID.toString(), "wrong-secret")).isEqualTo("WRONG_SECRET");
    assertThat(verifier.hashCount()).isEqualTo(2);
  }

  @Test
  void verify_unknownOrMalformedId_costsAHashOnce() {
    assertThat(verify("nobody@pbs!x", RIGHT)).isEqualTo("UNKNOWN");
    assertThat(verify("nobody@pbs!x", RIGHT)).isEqualTo("UNKNOWN");
    assertThat(verify("no id at all", RIGHT)).isEqualTo("UNKNOWN");
    assertThat(verifier.hashCount()).isEqualTo(2);
  }

  @Test
  void verify_oversizedInput_isRefusedWithoutAHash() {
    assertThat(verify("x".repeat(10_000), RIGHT)).isEqualTo("UNKNOWN");
    assertThat(verify(ID.toString(), "x".repeat(10_000))).isEqualTo("UNKNOWN");
    assertThat(verifier.hashCount()).isZero();
  }

  @Test
  void verify_tokenRemovedAndTold_isRefusedAtOnce() {
    verify();
    scene.shadow(WITHOUT);
    generations.bump();

    assertThat(verify()).isEqualTo("UNKNOWN");
  }

  @Test
  void verify_anotherTokenChanged_isStillNotHashedAgain() {
    verify();
    scene.shadow("{\"backup@pbs!ci\":\"" + RIGHT_HASH + "\"}");
    generations.bump();

    assertThat(verify()).isEqualTo("backup@pbs!ci");
    assertThat(verifier.hashCount()).isEqualTo(1);
  }

  @Test
  void verify_hashReplacedByAnotherOfTheSameSecret_isHashedAgain() {
    verify();
    scene.shadow("{\"backup@pbs!ci\":\"" + OTHER_HASH + "\"}");
    generations.bump();

    assertThat(verify()).isEqualTo("WRONG_SECRET");
    assertThat(verify(ID.toString(), "other-secret")).isEqualTo("backup@pbs!ci");
  }

  @Test
  void verify_wrongSecretThatBecomesTheRightOne_isAcceptedAtOnce() {
    assertThat(verify(ID.toString(), "other-secret")).isEqualTo("WRONG_SECRET");
    scene.shadow("{\"backup@pbs!ci\":\"" + OTHER_HASH + "\"}");
    generations.bump();

    assertThat(verify(ID.toString(), "other-secret")).isEqualTo("backup@pbs!ci");
  }

  @Test
  void verify_changeUnderWay_looksAtTheFilesOnEachCall() {
    verify();
    generations.value++; // odd: somebody is about to rename, or was killed at it
    assertThat(verify()).isEqualTo("backup@pbs!ci");
    assertThat(verifier.hashCount()).isEqualTo(1);

    scene.shadow(WITHOUT);

    assertThat(verify()).isEqualTo("UNKNOWN");
  }

  @Test
  void verify_handEditNobodyTellsOf_isNoticedWithinTheTimeToLive() throws IOException {
    verify();
    edit(WITHOUT);
    passes(TokenVerifier.TIME_TO_LIVE.toSeconds() - 1);
    assertThat(verify()).isEqualTo("backup@pbs!ci");

    passes(1);

    assertThat(verify()).isEqualTo("UNKNOWN");
  }

  @Test
  void verify_editOfTheSameLengthWithinTheSameTick_isNoticedWithinTheTimeToLive()
      throws IOException {
    time.set(Instant.now()); // the file is as young as it looks
    verify();
    Path file = scene.config.resolve("token.shadow");
    edit(SHADOW.replace(RIGHT_HASH, OTHER_HASH));
    assertThat(Files.size(file)).isEqualTo(SHADOW.getBytes(StandardCharsets.UTF_8).length);

    passes(TokenVerifier.TIME_TO_LIVE.toSeconds());

    assertThat(verify()).isEqualTo("WRONG_SECRET");
  }

  @Test
  void verify_filesUnchangedForLong_isNeverHashedAgain() {
    for (int i = 0; i < 5; i++) {
      assertThat(verify()).isEqualTo("backup@pbs!ci");
      passes(TokenVerifier.TIME_TO_LIVE.toSeconds());
    }
    assertThat(verifier.hashCount()).isEqualTo(1);
  }

  @Test
  void verify_tokenExpires_isRefusedInThatSecondFromMemory() {
    scene.users("token: backup@pbs!ci\n\texpire " + NOW.plusSeconds(10).getEpochSecond() + "\n");
    assertThat(verify()).isEqualTo("backup@pbs!ci");

    passes(9);
    assertThat(verify()).isEqualTo("backup@pbs!ci");
    passes(1);
    assertThat(verify()).isEqualTo("EXPIRED");
    assertThat(verifier.hashCount()).isEqualTo(1);
  }

  @Test
  void verify_tokenOrOwnerDisabledAndEnabled_followsWithoutHashing() {
    verify();
    scene.users("token: backup@pbs!ci\n\tenable false\n");
    generations.bump();
    assertThat(verify()).isEqualTo("DISABLED");

    scene.users("user: backup@pbs\n\tenable 0\n");
    generations.bump();
    assertThat(verify()).isEqualTo("OWNER_DISABLED");

    scene.users("");
    generations.bump();
    assertThat(verify()).isEqualTo("backup@pbs!ci");
    assertThat(verifier.hashCount()).isEqualTo(1);
  }

  @Test
  void verify_wrongSecretOfADisabledToken_isOnlyWrong() {
    for (String users :
        new String[] {
          "token: backup@pbs!ci\n\tenable false\n",
          "token: backup@pbs!ci\n\texpire 1\n",
          "user: backup@pbs\n\tenable 0\n"
        }) {
      scene.users(users);
      generations.bump();
      assertThat(verify(ID.toString(), "wrong-secret")).isEqualTo("WRONG_SECRET");
      assertThat(verify()).as("the right one").isIn("DISABLED", "EXPIRED", "OWNER_DISABLED");
    }
  }

  @Test
  void verify_damagedFile_refusesEverybodyAndRecoversByItself() throws IOException {
    verify();
    edit("{\"backup@pbs!ci\":");
    generations.bump();
    assertThat(verify()).isEqualTo("UNAVAILABLE");
    assertThat(verify(ID.toString(), "wrong-secret")).isEqualTo("UNAVAILABLE");

    edit(SHADOW);
    assertThat(verify()).as("tried once a second").isEqualTo("UNAVAILABLE");
    passes(1);
    assertThat(verify()).isEqualTo("backup@pbs!ci");
    assertThat(verifier.hashCount()).isEqualTo(1);
  }

  @Test
  void verify_unreadableLimitsOfOneToken_refusesThatOneOnly() {
    verify();
    scene.users("token: backup@pbs!ci\n\tenable perhaps\n");
    generations.bump();

    assertThat(verify()).isEqualTo("UNAVAILABLE");
    assertThat(verify("other@pbs!x", "other-secret")).isEqualTo("other@pbs!x");
  }

  @Test
  void verify_fileMissing_isUnknownUntilItIsBack() throws IOException {
    verify();
    Files.delete(scene.config.resolve("token.shadow"));
    generations.bump();
    assertThat(verify()).isEqualTo("UNKNOWN");

    scene.shadow(SHADOW);
    generations.bump();
    assertThat(verify()).isEqualTo("backup@pbs!ci");
  }

  @Test
  void verify_withoutCounters_remembersNothing() {
    generations.value = GenerationSource.UNKNOWN;
    assertThat(verify()).isEqualTo("backup@pbs!ci");
    assertThat(verify()).isEqualTo("backup@pbs!ci");
    assertThat(verifier.hashCount()).isEqualTo(2);

    scene.shadow(WITHOUT);
    assertThat(verify()).isEqualTo("UNKNOWN");
  }

  @Test
  void verify_withoutCounters_looksForThemOnceASecond() {
    generations.value = GenerationSource.UNKNOWN;
    verify();
    int before = generations.refreshes;
    verify();
    assertThat(generations.refreshes).isEqualTo(before);

    passes(1);
    verify();
    assertThat(generations.refreshes).isEqualTo(before + 1);
  }

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
