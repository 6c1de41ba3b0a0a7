package dev.latchkey.authkey;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Set;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing that was made of a genuine ticket counts, but for the padding that base64 may have. */
class TicketTamperingTest {

  private static final String REPLACEMENTS = "\0\n :%=+/-_.0Aa9Fz~\u007f\u00e9\u2028";

  /** The order of the group of Ed25519 (RFC 8032). */
  private static final BigInteger ORDER =
      BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

  private final AuthKeyScene scene;

  TicketTamperingTest(@TempDir Path directory) {
    this.scene = new AuthKeyScene(directory);
  }

  /** The verifier of a fixture's key, at the time of its tickets. */
  private TicketVerifier verifier(String kind) {
    scene.now = AuthKeyScene.SIGNED.plusSeconds(60);
    return scene.pair(kind, AuthKeyScene.SIGNED.minusSeconds(36_000)).keys().verifier();
  }

  private static String signed(String ticket) {
    return ticket.substring(0, ticket.indexOf("::"));
  }

  private static String base64(String ticket) {
    return ticket.substring(ticket.indexOf("::") + 2);
  }

  private static String encoded(byte[] signature) {
    return Base64.getEncoder().withoutPadding().encodeToString(signature);
  }

  private static void assertRefused(TicketVerifier verifier, String ticket) {
    assertThat(AuthKeyScene.verdict(verifier, ticket, null))
        .as(ticket)
        .isIn("MALFORMED", "SIGNATURE", "WRONG_PREFIX");
  }

