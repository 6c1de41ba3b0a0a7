package dev.latchkey.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.store.RandomSource;
import dev.latchkey.store.Secret;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class KeyedDigestTest {

  private static byte[] digest(KeyedDigest digest, String text) {
    try (Secret secret = TokenScene.secret(text)) {
      return digest.of(secret);
    }
  }

  /** Who reads the memory of one process cannot look its digests up in a table. */
  @Test
  void of_oneSecret_isAnotherWithEachKey() {
    KeyedDigest one = new KeyedDigest(bytes -> Arrays.fill(bytes, (byte) 1));
    KeyedDigest same = new KeyedDigest(bytes -> Arrays.fill(bytes, (byte) 1));
    KeyedDigest other = new KeyedDigest(RandomSource.ofKernel());
    byte[] expected = digest(one, "right-secret");
    assertThat(expected).hasSize(32).isEqualTo(digest(one, "right-secret"));
    assertThat(digest(same, "right-secret")).isEqualTo(expected);
    assertThat(digest(other, "right-secret")).isNotEqualTo(expected);
    assertThat(digest(one, "right-secreu")).isNotEqualTo(expected);
  }
}
