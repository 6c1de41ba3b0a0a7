package dev.latchkey.iam;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a session holds. */
class SessionDataTest {

  @Test
  void sessionData_madeOfAMap_doesNotShareIt() {
    Map<String, String> tags = new HashMap<>(Map.of("run", "42"));
    SessionData session = new SessionData("1", "reader", "nightly", null, tags);

    tags.clear();

    assertThat(session.tags()).isEqualTo(Map.of("run", "42"));
  }
}
