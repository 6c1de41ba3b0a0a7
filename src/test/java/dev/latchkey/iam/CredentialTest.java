package dev.latchkey.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.store.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a credential tells, and to whom. */
class CredentialTest {

  private static final Instant EXPIRES = Instant.parse("2026-03-01T12:00:00Z");
  private static final String CANARY = "zebra-canary";

  private static Credential credential() {
    return new Credential(
        "AKIA1",
        "1",
        new Principal.User("alice"),
        Secret.copyOf(CANARY.getBytes(StandardCharsets.UTF_8)),
        EXPIRES);
  }

  @Test
  void useExposedSecretAccessKey_anyNumberOfTimes_lendsTheSecret() {
    Credential credential = credential();
    for (int i = 0; i < 2; i++) {
      String seen =
          credential.useExposedSecretAccessKey(bytes -> new String(bytes, StandardCharsets.UTF_8));
      assertThat(seen).isEqualTo(CANARY);
    }
    assertThatThrownBy(
            () ->
                credential.useExposedSecretAccessKey(
                    _ -> {
                      throw new IOException("as it is");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("as it is");
  }

  @Test
  void toString_ofAnythingThatHoldsIt_leavesTheSecretOut() {
    Credential credential = credential();
    for (Object holder :
        new Object[] {credential, Optional.of(credential), Map.of("AKIA1", credential)}) {
      assertThat(holder.toString()).contains("AKIA1", "alice").doesNotContain(CANARY);
    }
  }

  @Test
  void isExpiredAt_theInstantItself_isExpired() {
    assertThat(credential().isExpiredAt(EXPIRES.minusNanos(1))).isFalse();
    assertThat(credential().isExpiredAt(EXPIRES)).isTrue();
  }

  @Test
  void equals_sameContent_isAnother() {
    assertThat(credential()).isNotEqualTo(credential());
  }
}
