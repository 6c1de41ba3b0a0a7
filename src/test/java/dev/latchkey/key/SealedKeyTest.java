package dev.latchkey.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.store.RandomSource;
import dev.latchkey.store.Secret;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SealedKeyTest {

  @Test
  void seal_anyMaterial_beginsWithTheBytesOfTheRandomSource() {
    RandomSource sevens = bytes -> Arrays.fill(bytes, (byte) 7);
    KeyDerivation derivation = Objects.requireNonNull(KeyDerivation.of(Kdf.PBKDF2, sevens));
    try (Secret material = KeyScene.material(KeyScene.RAW);
        Secret passphrase = KeyScene.secret(KeyScene.PASSPHRASE);
        Secret sealed = SealedKey.seal(material, derivation, passphrase, sevens)) {
      assertThat(KeyScene.hex(sealed)).startsWith("07".repeat(16));
    }
  }
}
