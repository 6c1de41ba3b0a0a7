package dev.latchkey.iam;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.latchkey.store.CorruptFileException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Policy documents: understood whole, or corrupt. */
class PolicyFuzz {

  private static final Path SOURCE = Path.of("policy");

  @FuzzTest
  void parse_anyBytes_readsOrIsCorrupt(byte[] content) {
    String text = new String(content, StandardCharsets.UTF_8);
    try {
      Policy policy = Policy.parse(SOURCE, text);
      assertThat(policy.statements()).isNotEmpty();
      assertThat(Policy.parse(SOURCE, "\n" + text + " ")).isEqualTo(policy);
    } catch (CorruptFileException e) {
      assertThat(e).hasNoCause();
    }
  }
}
