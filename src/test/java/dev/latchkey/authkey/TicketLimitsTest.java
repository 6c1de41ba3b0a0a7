package dev.latchkey.authkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The last value on either side of each limit of tickets and of what they are signed with. */
class TicketLimitsTest {

  private static final String REST = ":69D92B64::AAAA";

  private final AuthKeyScene scene;

  TicketLimitsTest(@TempDir Path directory) {
    this.scene = new AuthKeyScene(directory).pair(AuthKeyScene.ED25519, AuthKeyScene.NOW);
  }

  @Test
  void encoded_edgesOfWhatIsPrinted_stayAndTheirNeighboursDoNot() {
    assertThat(TicketText.encoded("\u001f ~\u007f%:")).isEqualTo("%1F ~%7F%25%3A");
    assertThat(TicketText.decoded(" ~")).isEqualTo(" ~");
    assertThat(TicketText.decoded("\u001f")).isNull();
    assertThat(TicketText.decoded("\u007f")).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void parse_longestText_isOneAndALongerOneIsNot(int more) {
    int length = UnverifiedTicket.MAX_LENGTH - "P:".length() - REST.length() + more;
    UnverifiedTicket ticket = UnverifiedTicket.parse("P:" + "x".repeat(length) + REST);
    assertThat(ticket == null).isEqualTo(more > 0);
  }

  @Test
  void parse_noPrefix_isNoTicket() {
    assertThat(UnverifiedTicket.parse("P:" + REST)).isNotNull();
    assertThat(UnverifiedTicket.parse(":" + REST)).isNull();
  }

  @Test
  void toString_ofTicket_saysAllButTheSignature() {
    UnverifiedTicket ticket = UnverifiedTicket.parse("P:root@pam" + REST);
    assertThat(ticket).hasToString("UnverifiedTicket[P:root@pam:69D92B64]");
    TicketVerification verified = scene.keys().verifier().verify(scene.sign(), "PBS", null);
    assertThat(verified)
        .isInstanceOfSatisfying(
            TicketVerification.Valid.class,
            valid ->
                assertThat(valid.ticket())
                    .hasToString(
                        "VerifiedTicket[PBS, root@pam, 2026-03-01T12:00:00Z, CURRENT_KEY]"));
  }

  @Test
  void sign_timeOfFewDigits_hasEightOfThem() {
    scene.now = Instant.ofEpochSecond(1);
    assertThat(scene.sign()).startsWith("PBS:root@pam:00000001::");
    scene.now = Instant.ofEpochSecond(0x1_0000_0000L);
    assertThat(scene.sign()).startsWith("PBS:root@pam:100000000::");
  }

  @Test
  void sign_halfOfWhatATicketMayHave_isTheLongest() {
    TicketSigner signer = scene.keys().signer();
    String longest = "x".repeat(UnverifiedTicket.MAX_LENGTH / 2 - "P::01234567".length());
    String ticket = signer.sign("P", longest, null);
    assertThat(scene.keys().verifier().verify(ticket, "P", null))
        .isInstanceOf(TicketVerification.Valid.class);
    assertThatIllegalArgumentException().isThrownBy(() -> signer.sign("P", longest + "x", null));
  }

  @Test
  void sign_publicKeyDamaged_signsAllTheSame() {
    byte[] rubbish = "rubbish\n".getBytes(StandardCharsets.US_ASCII);
    scene.file(AuthKeyScene.PUBLIC, rubbish, AuthKeyScene.NOW);
    assertThat(scene.sign()).startsWith("PBS:root@pam:");
    assertThat(scene.bytes(AuthKeyScene.PUBLIC)).isEqualTo(rubbish);
  }

  @Test
  void verify_additionalDataThatIsNoText_isNotSigned() {
    TicketVerifier verifier = scene.keys().verifier();
    assertThat(AuthKeyScene.verdict(verifier, scene.sign(), null)).isEqualTo("CURRENT_KEY");
    assertThat(AuthKeyScene.verdict(verifier, scene.sign(), "\ud800")).isEqualTo("SIGNATURE");
  }

  @ParameterizedTest
  @CsvSource({"PT1S,PT1S,PT0S,true", "PT0.9S,PT1S,PT0S,false", "PT1S,PT0.9S,PT0S,false"})
  void times_underASecond_areRefused(
      Duration key, Duration ticket, Duration grace, boolean accepted) {
    if (accepted) {
      assertThat(new TicketTimes(key, ticket, grace).grace()).isEqualTo(grace);
    } else {
      assertThatIllegalArgumentException().isThrownBy(() -> new TicketTimes(key, ticket, grace));
    }
  }

  @Test
  void times_graceUnderZero_isRefused() {
    Duration second = Duration.ofSeconds(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TicketTimes(second, second, Duration.ofNanos(-1)));
  }

  @ParameterizedTest
  @CsvSource({
    "2047,17,false",
    "2048,17,true",
    "8192,17,true",
    "8193,17,false",
    "2048,1,false",
    "2048,2,true",
    "2048,256,true",
    "2048,257,false"
  })
  void isUsableRsa_bitsOfModulusAndExponent_haveLimits(int modulus, int exponent, boolean usable) {
    assertThat(VerifyingKey.isUsableRsa(ofBits(modulus), ofBits(exponent))).isEqualTo(usable);
  }

  private static BigInteger ofBits(int bits) {
    return BigInteger.ONE.shiftLeft(bits - 1);
  }
}
