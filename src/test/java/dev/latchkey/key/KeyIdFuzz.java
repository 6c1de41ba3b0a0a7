package dev.latchkey.key;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Ids and fingerprints of keys: a text that is one is safe in the name of a file. */
class KeyIdFuzz {

  @FuzzTest
  void parse_anyText_isAnIdOrAFingerprintOrNeither(byte[] content) {
    String text = new String(content, StandardCharsets.UTF_8);
    KeyId id = KeyId.parseOrNull(text);
    if (id != null) {
      assertThat(id).hasToString(text).isEqualTo(new KeyId(text));
      assertThat(Path.of("/a", text + ".enc").normalize().getParent()).isEqualTo(Path.of("/a"));
    }
    Fingerprint fingerprint = Fingerprint.parseOrNull(text);
    if (fingerprint != null) {
      assertThat(Fingerprint.parseOrNull(fingerprint.value())).isEqualTo(fingerprint);
      assertThat(Fingerprint.isPrefix(text)).isTrue();
      assertThat(fingerprint.startsWith(text)).isTrue();
      assertThat(fingerprint.value()).startsWith(fingerprint.shortForm());
    }
  }
}
