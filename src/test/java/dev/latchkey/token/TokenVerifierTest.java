package dev.latchkey.token;

import static dev.latchkey.token.TokenScene.ID;
import static dev.latchkey.token.TokenScene.NOW;
import static dev.latchkey.token.TokenScene.OTHER_HASH;
import static dev.latchkey.token.TokenScene.RIGHT;
import static dev.latchkey.token.TokenScene.RIGHT_HASH;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.store.GenerationSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The verifier with a generation and clocks that the test sets. */
class TokenVerifierTest extends VerifierScene {

  private static final String WITHOUT = "{\"other@pbs!x\":\"" + OTHER_HASH + "\"}";

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
}
