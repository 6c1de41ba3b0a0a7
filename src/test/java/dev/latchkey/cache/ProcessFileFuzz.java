package dev.latchkey.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** {@code processes/PID.json}: it is understood, written and read alike, or makes no sense. */
class ProcessFileFuzz {

  @FuzzTest
  void decode_anyBytes_isAProcessOrNull(byte[] content) {
    assertThat(ProcessFiles.pid(new String(content, StandardCharsets.UTF_8))).isNotNegative();

    AttachedProcess process = ProcessFiles.decode(content);
    if (process != null) {
      byte[] written = ProcessFiles.encode(process);
      AttachedProcess again = ProcessFiles.decode(written);
      assertThat(again).isEqualTo(process);
      assertThat(ProcessFiles.encode(process)).isEqualTo(written);
    }
  }
}
