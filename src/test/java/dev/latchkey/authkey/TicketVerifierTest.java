package dev.latchkey.authkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.latchkey.Fixtures;
import dev.latchkey.store.CorruptFileException;
import dev.latchkey.store.NotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a verifier and a signer that stay open make of files that change, or make no sense. */
class TicketVerifierTest {

  private static final byte[] RUBBISH = "rubbish\n".getBytes(StandardCharsets.US_ASCII);

  private final AuthKeyScene scene;

  TicketVerifierTest(@TempDir Path directory) {
    this.scene = new AuthKeyScene(directory);
  }

  /** A pair and the key before it; tickets of the latter are signed an hour before the rotation. */
  private String twoKeys() {
    scene.pair(AuthKeyScene.ED25519, AuthKeyScene.NOW.minusSeconds(3600));
    String ticket = scene.sign();
    scene.pair(AuthKeyScene.RSA, AuthKeyScene.NOW);
    scene.file(AuthKeyScene.OLD, Fixtures.bytes("authkey-ed25519/authkey.pub"), AuthKeyScene.NOW);
    return ticket;
  }

  @Test
  void verify_noDirectoryOrNoKeys_isUnavailable() throws IOException {
    String ticket = AuthKeyScene.ticket("authkey-rsa/ticket");
    assertThat(scene.verdict(ticket)).isEqualTo("UNAVAILABLE");
    Files.createDirectories(scene.config);
    TicketVerifier verifier = scene.keys().verifier();
    assertThat(AuthKeyScene.verdict(verifier, ticket, null)).isEqualTo("UNAVAILABLE");
    assertThat(AuthKeyScene.verdict(verifier, "no ticket", null)).isEqualTo("MALFORMED");
    scene.pair(AuthKeyScene.RSA, AuthKeyScene.SIGNED.minusSeconds(9999));
    scene.now = AuthKeyScene.SIGNED;
    assertThat(AuthKeyScene.verdict(verifier, ticket, null)).isEqualTo("CURRENT_KEY");
    scene.remove(AuthKeyScene.PUBLIC);
    assertThat(AuthKeyScene.verdict(verifier, ticket, null)).isEqualTo("UNAVAILABLE");
  }

  @Test
  void verify_noPrivateKey_needsNone() {
    String ticket = twoKeys();
    scene.remove(AuthKeyScene.PRIVATE);
    assertThat(scene.verdict(ticket)).isEqualTo("PREVIOUS_KEY");
    assertThatExceptionOfType(NotFoundException.class).isThrownBy(scene::sign);
  }

