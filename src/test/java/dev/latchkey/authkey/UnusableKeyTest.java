package dev.latchkey.authkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.latchkey.store.CorruptFileException;
import dev.latchkey.store.CorruptFileException.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that take seconds to check, or with each ticket, are refused before that. */
class UnusableKeyTest {

  @ParameterizedTest
  @ValueSource(strings = {"dh-16384.pub", "rsa-16384.pub", "rsa-large-exponent.pub"})
  void publicKey_ofNumbersTooLarge_isUnsupported(String name, @TempDir Path directory)
      throws IOException {
    String corpus = "PemFuzzInputs/parse_anyBytes_isAKeyOrCorrupt/";
    AuthKeyScene scene = new AuthKeyScene(directory);
    try (InputStream in = getClass().getResourceAsStream(corpus + name)) {
      byte[] content = Objects.requireNonNull(in, name).readAllBytes();
      scene.file(AuthKeyScene.PUBLIC, content, AuthKeyScene.NOW);
    }

    CorruptFileException e =
        catchThrowableOfType(
            CorruptFileException.class, () -> KeyPem.publicKey(scene.image(AuthKeyScene.PUBLIC)));

    assertThat(e).isNotNull();
    assertThat(e.problem()).isEqualTo(Problem.UNSUPPORTED_KEY);
  }
}
