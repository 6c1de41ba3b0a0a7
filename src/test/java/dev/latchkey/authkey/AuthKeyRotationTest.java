package dev.latchkey.authkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.latchkey.DirectorySnapshot;
import dev.latchkey.Fixtures;
import dev.latchkey.store.RandomSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When the key pair is replaced, what is written then, and in which order. */
class AuthKeyRotationTest {

  private static final Duration DAY = Duration.ofDays(1);
  private static final int SUFFIX_BYTES = 6;

  private final AuthKeyScene scene;

  AuthKeyRotationTest(@TempDir Path directory) {
    this.scene = new AuthKeyScene(directory);
  }

  private @Nullable RotationReason rotate() {
    return scene.keys().rotate(null, false, null).reason();
  }

  private String mode(String name) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(scene.config.resolve(name)));
  }

  /** Fails unless nothing is due, and asking for a rotation neither writes nor dates anything. */
  private void assertNotDue() {
    DirectorySnapshot before = scene.snapshot();
    List<Instant> times = times();
    assertThat(scene.keys().status().due()).isNull();
    Rotation rotation = scene.keys().rotate(null, false, "why");
    assertThat(rotation.reason()).isNull();
    assertThat(rotation.done()).isFalse();
    assertThat(rotation.status()).isEqualTo(scene.keys().status());
    before.assertUnchanged(scene.config);
    assertThat(times()).isEqualTo(times);
  }

  private List<Instant> times() {
    return List.of(scene.modified(AuthKeyScene.PUBLIC), scene.modified(AuthKeyScene.PRIVATE));
  }

  /** Fails unless a rotation is due for a reason, happens, and then is not due any more. */
  private void assertDue(RotationReason reason) {
    assertThat(scene.keys().status().due()).isEqualTo(reason);
    String signing = scene.fingerprint(AuthKeyScene.PRIVATE);
    Rotation rotation = scene.keys().rotate(null, false, null);
    assertThat(rotation.reason()).isEqualTo(reason);
    assertThat(rotation.status()).isEqualTo(scene.keys().status());
    assertThat(scene.fingerprint(AuthKeyScene.OLD)).isEqualTo(signing);
    assertThat(scene.fingerprint(AuthKeyScene.PUBLIC))
        .isEqualTo(scene.fingerprint(AuthKeyScene.PRIVATE))
        .isNotEqualTo(signing);
    assertNotDue();
  }

  @Test
  void rotate_noDirectory_makesADatedPairWithItsModes() throws IOException {
    scene.now = AuthKeyScene.NOW.plusNanos(999_999_999);
    assertThat(rotate()).isEqualTo(RotationReason.NO_KEY);

    assertThat(mode(AuthKeyScene.PRIVATE)).isEqualTo("rw-------");
    assertThat(mode(AuthKeyScene.PUBLIC)).isEqualTo("rw-r-----");
    assertThat(scene.config.resolve(AuthKeyScene.OLD)).doesNotExist();
    assertThat(scene.modified(AuthKeyScene.PUBLIC)).isEqualTo(scene.now);
    assertThat(scene.modified(AuthKeyScene.PRIVATE)).isEqualTo(scene.now);
    AuthKeyStatus.Key current = Objects.requireNonNull(scene.keys().status().current());
    assertThat(current.algorithm()).isEqualTo("ed25519");
    assertThat(current.since()).isEqualTo(AuthKeyScene.NOW);
    assertThat(scene.verdict(scene.sign())).isEqualTo("CURRENT_KEY");
    assertNotDue();
  }

  @Test
  void rotate_ofAPair_keepsItForVerifyingAndKeepsModes() throws IOException {
    scene.pair(AuthKeyScene.ED25519, AuthKeyScene.NOW.minus(DAY));
    String ticket = scene.sign();
    byte[] publicKey = scene.bytes(AuthKeyScene.PUBLIC);
    Files.setPosixFilePermissions(
        scene.config.resolve(AuthKeyScene.PUBLIC), PosixFilePermissions.fromString("rw-r--r--"));
    assertDue(RotationReason.TOO_OLD);

    assertThat(scene.bytes(AuthKeyScene.OLD)).isEqualTo(publicKey);
    assertThat(mode(AuthKeyScene.PRIVATE)).isEqualTo("rw-------");
    assertThat(mode(AuthKeyScene.PUBLIC)).isEqualTo("rw-r--r--");
    assertThat(mode(AuthKeyScene.OLD)).isEqualTo("rw-r-----");
    assertThat(scene.modified(AuthKeyScene.OLD)).isEqualTo(AuthKeyScene.NOW);
    assertThat(scene.verdict(ticket)).isEqualTo("PREVIOUS_KEY");
    assertThat(scene.verdict(scene.sign())).isEqualTo("CURRENT_KEY");
  }

  @ParameterizedTest
  @CsvSource({"86399,", "86400, TOO_OLD", "86401, TOO_OLD", "0,", "-300,", "-301, FROM_THE_FUTURE"})
  void rotate_ageOfTheKey_isDueFromItsLifetimeOn(long age, @Nullable RotationReason reason) {
    scene.pair(AuthKeyScene.ED25519, AuthKeyScene.NOW.minusSeconds(age));
    assertThat(scene.keys().status().clockTrouble()).isEqualTo(age < -300);
    if (reason == null) {
      assertNotDue();
    } else {
      assertDue(reason);
    }
  }

  @Test
  void rotate_shorterLifetime_isWhatIsAskedFor() {
    scene.pair(AuthKeyScene.ED25519, AuthKeyScene.NOW.minusSeconds(3600));
    TicketTimes hour = TicketTimes.DEFAULT.withKeyLifetime(Duration.ofHours(1));
    TicketTimes more = TicketTimes.DEFAULT.withKeyLifetime(Duration.ofSeconds(3601));
    assertThat(scene.keys().withTimes(more).rotate(null, false, null).done()).isFalse();
    assertThat(scene.keys().withTimes(hour).rotate(null, false, null).reason())
        .isEqualTo(RotationReason.TOO_OLD);
  }

  @ParameterizedTest
  @CsvSource({"-1, true", "0, false", "7199, false", "7200, true"})
  void rotate_keyFromTheFuture_leavesARecentRotationAlone(long oldBefore, boolean due) {
    Instant made = AuthKeyScene.NOW.plus(DAY);
    scene.pair(AuthKeyScene.ED25519, made);
    scene.file(
        AuthKeyScene.OLD, Fixtures.bytes("authkey-rsa/authkey.pub"), made.minusSeconds(oldBefore));
    assertThat(scene.keys().status().clockTrouble()).isTrue();
    if (due) {
      assertDue(RotationReason.FROM_THE_FUTURE);
    } else {
      assertNotDue();
    }
    assertThat(scene.verdict(scene.sign())).isEqualTo("CURRENT_KEY");
  }

  @Test
  void rotate_clockSetBackByADay_rotatesOnceAtMostAndTicketsCount() {
    assertThat(rotate()).isEqualTo(RotationReason.NO_KEY);
    String early = scene.sign();
    scene.now = AuthKeyScene.NOW.minus(DAY);
    assertThat(scene.verdict(early)).isEqualTo("FROM_THE_FUTURE");
    assertDue(RotationReason.FROM_THE_FUTURE);
    assertThat(scene.verdict(scene.sign())).isEqualTo("CURRENT_KEY");

    // Where another host has made the key a moment ago, its clock may be the right one.
    assertThat(scene.keys().rotate(null, true, null).done()).isTrue();
    scene.now = scene.now.minus(DAY);
    assertNotDue();
    assertThat(scene.verdict(scene.sign())).isEqualTo("CURRENT_KEY");
  }

  @Test
  void rotate_clockSetForwardByADay_isDueOnce() {
    assertThat(rotate()).isEqualTo(RotationReason.NO_KEY);
    String early = scene.sign();
    scene.now = AuthKeyScene.NOW.plus(DAY);
    assertDue(RotationReason.TOO_OLD);
    assertThat(scene.verdict(early)).isEqualTo("EXPIRED");
    scene.now = AuthKeyScene.NOW;
    assertThat(scene.keys().status().clockTrouble()).isTrue();
    assertNotDue();
    assertThat(scene.verdict(early)).isEqualTo("PREVIOUS_KEY");
    assertThat(scene.verdict(scene.sign())).isEqualTo("CURRENT_KEY");
  }

  @Test
  void rotate_force_skipsTheCheckOfAgeOnly() {
    scene.pair(AuthKeyScene.ED25519, AuthKeyScene.NOW);
    Rotation rotation = scene.keys().rotate(null, true, null);
    assertThat(rotation.reason()).isEqualTo(RotationReason.FORCED);
    assertThat(rotation.status()).isEqualTo(scene.keys().status());

    // What is due is named also if it would not have mattered.
    scene.now = AuthKeyScene.NOW.plus(DAY);
    assertThat(scene.keys().rotate(null, true, null).reason()).isEqualTo(RotationReason.TOO_OLD);
  }

  @Test
  void rotate_privateKeyOfAnotherPair_keepsTheOneThatSigned() {
    scene.pair(AuthKeyScene.ED25519, AuthKeyScene.NOW.minusSeconds(60));
    scene.file(
        AuthKeyScene.PRIVATE,
        Fixtures.bytes("authkey-rsa/authkey.key"),
        AuthKeyScene.NOW.minusSeconds(60));
    String ticket = scene.sign();
    assertThat(scene.verdict(ticket)).isEqualTo("SIGNATURE");
    assertDue(RotationReason.NO_PAIR);
    assertThat(scene.verdict(ticket)).isEqualTo("PREVIOUS_KEY");
  }

  @ParameterizedTest
  @ValueSource(strings = {AuthKeyScene.PRIVATE, AuthKeyScene.PUBLIC})
  void rotate_halfAPair_isDueAndWhatIsLeftVerifies(String missing) {
    scene.pair(AuthKeyScene.ED25519, AuthKeyScene.NOW.minusSeconds(60));
    String ticket = scene.sign();
    String fingerprint = scene.fingerprint(AuthKeyScene.PUBLIC);
    scene.remove(missing);
    assertThat(rotate()).isEqualTo(RotationReason.NO_KEY);
    assertThat(scene.fingerprint(AuthKeyScene.OLD)).isEqualTo(fingerprint);
    assertThat(scene.verdict(ticket)).isEqualTo("PREVIOUS_KEY");
    assertNotDue();
  }

  /** A source that acts before each temporary file is made. */
  private static RandomSource beforeEachFile(Runnable action) {
    RandomSource kernel = RandomSource.ofKernel();
    return bytes -> {
      kernel.fill(bytes);
      if (bytes.length == SUFFIX_BYTES) {
        action.run();
      }
    };
  }

  private List<String> fingerprints() {
    List<String> found = new ArrayList<>();
    for (String name : List.of(AuthKeyScene.OLD, AuthKeyScene.PUBLIC, AuthKeyScene.PRIVATE)) {
      boolean exists = Files.exists(scene.config.resolve(name));
      found.add(exists ? scene.fingerprint(name) : "none");
    }
    return found;
  }

  @Test
  void rotate_atEveryMoment_acceptsWhatThePrivateKeyOnDiskSigns() {
    scene.pair(AuthKeyScene.ED25519, AuthKeyScene.NOW.minus(DAY));
    String before = scene.fingerprint(AuthKeyScene.PUBLIC);
    List<List<String>> states = new ArrayList<>();
    List<String> verdicts = new ArrayList<>();
    RandomSource source =
        beforeEachFile(
            () -> {
              states.add(fingerprints());
              verdicts.add(scene.verdict(scene.sign()));
            });
    assertThat(scene.keys(source, false).rotate(null, false, null).done()).isTrue();

    String after = scene.fingerprint(AuthKeyScene.PUBLIC);
    assertThat(states)
        .containsExactly(
            List.of("none", before, before),
            List.of(before, before, before),
            List.of(before, after, before));
    assertThat(fingerprints()).containsExactly(before, after, after);
    assertThat(verdicts).containsExactly("CURRENT_KEY", "CURRENT_KEY", "PREVIOUS_KEY");
  }

  @Test
  void rotate_cutShortBehindThePublicKey_isRepairedWithoutLosingTickets() {
    scene.pair(AuthKeyScene.ED25519, AuthKeyScene.NOW.minusSeconds(60));
    byte[] publicKey = scene.bytes(AuthKeyScene.PUBLIC);
    scene.file(AuthKeyScene.OLD, publicKey, AuthKeyScene.NOW);
    scene.file(AuthKeyScene.PUBLIC, Fixtures.bytes("authkey-rsa/authkey.pub"), AuthKeyScene.NOW);
    String atOnce = scene.sign();
    scene.now = AuthKeyScene.NOW.plusSeconds(149);
    String later = scene.sign();
    assertThat(scene.verdict(atOnce)).isEqualTo("PREVIOUS_KEY");
    assertThat(scene.verdict(later)).isEqualTo("PREVIOUS_KEY");

    assertDue(RotationReason.NO_PAIR);
    assertThat(scene.bytes(AuthKeyScene.OLD)).isEqualTo(publicKey);
    assertThat(scene.modified(AuthKeyScene.OLD)).isEqualTo(scene.now);
    assertThat(scene.verdict(atOnce)).isEqualTo("PREVIOUS_KEY");
    assertThat(scene.verdict(later)).isEqualTo("PREVIOUS_KEY");
    assertThat(scene.verdict(scene.sign())).isEqualTo("CURRENT_KEY");
  }

  @Test
  void sign_rotationWasCutShortHalfAGracePeriodAgo_finishesIt() {
    scene.pair(AuthKeyScene.ED25519, AuthKeyScene.NOW.minusSeconds(60));
    scene.file(AuthKeyScene.OLD, scene.bytes(AuthKeyScene.PUBLIC), AuthKeyScene.NOW);
    scene.file(AuthKeyScene.PUBLIC, Fixtures.bytes("authkey-rsa/authkey.pub"), AuthKeyScene.NOW);
    String atOnce = scene.sign();
    scene.now = AuthKeyScene.NOW.plusSeconds(150);
    String later = scene.sign();
    assertThat(scene.verdict(atOnce)).isEqualTo("PREVIOUS_KEY");
    assertThat(scene.verdict(later)).isEqualTo("CURRENT_KEY");
    scene.now = AuthKeyScene.NOW.plusSeconds(1000);
    assertThat(scene.verdict(scene.sign())).isEqualTo("CURRENT_KEY");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void rotate_failsAtAFile_putsEverythingBack(int failing) {
    scene.pair(AuthKeyScene.ED25519, AuthKeyScene.NOW.minus(DAY));
    scene.file(AuthKeyScene.OLD, Fixtures.bytes("authkey-rsa/authkey.pub"), AuthKeyScene.SIGNED);
    DirectorySnapshot before = scene.snapshot();
    int[] count = {0};
    RandomSource source =
        beforeEachFile(
            () -> {
              if (++count[0] == failing) {
                throw new IllegalStateException("no more random bytes");
              }
            });
    assertThat(catchThrowable(() -> scene.keys(source, false).rotate(null, false, null)))
        .hasMessage("no more random bytes");
    before.assertUnchanged(scene.config);
    assertThat(scene.modified(AuthKeyScene.PUBLIC)).isEqualTo(AuthKeyScene.NOW.minus(DAY));
    assertThat(scene.modified(AuthKeyScene.OLD)).isEqualTo(AuthKeyScene.SIGNED);
  }

  @Test
  void rotate_algorithm_isKeptUnlessOneIsNamed() {
    assertThat(scene.keys().rotate(KeyAlgorithm.RSA_2048, false, null).done()).isTrue();
    String first = scene.sign();
    assertThat(scene.verdict(first)).isEqualTo("CURRENT_KEY");
    assertThat(new String(scene.bytes(AuthKeyScene.PRIVATE), StandardCharsets.US_ASCII))
        .startsWith("-----BEGIN RSA PRIVATE KEY-----\n");
    assertThat(scene.keys().rotate(null, true, null).done()).isTrue();
    assertThat(current()).isEqualTo("rsa-2048");
    assertThat(scene.verdict(first)).isEqualTo("PREVIOUS_KEY");
    assertThat(scene.keys().rotate(KeyAlgorithm.ED25519, true, null).done()).isTrue();
    assertThat(current()).isEqualTo("ed25519");
    assertThat(scene.keys().rotate(null, true, null).done()).isTrue();
    assertThat(current()).isEqualTo("ed25519");
  }

  @Test
  void rotate_publicKeyMissing_keepsTheAlgorithmOfThePrivateKey() {
    scene.pair(AuthKeyScene.RSA, AuthKeyScene.NOW).remove(AuthKeyScene.PUBLIC);
    assertThat(rotate()).isEqualTo(RotationReason.NO_KEY);
    assertThat(current()).isEqualTo("rsa-2048");
  }

  @Test
  void rotate_anotherProcessRotatesMeanwhile_leavesItsKeys() {
    scene.pair(AuthKeyScene.ED25519, AuthKeyScene.NOW.minus(DAY).minusSeconds(1));
    String before = scene.fingerprint(AuthKeyScene.PUBLIC);
    RandomSource random =
        bytes -> {
          if (scene.modified(AuthKeyScene.PUBLIC).isBefore(AuthKeyScene.NOW)) {
            assertThat(rotate()).isEqualTo(RotationReason.TOO_OLD);
          }
          RandomSource.ofKernel().fill(bytes);
        };
    Rotation rotation = scene.keys(random, false).rotate(null, false, null);
    assertThat(rotation.done()).isFalse();
    assertThat(rotation.reason()).isNull();
    assertThat(rotation.status()).isEqualTo(scene.keys().status());
    assertThat(scene.fingerprint(AuthKeyScene.OLD)).isEqualTo(before);
  }

  private String current() {
    return Objects.requireNonNull(scene.keys().status().current()).algorithm();
  }

  @Test
  void rotate_dryRun_saysTheSameAndWritesNothing() {
    AuthKeyRepository dry = scene.keys(RandomSource.ofKernel(), true);
    assertThat(dry.rotate(null, false, null).reason()).isEqualTo(RotationReason.NO_KEY);
    assertThat(scene.config).doesNotExist();
    assertThat(scene.run).doesNotExist();

    scene.pair(AuthKeyScene.ED25519, AuthKeyScene.NOW.minus(DAY));
    DirectorySnapshot before = scene.snapshot();
    assertThat(dry.rotate(null, false, null).reason()).isEqualTo(RotationReason.TOO_OLD);
    assertThat(dry.rotate(null, true, null).reason()).isEqualTo(RotationReason.TOO_OLD);
    before.assertUnchanged(scene.config);
    assertThat(scene.run).doesNotExist();
  }

  @Test
  void rotate_done_isAuditedWithFingerprintAndReason() throws IOException {
    scene.keys().rotate(null, false, "laptop \"stolen\"");
    String audit = Files.readString(scene.config.resolve("state/audit.jsonl"));
    assertThat(audit)
        .isEqualTo(
            "{\"time\":\"2026-03-01T12:00:00Z\",\"uid\":0,\"user\":\"tester\","
                + "\"verb\":\"auth-key rotate\",\"target\":\""
                + scene.fingerprint(AuthKeyScene.PUBLIC)
                + "\",\"outcome\":\"done\",\"reason\":\"laptop \\\"stolen\\\"\"}\n");
  }
}