  @Test
  void verify_refusedByBothKeys_namesTheMoreTellingReason() {
    String ticket = twoKeys();
    String signature = ticket.substring(0, ticket.length() - 2) + "AA";
    assertThat(scene.verdict(ticket)).isEqualTo("PREVIOUS_KEY");
    assertThat(scene.verdict(signature)).isEqualTo("SIGNATURE");
    scene.now = AuthKeyScene.NOW.plusSeconds(7201);
    assertThat(scene.verdict(ticket)).isEqualTo("EXPIRED");
    scene.now = AuthKeyScene.NOW.minusSeconds(301);
    assertThat(scene.verdict(ticket)).isEqualTo("FROM_THE_FUTURE");
    scene.now = AuthKeyScene.NOW.plusSeconds(60);
    scene.touch(AuthKeyScene.OLD, AuthKeyScene.NOW.minusSeconds(301));
    assertThat(scene.verdict(ticket)).isEqualTo("RETIRED_KEY");
    scene.now = AuthKeyScene.NOW.plusSeconds(7200);
    assertThat(scene.verdict(ticket)).isEqualTo("RETIRED_KEY");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void verify_damagedOldKey_onlyStopsCounting(boolean huge) {
    String ticket = twoKeys();
    TicketVerifier verifier = scene.keys().verifier();
    assertThat(AuthKeyScene.verdict(verifier, ticket, null)).isEqualTo("PREVIOUS_KEY");
    scene.file(AuthKeyScene.OLD, huge ? new byte[1 << 20] : RUBBISH, AuthKeyScene.NOW);
    assertThat(AuthKeyScene.verdict(verifier, ticket, null)).isEqualTo("SIGNATURE");
    assertThat(AuthKeyScene.verdict(verifier, scene.sign(), null)).isEqualTo("CURRENT_KEY");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void verify_damagedCurrentKey_isUnavailableButForTheOldOne(boolean huge) {
    String previous = twoKeys();
    String current = scene.sign();
    TicketVerifier verifier = scene.keys().verifier();
    assertThat(AuthKeyScene.verdict(verifier, current, null)).isEqualTo("CURRENT_KEY");
    scene.file(AuthKeyScene.PUBLIC, huge ? new byte[1 << 20] : RUBBISH, AuthKeyScene.NOW);
    assertThat(AuthKeyScene.verdict(verifier, current, null)).isEqualTo("UNAVAILABLE");
    assertThat(AuthKeyScene.verdict(verifier, previous, null)).isEqualTo("PREVIOUS_KEY");
    scene.file(AuthKeyScene.PUBLIC, Fixtures.bytes("authkey-rsa/authkey.pub"), AuthKeyScene.NOW);
    assertThat(AuthKeyScene.verdict(verifier, current, null)).isEqualTo("CURRENT_KEY");
  }

  @ParameterizedTest
  @ValueSource(strings = {AuthKeyScene.PUBLIC, AuthKeyScene.OLD})
  void verify_linkOrDirectoryInPlaceOfAKey_isNotFollowed(String name) throws IOException {
    String ticket = twoKeys();
    String wanted = name.equals(AuthKeyScene.OLD) ? ticket : scene.sign();
    TicketVerifier verifier = scene.keys().verifier();
    assertThat(AuthKeyScene.verdict(verifier, wanted, null)).endsWith("_KEY");
    Path file = scene.config.resolve(name);
    Files.move(file, scene.config.resolve("elsewhere"));
    Files.createSymbolicLink(file, Path.of("elsewhere"));
    String refusal = name.equals(AuthKeyScene.OLD) ? "SIGNATURE" : "UNAVAILABLE";
    assertThat(AuthKeyScene.verdict(verifier, wanted, null)).isEqualTo(refusal);
    Files.delete(file);
    Files.createDirectory(file);
    assertThat(AuthKeyScene.verdict(verifier, wanted, null)).isEqualTo(refusal);
  }

  @Test
  void rotations_withinOneSecond_areNoticedAtOnce() {
    AuthKeyRepository keys = scene.keys();
    assertThat(keys.rotate(null, false, null).done()).isTrue();
    TicketSigner signer = scene.keys().signer();
    TicketVerifier verifier = scene.keys().verifier();
    Deque<String> tickets = new ArrayDeque<>();
    for (int rotations = 0; rotations < 20; rotations++) {
      tickets.addFirst(signer.sign("PBS", "root@pam", null));
      assertThat(tickets.stream().map(ticket -> AuthKeyScene.verdict(verifier, ticket, null)))
          .startsWith("CURRENT_KEY")
          .endsWith(rotations == 0 ? "CURRENT_KEY" : rotations == 1 ? "PREVIOUS_KEY" : "SIGNATURE");
      if (rotations > 0) {
        String previous = tickets.stream().skip(1).findFirst().orElseThrow();
        assertThat(AuthKeyScene.verdict(verifier, previous, null)).isEqualTo("PREVIOUS_KEY");
      }
      assertThat(keys.rotate(null, true, null).done()).isTrue();
    }
  }

  @Test
  void keyPutInPlaceByAnotherProgram_sameSizeAndTime_isNoticedAtOnce() throws IOException {
    scene.pair(AuthKeyScene.ED25519, AuthKeyScene.NOW.minusSeconds(60));
    TicketSigner signer = scene.keys().signer();
    TicketVerifier verifier = scene.keys().verifier();
    String before = signer.sign("PBS", "root@pam", null);
    assertThat(AuthKeyScene.verdict(verifier, before, null)).isEqualTo("CURRENT_KEY");

    SigningKey other =
        SigningKey.generate(KeyAlgorithm.ED25519, bytes -> Arrays.fill(bytes, (byte) 7));
    scene.file("new", KeyPem.of(other.publicKey()), scene.modified(AuthKeyScene.PUBLIC));
    move("new", AuthKeyScene.PUBLIC);
    assertThat(AuthKeyScene.verdict(verifier, before, null)).isEqualTo("SIGNATURE");
    assertThat(AuthKeyScene.verdict(verifier, signer.sign("PBS", "root@pam", null), null))
        .isEqualTo("SIGNATURE");
    scene.file("new", KeyPem.of(other), scene.modified(AuthKeyScene.PRIVATE));
    move("new", AuthKeyScene.PRIVATE);
    assertThat(AuthKeyScene.verdict(verifier, signer.sign("PBS", "root@pam", null), null))
        .isEqualTo("CURRENT_KEY");
  }

  private void move(String from, String to) throws IOException {
    Files.move(
        scene.config.resolve(from), scene.config.resolve(to), StandardCopyOption.ATOMIC_MOVE);
  }

  @Test
  void verify_keyTouched_takesItsNewTimeAtOnce() {
    String ticket = twoKeys();
    TicketVerifier verifier = scene.keys().verifier();
    assertThat(AuthKeyScene.verdict(verifier, ticket, null)).isEqualTo("PREVIOUS_KEY");
    scene.touch(AuthKeyScene.OLD, AuthKeyScene.NOW.minus(Duration.ofDays(1)));
    assertThat(AuthKeyScene.verdict(verifier, ticket, null)).isEqualTo("RETIRED_KEY");
    scene.touch(AuthKeyScene.OLD, AuthKeyScene.NOW);
    assertThat(AuthKeyScene.verdict(verifier, ticket, null)).isEqualTo("PREVIOUS_KEY");
    scene.remove(AuthKeyScene.OLD);
    assertThat(AuthKeyScene.verdict(verifier, ticket, null)).isEqualTo("SIGNATURE");
  }

  @Test
  void sign_privateKeyRemovedOrDamaged_isNoticedAtOnce() {
    scene.pair(AuthKeyScene.ED25519, AuthKeyScene.NOW.minusSeconds(3600));
    TicketSigner signer = scene.keys().signer();
    assertThat(signer.sign("PBS", "root@pam", null)).startsWith("PBS:root@pam:");
    byte[] key = scene.bytes(AuthKeyScene.PRIVATE);
    scene.file(AuthKeyScene.PRIVATE, RUBBISH, AuthKeyScene.NOW);
    assertThatExceptionOfType(CorruptFileException.class)
        .isThrownBy(() -> signer.sign("PBS", "root@pam", null));
    scene.remove(AuthKeyScene.PRIVATE);
    assertThatExceptionOfType(NotFoundException.class)
        .isThrownBy(() -> signer.sign("PBS", "root@pam", null));
    scene.file(AuthKeyScene.PRIVATE, key, AuthKeyScene.NOW);
    assertThat(scene.verdict(signer.sign("PBS", "root@pam", null))).isEqualTo("CURRENT_KEY");
  }
}
