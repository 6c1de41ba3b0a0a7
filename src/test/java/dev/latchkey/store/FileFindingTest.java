package dev.latchkey.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FileFindingTest {

  @Test
  void isWritableByOthers_mode_isThatBitAlone() {
    Path file = Path.of("/f");
    assertThat(new FileFinding.TooOpen(file, 0642, 0640).isWritableByOthers()).isTrue();
    assertThat(new FileFinding.TooOpen(file, 0664, 0640).isWritableByOthers()).isFalse();
  }
}
