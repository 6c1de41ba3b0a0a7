package dev.latchkey.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.latchkey.store.CorruptFileException;
import dev.latchkey.store.CorruptFileException.Problem;
import dev.latchkey.store.RefusedException;
import dev.latchkey.store.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms in which a key is brought in. */
class KeyInputTest {

  private static final Path SOURCE = Path.of("elsewhere");
  private static final String BASE64 = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

  private static KeyInput parse(byte[] content, @Nullable KeyFormat format) {
    try (Secret secret = Secret.copyOf(content)) {
      return KeyInput.parse(SOURCE, secret, format);
    }
  }

  private static KeyInput parse(String content, @Nullable KeyFormat format) {
    return parse(content.getBytes(StandardCharsets.UTF_8), format);
  }

  private static void assertIsTheKey(KeyInput parsed) {
    try (parsed;
        Secret material = parsed.material()) {
      assertThat(KeyScene.hex(material)).isEqualTo(KeyScene.RAW);
      assertThat(parsed.fingerprint(null)).isEqualTo(new Fingerprint(KeyScene.FINGERPRINT));
      assertThat(parsed.isProtected()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        KeyScene.RAW,
        KeyScene.RAW + "\n",
        KeyScene.RAW + "\r\n\r\n",
        "000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F",
      })
  void parse_hex_isTheKey(String text) {
    assertIsTheKey(parse(text, null));
    assertIsTheKey(parse(text, KeyFormat.HEX));
  }

  @ParameterizedTest
  @ValueSource(strings = {BASE64, BASE64 + "\r\n", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\n"})
  void parse_base64_isTheKey(String text) {
    assertIsTheKey(parse(text, null));
    assertIsTheKey(parse(text, KeyFormat.BASE64));
  }

  @Test
  void parse_raw_isTheKeyWhateverItsBytes() {
    byte[] raw = HexFormat.of().parseHex(KeyScene.RAW);
    assertIsTheKey(parse(raw, null));
    assertIsTheKey(parse(raw, KeyFormat.RAW));
    raw[0] = '{';
    raw[31] = '\n';
    for (KeyFormat format : new KeyFormat[] {null, KeyFormat.RAW}) {
      try (KeyInput input = parse(raw, format);
          Secret material = input.material()) {
        assertThat(KeyScene.hex(material)).isEqualTo(HexFormat.of().formatHex(raw));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"9,false", "8,true", "126,false", "127,true", "0,true", "-1,true"})
  void parse_32BytesOfText_areTheKeyOnlyIfThatIsSaid(byte last, boolean recognized) {
    byte[] raw = "correct horse battery staple 32 \t".getBytes(StandardCharsets.US_ASCII);
    raw[31] = last;
    byte[] content = Arrays.copyOf(raw, 32);
    parse(content, KeyFormat.RAW).close();
    if (recognized) {
      parse(content, null).close();
    } else {
      assertThat(catchThrowable(() -> parse(content, null).close()))
          .isInstanceOfSatisfying(
              CorruptFileException.class, e -> assertThat(e.problem()).isEqualTo(Problem.NO_KEY));
    }
  }

  @Test
  void hasFingerprint_protectedFile_ifItSaysSo() {
    try (KeyInput silent = parse(KeyScene.protectedFile(KeyScene.RAW, ""), null);
        KeyInput telling = parse(KeyScene.protectedFile(KeyScene.RAW), null);
        KeyInput plain = parse(KeyScene.RAW, null)) {
      assertThat(silent.hasFingerprint()).isFalse();
      assertThat(telling.hasFingerprint()).isTrue();
      assertThat(plain.hasFingerprint()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\n\t ", "\r\n"})
  void parse_json_isTheKey(String before) {
    String json = before + KeyScene.plainFile(KeyScene.RAW) + "\n \n";
    assertIsTheKey(parse(json, null));
    assertIsTheKey(parse(json, KeyFormat.JSON));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "not a key",
        "00",
        "0x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1",
        "g00102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
        " 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
        "00:01:02:03:04:05:06:07:08:09:0a:0b:0c:0d:0e:0f:10:11:12:13:14:15:16:17:18:19:1a:1b:1c:1d:1e:1f",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHg==",
        "AAECAwQFBgcICQoLDA0ODxAREhMU\nFRYXGBkaGxwdHh8=",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8==",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8_",
        "-----BEGIN PRIVATE KEY-----",
        "[\"a\"]"
      })
  void parse_noKey_isCorruptUnquoted(String text) {
    CorruptFileException e =
        catchThrowableOfType(CorruptFileException.class, () -> parse(text, null).close());
    assertThat(e.problem()).isEqualTo(Problem.NO_KEY);
    assertThat(e.path()).isEqualTo(SOURCE);
    assertThat(e).hasNoCause().hasMessage("corrupt: elsewhere: NO_KEY");
  }

  /** Full-width digits and the like have values, too, but are bytes of no hexadecimal number. */
  @Test
  void parse_digitsOfOtherScripts_areNoHex() {
    byte[] text = new byte[64];
    Arrays.fill(text, (byte) 0xb2);
    assertThat(catchThrowable(() -> parse(text, KeyFormat.HEX).close()))
        .isInstanceOf(CorruptFileException.class);
    assertThat(catchThrowable(() -> parse(text, null).close()))
        .isInstanceOf(CorruptFileException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "RAW, " + BASE64,
    "RAW, " + KeyScene.RAW,
    "HEX, " + BASE64,
    "BASE64, " + KeyScene.RAW,
    "JSON, " + BASE64,
    "JSON, " + KeyScene.RAW,
  })
  void parse_notTheFormatAskedFor_isCorrupt(KeyFormat format, String text) {
    assertThat(catchThrowable(() -> parse(text, format).close()))
        .isInstanceOf(CorruptFileException.class)
        .hasNoCause();
  }

  @Test
  void fingerprint_protectedFile_opensWithItsPassphraseOnly() {
    try (KeyInput input = parse(KeyScene.protectedFile(KeyScene.RAW), null);
        Secret right = KeyScene.secret(KeyScene.PASSPHRASE);
        Secret wrong = KeyScene.secret("wrong-passphrase")) {
      assertThat(input.isProtected()).isTrue();
      assertThat(input.hint()).isEqualTo(KeyScene.HINT);
      assertThat(input.fingerprint(right)).isEqualTo(new Fingerprint(KeyScene.FINGERPRINT));
      RefusedException e =
          catchThrowableOfType(RefusedException.class, () -> input.fingerprint(wrong));
      assertThat(e.reason()).isEqualTo(RefusedException.Reason.WRONG_PASSPHRASE);
      assertThat(e.id()).isEqualTo("elsewhere");
    }
  }

  @Test
  void fingerprint_fileOfAnotherFingerprint_isCorrupt() {
    String lies =
        KeyScene.protectedFile(KeyScene.OTHER_RAW)
            .replace(KeyScene.fingerprintOf(KeyScene.OTHER_RAW), KeyScene.FINGERPRINT);
    try (KeyInput input = parse(lies, null);
        Secret passphrase = KeyScene.secret(KeyScene.PASSPHRASE)) {
      CorruptFileException e =
          catchThrowableOfType(CorruptFileException.class, () -> input.fingerprint(passphrase));
      assertThat(e.problem()).isEqualTo(Problem.OTHER_KEY);
      assertThat(e.expected()).isEqualTo(KeyScene.FINGERPRINT);
      assertThat(e.found()).isEqualTo(KeyScene.fingerprintOf(KeyScene.OTHER_RAW));
    }
  }

  @Test
  void close_ofInput_overwritesTheKey() {
    KeyInput input = parse(KeyScene.RAW, null);
    input.close();
    assertThat(catchThrowable(input::material)).isInstanceOf(IllegalStateException.class);
    KeyInput json = parse(KeyScene.plainFile(KeyScene.RAW), null);
    json.close();
    assertThat(catchThrowable(json::material)).isInstanceOf(IllegalStateException.class);
  }
}
