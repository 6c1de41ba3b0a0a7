package dev.latchkey.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.latchkey.store.Secret;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Fingerprints, their forms and their beginnings. */
class FingerprintTest {

  private static final Fingerprint PRINT = new Fingerprint(KeyScene.FINGERPRINT);

  /** What node computes for these keys. */
  @ParameterizedTest
  @CsvSource({
    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f, 0e:ab:d4:46:0b:6e:b9:ca",
    "2bf29d0c4b5685d0588a16edfe8d498d2b0fb2244dd4220fd86dc4dde119b408, 84:a1:05:fb:52:e7:fd:84",
    "0bb864e69f61de83895a176fac12a3b4812ec8759818c83ed4e4f54de1297923, ea:5f:15:32:95:02:f1:c6",
  })
  void of_key_isTheOneOfProxmoxBackupServer(String key, String shortForm) {
    try (Secret material = KeyScene.material(key)) {
      assertThat(Fingerprint.of(material).shortForm()).isEqualTo(shortForm);
    }
  }

  @Test
  void of_key_isWhole() {
    try (Secret material = KeyScene.material(KeyScene.RAW)) {
      assertThat(Fingerprint.of(material)).isEqualTo(PRINT).hasToString(KeyScene.FINGERPRINT);
    }
  }

  @Test
  void parseOrNull_anyForm_isTheSame() {
    String digits = KeyScene.FINGERPRINT.replace(":", "");
    assertThat(Fingerprint.parseOrNull(digits)).isEqualTo(PRINT);
    assertThat(Fingerprint.parseOrNull(digits.toUpperCase(Locale.ROOT))).isEqualTo(PRINT);
    assertThat(Fingerprint.parseOrNull(KeyScene.FINGERPRINT)).isEqualTo(PRINT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        "0e:ab",
        "0e:ab:d4:46:0b:6e:b9:ca:34:50:23:de:e2:b7:78:c7:90:e5:4a:16:83:b9:65:9c:0a:57:ae:19:90:90:15:9",
        "0e:ab:d4:46:0b:6e:b9:ca:34:50:23:de:e2:b7:78:c7:90:e5:4a:16:83:b9:65:9c:0a:57:ae:19:90:90:15:9b:",
        "0e:ab:d4:46:0b:6e:b9:ca:34:50:23:de:e2:b7:78:c7:90:e5:4a:16:83:b9:65:9c:0a:57:ae:19:90:90:15:9b00",
        "xx:ab:d4:46:0b:6e:b9:ca:34:50:23:de:e2:b7:78:c7:90:e5:4a:16:83:b9:65:9c:0a:57:ae:19:90:90:15:9b",
        "0E:ab:d4:46:0b:6e:b9:ca:34:50:23:de:e2:b7:78:c7:90:e5:4a:16:83:b9:65:9c:0a:57:ae:19:90:90:15:9b"
      })
  void newFingerprint_notNormal_isRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> new Fingerprint(text));
  }

  @ParameterizedTest
  @CsvSource({
    "0eabd446, true",
    "0EABD446, true",
    "0e:ab:d4:46, true",
    "0e:ab:d4:46:, true",
    "0e:ab:d4:4, false",
    "0eabd44, false",
    "0eabd44g, false",
    "0e ab d4 46, false",
    "0e-ab-d4-46, false",
    "'', false",
    "::::::::, false",
    "٠٠٠٠٠٠٠٠, false",
    "ＡＢＣＤＡＢＣＤ, false",
  })
  void isPrefix_ofText_needsEightDigits(String text, boolean prefix) {
    assertThat(Fingerprint.isPrefix(text)).isEqualTo(prefix);
  }

  @Test
  void isPrefix_ofWholeAndMore_isAtMostWhole() {
    assertThat(Fingerprint.isPrefix(KeyScene.FINGERPRINT)).isTrue();
    assertThat(Fingerprint.isPrefix(KeyScene.FINGERPRINT + "0")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "0eabd446, true",
    "0E:AB:D4:46:0B, true",
    "0eabd4460, true",
    "0eabd447, false",
    "abd4460b, false",
  })
  void startsWith_digits_ignoresCaseAndColons(String text, boolean starts) {
    assertThat(PRINT.startsWith(text)).isEqualTo(starts);
  }
}
