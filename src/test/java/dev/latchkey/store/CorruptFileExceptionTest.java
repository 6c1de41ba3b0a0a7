package dev.latchkey.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.store.CorruptFileException.Problem;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CorruptFileExceptionTest {

  private static final Path FILE = Path.of("/f");

  @Test
  void message_ofEachKind_saysNoMoreThanIsKnown() {
    assertThat(new CorruptFileException(FILE, Problem.SYNTAX)).hasMessage("corrupt: /f: SYNTAX");
    assertThat(new CorruptFileException(FILE, Problem.SYNTAX, 1, 0))
        .hasMessage("corrupt: /f:1: SYNTAX");
    assertThat(new CorruptFileException(FILE, Problem.SYNTAX, 1, 1))
        .hasMessage("corrupt: /f:1:1: SYNTAX");
    assertThat(CorruptFileException.otherKey(FILE, "aa", "bb"))
        .hasMessage("corrupt: /f: OTHER_KEY: expected aa, found bb");
    assertThat(CorruptFileException.badSetting(FILE, "cache.ttl", 2, 3))
        .hasMessage("corrupt: /f:2:3: BAD_SETTING: cache.ttl");
  }

  @Test
  void otherKey_fingerprints_areHandedOver() {
    CorruptFileException e = CorruptFileException.otherKey(FILE, "aa", "bb");

    assertThat(e.problem()).isEqualTo(Problem.OTHER_KEY);
    assertThat(e.expected()).isEqualTo("aa");
    assertThat(e.found()).isEqualTo("bb");
    assertThat(e.setting()).isNull();
  }

  @Test
  void badSetting_itsName_isHandedOver() {
    CorruptFileException e = CorruptFileException.badSetting(FILE, "cache.ttl", 2, 3);

    assertThat(e.problem()).isEqualTo(Problem.BAD_SETTING);
    assertThat(e.setting()).isEqualTo("cache.ttl");
    assertThat(e.expected()).isNull();
    assertThat(e.found()).isNull();
  }
}
