package dev.latchkey.authkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.latchkey.DirectorySnapshot;
import dev.latchkey.Fixtures;
import dev.latchkey.store.CorruptFileException;
import dev.latchkey.store.CorruptFileException.Problem;
import dev.latchkey.store.FileImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that hold no key, or none that we use: said clearly, and nothing is changed. */
class AuthKeyDamageTest {

  private static final int MUTANTS = 400;

  private final AuthKeyScene scene;

  AuthKeyDamageTest(@TempDir Path directory) {
    this.scene = new AuthKeyScene(directory);
    // Too old, so that a rotation is due.
    scene.pair(AuthKeyScene.ED25519, AuthKeyScene.NOW.minusSeconds(90_000));
    scene.file(
        AuthKeyScene.OLD,
        Fixtures.bytes("authkey-rsa/authkey.pub"),
        AuthKeyScene.NOW.minusSeconds(90_000));
  }

  /** What stands in place of a key. */
  private static byte[] content(String what) {
    byte[] key = Fixtures.bytes("authkey-rsa/authkey.key");
    return switch (what) {
      case "nothing" -> new byte[0];
      case "rubbish" -> "rubbish\n".getBytes(StandardCharsets.US_ASCII);
      case "half" -> Arrays.copyOf(key, key.length / 2);
      case "no end" -> Arrays.copyOf(key, key.length - 10);
      case "two" -> (text(key) + text(key)).getBytes(StandardCharsets.US_ASCII);
      case "not base64" -> text(key).replace('a', '!').getBytes(StandardCharsets.US_ASCII);
      case "1 MB" -> new byte[1 << 20];
      case "100 bytes short" -> Arrays.copyOfRange(key, 100, key.length);
      default -> Fixtures.bytes(what);
    };
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  private void assertCorrupt(String name, Problem problem, ThrowingCallable call) {
    DirectorySnapshot before = scene.snapshot();
    CorruptFileException e = catchThrowableOfType(CorruptFileException.class, call);
    assertThat(e).as("no exception").isNotNull().hasNoCause();
    assertThat(e.path()).hasFileName(name);
    assertThat(e.problem()).isEqualTo(problem);
    before.assertUnchanged(scene.config);
  }

  private void assertRotatesNot(String name, Problem problem) {
    assertCorrupt(name, problem, () -> scene.keys().status());
    assertCorrupt(name, problem, () -> scene.keys().rotate(null, false, null));
    assertCorrupt(name, problem, () -> scene.keys().rotate(KeyAlgorithm.ED25519, true, "why"));
  }

  @ParameterizedTest
  @CsvSource({
    "nothing, SYNTAX",
    "rubbish, SYNTAX",
    "half, SYNTAX",
    "no end, SYNTAX",
    "two, SYNTAX",
    "not base64, SYNTAX",
    "100 bytes short, SYNTAX",
    "1 MB, TOO_LARGE",
    "authkey-unusable/encrypted.key, UNSUPPORTED_KEY",
    "authkey-unusable/encrypted-traditional.key, UNSUPPORTED_KEY",
    "authkey-unusable/ec.key, UNSUPPORTED_KEY",
    "authkey-unusable/ec-traditional.key, UNSUPPORTED_KEY",
    "authkey-unusable/rsa-1024.key, UNSUPPORTED_KEY",
    "authkey-unusable/rsa-pss.key, UNSUPPORTED_KEY",
    "authkey-unusable/x25519.key, UNSUPPORTED_KEY",
    "authkey-unusable/ed448.key, UNSUPPORTED_KEY",
    "authkey-rsa/authkey.pub, UNSUPPORTED_KEY"
  })
  void privateKey_unusable_isSaidAndNothingIsRotated(String what, Problem problem) {
    scene.file(AuthKeyScene.PRIVATE, content(what), AuthKeyScene.NOW);
    assertRotatesNot(AuthKeyScene.PRIVATE, problem);
    assertCorrupt(AuthKeyScene.PRIVATE, problem, scene::sign);
  }

  @ParameterizedTest
  @CsvSource({
    "nothing, SYNTAX",
    "rubbish, SYNTAX",
    "half, SYNTAX",
    "1 MB, TOO_LARGE",
    "authkey-unusable/ec.pub, UNSUPPORTED_KEY",
    "authkey-unusable/rsa-1024.pub, UNSUPPORTED_KEY",
    "authkey-unusable/rsa-exponent-1.pub, UNSUPPORTED_KEY",
    "authkey-unusable/rsa-pss.pub, UNSUPPORTED_KEY",
    "authkey-unusable/x25519.pub, UNSUPPORTED_KEY",
    "authkey-unusable/ed448.pub, UNSUPPORTED_KEY",
    "authkey-rsa/authkey.key, UNSUPPORTED_KEY"
  })
  void publicKey_unusable_isSaidAndNothingIsRotated(String what, Problem problem) {
    scene.file(AuthKeyScene.PUBLIC, content(what), AuthKeyScene.NOW);
    assertRotatesNot(AuthKeyScene.PUBLIC, problem);
    assertCorrupt(AuthKeyScene.PUBLIC, problem, () -> scene.keys().publicKey(false));
    assertThat(scene.keys().publicKey(true)).isEqualTo(text(scene.bytes(AuthKeyScene.OLD)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nothing",
        "rubbish",
        "half",
        "authkey-unusable/ec.pub",
        "authkey-unusable/rsa-1024.pub",
        "authkey-unusable/x25519.pub",
        "authkey-rsa/authkey.key"
      })
  void oldKey_unusable_onlyStopsCounting(String what) {
    scene.file(AuthKeyScene.OLD, content(what), AuthKeyScene.NOW);
    assertOldKeyOnlyStopsCounting();
  }

  private void assertOldKeyOnlyStopsCounting() {
    AuthKeyStatus status = scene.keys().status();
    assertThat(status.previousIsDamaged()).isTrue();
    assertThat(status.previous()).isNull();
    assertThat(status.current()).isNotNull();
    DirectorySnapshot before = scene.snapshot();
    assertThat(catchThrowableOfType(CorruptFileException.class, () -> scene.keys().publicKey(true)))
        .isNotNull();
    before.assertUnchanged(scene.config);

    String signing = scene.fingerprint(AuthKeyScene.PRIVATE);
    Rotation rotation = scene.keys().rotate(null, false, null);
    assertThat(rotation.reason()).isEqualTo(RotationReason.TOO_OLD);
    assertThat(rotation.status()).isEqualTo(scene.keys().status());
    assertThat(rotation.status().previousIsDamaged()).isFalse();
    assertThat(scene.fingerprint(AuthKeyScene.OLD)).isEqualTo(signing);
  }

  @ParameterizedTest
  @ValueSource(strings = {AuthKeyScene.PRIVATE, AuthKeyScene.PUBLIC, AuthKeyScene.OLD})
  void linkInPlaceOfAKey_isRefused(String name) throws IOException {
    Path file = scene.config.resolve(name);
    Files.move(file, scene.config.resolve("elsewhere"));
    Files.createSymbolicLink(file, Path.of("elsewhere"));
    assertRotatesNot(name, Problem.SYMBOLIC_LINK);
  }

  @Test
  void pemOfOtherPrograms_withWindowsLineEndsOrNoLastOne_isRead() {
    byte[] key = scene.bytes(AuthKeyScene.PRIVATE);
    for (String other :
        List.of(text(key).stripTrailing(), text(key).replace("\n", "\r\n"), text(key) + "\n\n")) {
      scene.file(AuthKeyScene.PRIVATE, other.getBytes(StandardCharsets.US_ASCII), AuthKeyScene.NOW);
      assertThat(scene.keys().status().due()).isEqualTo(RotationReason.TOO_OLD);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {AuthKeyScene.RSA, AuthKeyScene.ED25519})
  void publicKey_anyByteOfItChanged_neverMakesVerifyingThrow(String kind) {
    scene.now = AuthKeyScene.SIGNED;
    scene.remove(AuthKeyScene.OLD);
    String ticket = AuthKeyScene.ticket(kind + "/ticket");
    byte[] der = KeyPem.publicKey(image(Fixtures.bytes(kind + "/authkey.pub"))).encoded();
    Random random = new Random(20_260_301);
    TicketVerifier verifier = scene.keys().verifier();
    for (int i = 0; i < MUTANTS; i++) {
      byte[] mutant = der.clone();
      mutant[i < der.length ? i : random.nextInt(der.length)] ^= (byte) (1 + random.nextInt(255));
      scene.file(AuthKeyScene.PUBLIC, pem("PUBLIC KEY", mutant), AuthKeyScene.SIGNED);
      String verdict = AuthKeyScene.verdict(verifier, ticket, null);
      // The algorithm may go by another name, which changes nothing of the key.
      if (verdict.equals("CURRENT_KEY")) {
        assertThat(KeyPem.publicKey(scene.image(AuthKeyScene.PUBLIC)).encoded()).isEqualTo(der);
      } else {
        assertThat(verdict).isIn("UNAVAILABLE", "SIGNATURE");
      }
    }
  }

  @Test
  void oldKey_tooLarge_onlyStopsCounting() {
    scene.file(AuthKeyScene.OLD, content("1 MB"), AuthKeyScene.NOW);
    assertOldKeyOnlyStopsCounting();
  }

  @Test
  void privateKey_anyByteOfItChanged_isSaidOrSigns() {
    byte[] message = {1, 2, 3};
    String body =
        text(Fixtures.bytes("authkey-rsa/authkey.key")).replaceAll("-----[^-]+-----|\n", "");
    byte[] der = Base64.getDecoder().decode(body);
    for (int at = 0; at < der.length; at += at < 40 || (at > 260 && at < 290) ? 1 : 19) {
      byte[] mutant = der.clone();
      mutant[at] ^= 1;
      try {
        SigningKey key = KeyPem.privateKey(image(pem("RSA PRIVATE KEY", mutant)));
        assertThat(key.publicKey().verifies(message, key.sign(message))).as("byte %d", at).isTrue();
      } catch (CorruptFileException said) {
        assertThat(said).as("byte %d", at).hasNoCause();
      }
    }
  }

  @Test
  void privateKey_evenPublicExponent_isSaid() {
    String body =
        text(Fixtures.bytes("authkey-rsa/authkey.key")).replaceAll("-----[^-]+-----|\n", "");
    byte[] der = Base64.getDecoder().decode(body);
    int exponent = 4 + 3 + 4 + 257; // behind the sequence, the version and the modulus
    assertThat(Arrays.copyOfRange(der, exponent, exponent + 5))
        .isEqualTo(new byte[] {2, 3, 1, 0, 1});
    der[exponent + 4] = 0;
    scene.file(AuthKeyScene.PRIVATE, pem("RSA PRIVATE KEY", der), AuthKeyScene.NOW);
    assertRotatesNot(AuthKeyScene.PRIVATE, Problem.SYNTAX);
    assertCorrupt(AuthKeyScene.PRIVATE, Problem.SYNTAX, scene::sign);
  }

  private FileImage image(byte[] content) {
    scene.file("some.pem", content, AuthKeyScene.NOW);
    return scene.image("some.pem");
  }

  private static byte[] pem(String label, byte[] der) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return ("-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n")
        .getBytes(StandardCharsets.US_ASCII);
  }
}