  @ParameterizedTest
  @ValueSource(strings = {AuthKeyScene.RSA, AuthKeyScene.ED25519})
  void verify_oneCharacterChangedAnywhere_isRefused(String kind) {
    TicketVerifier verifier = verifier(kind);
    String ticket = AuthKeyScene.ticket(kind + "/ticket");
    assertThat(AuthKeyScene.verdict(verifier, ticket, null)).isEqualTo("CURRENT_KEY");
    for (int at = 0; at < ticket.length(); at++) {
      Set<Character> others = new LinkedHashSet<>();
      REPLACEMENTS.chars().forEach(c -> others.add((char) c));
      for (int bit = 0; bit < 8; bit++) {
        others.add((char) (ticket.charAt(at) ^ (1 << bit)));
      }
      others.remove(ticket.charAt(at));
      for (char other : others) {
        assertRefused(verifier, ticket.substring(0, at) + other + ticket.substring(at + 1));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {AuthKeyScene.RSA, AuthKeyScene.ED25519})
  void verify_oneCharacterLessOrMore_isRefused(String kind) {
    TicketVerifier verifier = verifier(kind);
    String ticket = AuthKeyScene.ticket(kind + "/ticket");
    for (int at = 0; at <= ticket.length(); at++) {
      String start = ticket.substring(0, at);
      String rest = ticket.substring(at);
      if (!rest.isEmpty()) {
        assertRefused(verifier, start);
        assertRefused(verifier, start + rest.substring(1));
      }
      for (char more : new char[] {' ', '\n', ':', 'A', '0', '='}) {
        assertRefused(verifier, start + more + rest);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {AuthKeyScene.RSA, AuthKeyScene.ED25519})
  void verify_otherBase64OfTheSignature_onlyWithPaddingCounts(String kind) {
    TicketVerifier verifier = verifier(kind);
    String ticket = AuthKeyScene.ticket(kind + "/ticket");
    String text = signed(ticket) + "::";
    String base64 = base64(ticket);
    byte[] signature = Base64.getDecoder().decode(base64);
    assertThat(AuthKeyScene.verdict(verifier, text + base64 + "==", null)).isEqualTo("CURRENT_KEY");

    // Both kinds have four bits behind the last byte.
    char last = base64.charAt(base64.length() - 1);
    String unused = base64.substring(0, base64.length() - 1) + (char) (last + 1);
    assertThat(Base64.getDecoder().decode(unused)).isEqualTo(signature);
    String urlSafe = Base64.getUrlEncoder().encodeToString(signature);
    assertThat(urlSafe).containsAnyOf("-", "_");
    String mime = Base64.getMimeEncoder().encodeToString(signature);
    for (String other :
        new String[] {
          base64 + "=",
          base64 + "===",
          "=" + base64,
          unused,
          unused + "==",
          urlSafe,
          urlSafe.replace("=", ""),
          mime,
          base64 + "\n",
          " " + base64,
          base64.replace("+", "%2B"),
          ""
        }) {
      if (!other.equals(base64 + "==")) {
        assertThat(AuthKeyScene.verdict(verifier, text + other, null))
            .as(other)
            .isIn("MALFORMED", "SIGNATURE");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {AuthKeyScene.RSA, AuthKeyScene.ED25519})
  void verify_signatureOfAnotherLength_isRefused(String kind) {
    TicketVerifier verifier = verifier(kind);
    String ticket = AuthKeyScene.ticket(kind + "/ticket");
    byte[] signature = Base64.getDecoder().decode(base64(ticket));
    byte[] zeroBefore = new byte[signature.length + 1];
    System.arraycopy(signature, 0, zeroBefore, 1, signature.length);
    for (byte[] other :
        new byte[][] {
          zeroBefore,
          Arrays.copyOf(signature, signature.length + 1),
          Arrays.copyOf(signature, signature.length - 1),
          Arrays.copyOf(signature, 4096),
          new byte[signature.length],
          new byte[0],
          new byte[1]
        }) {
      assertThat(AuthKeyScene.verdict(verifier, signed(ticket) + "::" + encoded(other), null))
          .isEqualTo("SIGNATURE");
    }
  }

  @Test
  void verify_rsaSignatureWithoutItsLeadingZero_isRefused() {
    TicketVerifier verifier = verifier(AuthKeyScene.RSA);
    TicketSigner signer = scene.keys().signer();
    String ticket;
    byte[] signature;
    int number = 0;
    do {
      ticket = signer.sign("PBS", "user" + number++, null);
      signature = Base64.getDecoder().decode(base64(ticket));
    } while (signature[0] != 0);
    assertThat(AuthKeyScene.verdict(verifier, ticket, null)).isEqualTo("CURRENT_KEY");
    byte[] shorter = Arrays.copyOfRange(signature, 1, signature.length);
    assertThat(AuthKeyScene.verdict(verifier, signed(ticket) + "::" + encoded(shorter), null))
        .isEqualTo("SIGNATURE");
  }

  @Test
  void verify_ed25519SignatureBeyondTheOrder_isRefused() {
    TicketVerifier verifier = verifier(AuthKeyScene.ED25519);
    String ticket = AuthKeyScene.ticket("authkey-ed25519/ticket");
    byte[] signature = Base64.getDecoder().decode(base64(ticket));
    int half = signature.length / 2;
    BigInteger scalar = new BigInteger(1, reversed(Arrays.copyOfRange(signature, half, 2 * half)));
    byte[] larger = reversed(scalar.add(ORDER).toByteArray());
    System.arraycopy(Arrays.copyOf(larger, half), 0, signature, half, half);
    assertThat(AuthKeyScene.verdict(verifier, signed(ticket) + "::" + encoded(signature), null))
        .isEqualTo("SIGNATURE");
  }

  private static byte[] reversed(byte[] bytes) {
    byte[] result = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      result[i] = bytes[bytes.length - 1 - i];
    }
    return result;
  }

  @ParameterizedTest
  @ValueSource(strings = {AuthKeyScene.RSA, AuthKeyScene.ED25519})
  void verify_fieldsExchangedOrOfOtherTickets_isRefused(String kind) {
    TicketVerifier verifier = verifier(kind);
    String ticket = AuthKeyScene.ticket(kind + "/ticket");
    String bound = AuthKeyScene.ticket(kind + "/ticket.aad-10.0.0.1");
    String other = kind.equals(AuthKeyScene.RSA) ? AuthKeyScene.ED25519 : AuthKeyScene.RSA;
    for (String forged :
        new String[] {
          "root@pam:PBS:69D92B64::" + base64(ticket),
          "PBS:69D92B64:root@pam::" + base64(ticket),
          "PBS:root@pam:69D92B65::" + base64(ticket),
          "PBS:root@pam:69D92B64::" + base64(bound),
          "PBS:root@pam:69D92B64:10.0.0.1::" + base64(bound),
          "PBS:root@pam%3A69D92B64:69D92B64::" + base64(ticket),
          "PBS:roo%74@pam:69D92B64::" + base64(ticket),
          "PBS:root@pam:069D92B64::" + base64(ticket),
          "PBS::root@pam:69D92B64::" + base64(ticket),
          ticket + "::" + base64(ticket),
          ticket + ticket,
          AuthKeyScene.ticket(other + "/ticket")
        }) {
      assertRefused(verifier, forged);
    }
  }

  @Test
  void verify_otherPrefix_isRefusedBeforeTheSignature() {
    TicketVerifier verifier = verifier(AuthKeyScene.ED25519);
    String ticket = AuthKeyScene.ticket("authkey-ed25519/ticket");
    for (String prefix : new String[] {"", "PVE", "pbs", "PBS ", "PB"}) {
      assertThat(verifier.verify(ticket, prefix, null))
          .isEqualTo(new TicketVerification.Refused(TicketVerification.Reason.WRONG_PREFIX));
    }
  }

  /** What the key on disk signs for a text that no signer of ours would make. */
  private String genuine(String text) {
    Ed25519PrivateKeyParameters key =
        (Ed25519PrivateKeyParameters) KeyPem.privateKey(scene.image(AuthKeyScene.PRIVATE)).key();
    byte[] signature = VerifyingKey.sign(key, text.getBytes(StandardCharsets.UTF_8));
    return text + "::" + encoded(signature);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PBS:root@pam:69d92b64",
        "PBS:root@pam:9D92B64",
        "PBS:root@pam:",
        "PBS:root@pam:-69D92B64",
        "PBS:root@pam:+69D92B64",
        "PBS:root@pam: 69D92B64",
        "PBS:root@pam:69D92B6G",
        "PBS:root@pam:FFFFFFFFFFFFFFFF",
        "PBS:root@pam:7FFFFFFFFFFFFFFF",
        "PBS:root@pam:FFFFFFFFFFFFFFF",
        "PBS:root@pam:00000000000000000069D92B64",
        "PBS:root@pam:\u0666\u0666\u0666\u0666\u0666\u0666\u0666\u0666",
        ":root@pam:69D92B64",
        "PBS:root@pam%:69D92B64",
        "PBS:root@pam%4:69D92B64",
        "PBS:root@pam%4g:69D92B64",
        "PBS:root@pam% 4:69D92B64",
        "PBS:root@pam%+4:69D92B64",
        "PBS:root@pam%\uff14\uff11:69D92B64",
        "PBS:root@pam%C0%80:69D92B64",
        "PBS:root@pam%C1%81:69D92B64",
        "PBS:root@pam%E0%80%AF:69D92B64",
        "PBS:root@pam%ED%A0%80:69D92B64",
        "PBS:root@pam%F4%90%80%80:69D92B64",
        "PBS:root@pam%FF:69D92B64",
        "PBS:root@pam%80:69D92B64",
        "PBS:root@pam\u00e9:69D92B64",
        "PBS:root@pam\n:69D92B64",
        "PBS:root@pam\u007f:69D92B64",
        "PBS:root@pam\0:69D92B64"
      })
  void verify_signedTextThatIsNoTicket_isMalformed(String text) {
    TicketVerifier verifier = verifier(AuthKeyScene.ED25519);
    // The positive control: with a text that is a ticket, such a signature counts.
    assertThat(AuthKeyScene.verdict(verifier, genuine("PBS:root@pam:69D92B64"), null))
        .isEqualTo("CURRENT_KEY");
    assertThat(AuthKeyScene.verdict(verifier, genuine(text), null)).isEqualTo("MALFORMED");
  }

  @Test
  void verify_longTimes_areReadAsTheyStand() {
    TicketVerifier verifier = verifier(AuthKeyScene.ED25519);
    assertThat(AuthKeyScene.verdict(verifier, genuine("PBS:a:00000000069D92B"), null))
        .isEqualTo("EXPIRED");
    assertThat(AuthKeyScene.verdict(verifier, genuine("PBS:a:000000069D92B64"), null))
        .isEqualTo("CURRENT_KEY");
    assertThat(AuthKeyScene.verdict(verifier, genuine("PBS:a:00000000"), null))
        .isEqualTo("EXPIRED");
    assertThat(AuthKeyScene.verdict(verifier, genuine("PBS:a:0000FFFFFFFFFFF"), null))
        .isEqualTo("FROM_THE_FUTURE");
  }

  @Test
  void verify_hugeInput_isMalformed() {
    TicketVerifier verifier = verifier(AuthKeyScene.ED25519);
    String ticket = AuthKeyScene.ticket("authkey-ed25519/ticket");
    for (String part : new String[] {":", "A", "%", "%41", "=", "\0", "\ud800", "PBS:a:"}) {
      String huge = part.repeat((1 << 20) / part.length());
      for (String text :
          new String[] {huge, huge + ticket, ticket + huge, "PBS:" + huge + ":69D92B64::AAAA"}) {
        assertThat(AuthKeyScene.verdict(verifier, text, null)).isEqualTo("MALFORMED");
      }
    }
  }
}
