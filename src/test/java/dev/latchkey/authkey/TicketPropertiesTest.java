package dev.latchkey.authkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.latchkey.authkey.TicketVerification.Valid;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever text is sent is judged without an exception; whatever text is signed comes back. */
class TicketPropertiesTest {

  private static final int MUTANTS = 4000;
  private static final int TEXTS = 500;
  private static final List<String> TOKENS =
      List.of(
          ":",
          "::",
          "%",
          "%00",
          "%3A",
          "%25",
          "%C3%A9",
          "%c3%a9",
          "%C0%80",
          "%ED%A0%80",
          "%4",
          "=",
          "==",
          "69D92B64",
          "0",
          "FFFFFFFFFFFFFFFF",
          "PBS",
          "PBS:",
          "root@pam",
          "\0",
          "\n",
          "\u00e9",
          "\ud83d",
          "\udd11",
          "\ud83d\udd11",
          "AAAA",
          "+/",
          "-_");

  private final AuthKeyScene scene;

  TicketPropertiesTest(@TempDir Path directory) {
    this.scene = new AuthKeyScene(directory);
    scene.now = AuthKeyScene.SIGNED.plusSeconds(60);
    scene.pair(AuthKeyScene.ED25519, AuthKeyScene.SIGNED.minusSeconds(36_000));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 20_260_301})
  void verify_mutatedTickets_judgesWithoutException(long seed) {
    Random random = new Random(seed);
    TicketVerifier verifier = scene.keys().verifier();
    String genuine = AuthKeyScene.ticket("authkey-ed25519/ticket");
    String accented = scene.keys().signer().sign("PBS", "\u00e9%:\0\ud83d\udd11", null);
    int wellFormed = 0;
    for (int i = 0; i < MUTANTS; i++) {
      String seedText = random.nextBoolean() ? genuine : accented;
      String mutant = mutate(seedText, random);
      String verdict = AuthKeyScene.verdict(verifier, mutant, null);
      if (!mutant.equals(seedText) && !mutant.equals(seedText + "==")) {
        assertThat(verdict).as(mutant).isIn("MALFORMED", "WRONG_PREFIX", "SIGNATURE");
      }
      wellFormed += verdict.equals("MALFORMED") ? 0 : 1;
    }
    // Else the mutations prove nothing of one side or the other.
    assertThat(wellFormed).isBetween(MUTANTS / 20, MUTANTS - MUTANTS / 5);
  }

  private static String mutate(String seed, Random random) {
    StringBuilder mutant = new StringBuilder(seed);
    for (int count = 1 + random.nextInt(3); count > 0; count--) {
      int at = random.nextInt(mutant.length() + 1);
      int skipped = random.nextInt(3) == 0 ? random.nextInt(mutant.length() - at + 1) : 0;
      mutant.replace(at, at + skipped, insertion(random));
    }
    return mutant.toString();
  }

  private static String insertion(Random random) {
    return switch (random.nextInt(3)) {
      case 0 -> String.valueOf((char) random.nextInt(256));
      case 1 -> TOKENS.get(random.nextInt(TOKENS.size()));
      default -> "";
    };
  }

  private static String text(Random random, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      int kind = random.nextInt(4);
      int bound = kind == 0 ? 0x80 : kind == 1 ? 0x800 : kind == 2 ? 0x10000 : 0x110000;
      int point = random.nextInt(bound);
      boolean half = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
      text.appendCodePoint(half ? 0xfffd : point);
    }
    return text.toString();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 20_260_301})
  void signAndVerify_anyText_comesBack(long seed) {
    Random random = new Random(seed);
    TicketSigner signer = scene.keys().signer();
    TicketVerifier verifier = scene.keys().verifier();
    for (int i = 0; i < TEXTS; i++) {
      String prefix = text(random, 1 + random.nextInt(5));
      String data = text(random, random.nextInt(60));
      String additional = random.nextBoolean() ? text(random, random.nextInt(20)) : null;
      String ticket = signer.sign(prefix, data, additional);
      assertThat(ticket).matches("[!-9;-~ ]+:[!-9;-~ ]*:[0-9A-F]{8}::[A-Za-z0-9+/]{86}");
      assertThat(verifier.verify(ticket, prefix, additional))
          .isInstanceOfSatisfying(
              Valid.class,
              valid -> {
                assertThat(valid.ticket().prefix()).isEqualTo(prefix);
                assertThat(valid.ticket().data()).isEqualTo(data);
              });
    }
  }

  @Test
  void sign_everyCharacterOfAscii_encodesControlsPercentAndColonOnly() {
    StringBuilder plain = new StringBuilder();
    StringBuilder encoded = new StringBuilder();
    for (char c = 0; c < 0x80; c++) {
      plain.append(c);
      boolean escaped = c < 0x20 || c == 0x7f || c == '%' || c == ':';
      encoded.append(escaped ? "%%%02X".formatted((int) c) : String.valueOf(c));
    }
    String ticket = scene.keys().signer().sign("PBS", plain.append('\u00e9').toString(), null);
    assertThat(ticket).startsWith("PBS:" + encoded + "%C3%A9:69D92BA0::");
    assertThat(scene.verdict(ticket)).isEqualTo("CURRENT_KEY");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\ud83d", "\udd11", "a\ud83d", "\udd11\ud83d", "\ud83dz"})
  void sign_halfASurrogatePair_isRefused(String half) {
    TicketSigner signer = scene.keys().signer();
    assertThatIllegalArgumentException().isThrownBy(() -> signer.sign(half, "root@pam", null));
    assertThatIllegalArgumentException().isThrownBy(() -> signer.sign("PBS", half, null));
  }

  @Test
  void sign_halfASurrogatePairAsAdditionalData_isRefused() {
    TicketSigner signer = scene.keys().signer();
    // Else it would be signed as a question mark, and count for any other half.
    assertThatIllegalArgumentException().isThrownBy(() -> signer.sign("PBS", "a", "\ud83d"));
  }

  @Test
  void verify_halfASurrogatePairAsAdditionalData_isNotAQuestionMark() {
    String ticket = scene.keys().signer().sign("PBS", "root@pam", "10.0.0.?");
    TicketVerifier verifier = scene.keys().verifier();
    assertThat(AuthKeyScene.verdict(verifier, ticket, "10.0.0.?")).isEqualTo("CURRENT_KEY");
    assertThat(AuthKeyScene.verdict(verifier, ticket, "10.0.0.\ud83d")).isEqualTo("SIGNATURE");
  }

  @Test
  void sign_emptyPrefixOrTooLong_isRefused() {
    TicketSigner signer = scene.keys().signer();
    assertThatIllegalArgumentException().isThrownBy(() -> signer.sign("", "root@pam", null));
    String fits = "x".repeat(8192 - "PBS:".length() - ":69D92BA0".length());
    assertThat(scene.verdict(signer.sign("PBS", fits, null))).isEqualTo("CURRENT_KEY");
    assertThatIllegalArgumentException().isThrownBy(() -> signer.sign("PBS", fits + "x", null));
    assertThat(scene.verdict(signer.sign("PBS", "", null))).isEqualTo("CURRENT_KEY");
  }
}
