package dev.latchkey.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretTest {

  private static Secret secret(String text) {
    return Secret.copyOf(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(Secret secret) {
    return secret.useExposedBytes(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  @Test
  void copyOf_arrayThatIsWipedLater_keepsItsOwnCopy() {
    byte[] bytes = "canary".getBytes(StandardCharsets.UTF_8);
    try (Secret secret = Secret.copyOf(bytes)) {
      Arrays.fill(bytes, (byte) 0);

      assertThat(text(secret)).isEqualTo("canary");
      assertThat(secret.length()).isEqualTo(6);
    }
  }

  @Test
  void close_ofSecret_overwritesItsBytesAndNotTheCallers() {
    byte[] callers = "canary".getBytes(StandardCharsets.UTF_8);
    Secret secret = Secret.copyOf(callers);
    byte[] lent = secret.useExposedBytes(bytes -> bytes);
    assertThat(lent).isEqualTo(callers);

    secret.close();

    assertThat(lent).containsOnly(0);
    assertThat(callers).isEqualTo("canary".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void close_secondTime_doesNothing() {
    Secret secret = secret("canary");
    secret.close();

    assertThatCode(secret::close).doesNotThrowAnyException();
  }

  @Test
  void useExposedBytes_afterClose_throwsWithoutCallingTheUse() {
    Secret secret = secret("canary");
    secret.close();

    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                secret.useExposedBytes(
                    _ -> {
                      throw new AssertionError("was called");
                    }))
        .withMessage("secret is closed");
  }

  @Test
  void useExposedBytes_whoseUseThrows_letsThatThrough() {
    try (Secret secret = secret("canary")) {
      IOException failure = new IOException("full");

      assertThatThrownBy(
              () ->
                  secret.useExposedBytes(
                      _ -> {
                        throw failure;
                      }))
          .isSameAs(failure);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "abc, abc, true",
    "abc, abd, false",
    "abc, bbc, false",
    "abc, ab, false",
    "'', '', true",
    "'', a, false"
  })
  void contentEquals_ofTwoSecrets_comparesTheirBytes(String one, String other, boolean equal) {
    try (Secret a = secret(one);
        Secret b = secret(other)) {
      assertThat(a.contentEquals(b)).isEqualTo(equal);
      assertThat(b.contentEquals(a)).isEqualTo(equal);
    }
  }

  @Test
  void contentEquals_withClosedSecret_throws() {
    try (Secret open = secret("")) {
      Secret closed = secret("");
      closed.close();

      assertThatIllegalStateException().isThrownBy(() -> open.contentEquals(closed));
      assertThatIllegalStateException().isThrownBy(() -> closed.contentEquals(open));
    }
  }

  @Test
  void equals_ofSameContent_isNotOffered() {
    try (Secret a = secret("canary");
        Secret b = secret("canary")) {
      assertThat(a.equals(b)).isFalse();
      assertThat(a.equals(a)).isTrue();
    }
  }

  @Test
  void toString_ofSecret_isRedacted() {
    try (Secret secret = secret("canary")) {
      assertThat(secret).hasToString("Secret[redacted]");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "00000000000000000000000000000000, 00000000-0000-4000-8000-000000000000",
    "ffffffffffffffffffffffffffffffff, ffffffff-ffff-4fff-bfff-ffffffffffff",
    "0123456789abcdeffedcba9876543210, 01234567-89ab-4def-bedc-ba9876543210"
  })
  void randomUuid_ofGivenBits_isTheirUuidOfVersionFour(String bits, String uuid) {
    byte[] random = HexFormat.of().parseHex(bits);
    RandomSource source = bytes -> System.arraycopy(random, 0, bytes, 0, bytes.length);

    try (Secret secret = Secret.randomUuid(source)) {
      assertThat(text(secret)).isEqualTo(uuid);
      assertThat(UUID.fromString(text(secret)).version()).isEqualTo(4);
      assertThat(UUID.fromString(text(secret)).variant()).isEqualTo(2);
    }
  }

  @Test
  void randomUuid_ofAnySource_leavesNoCopyOfTheBits() {
    byte[][] handedOver = new byte[1][];
    RandomSource source =
        bytes -> {
          Arrays.fill(bytes, (byte) 0x5a);
          handedOver[0] = bytes;
        };

    Secret.randomUuid(source).close();

    assertThat(Objects.requireNonNull(handedOver[0])).hasSize(16).containsOnly(0);
  }

  @Test
  void randomUuid_ofKernel_isAnotherEachTime() {
    RandomSource kernel = RandomSource.ofKernel();
    try (Secret a = Secret.randomUuid(kernel);
        Secret b = Secret.randomUuid(kernel)) {
      assertThat(text(a))
          .matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
      assertThat(a.contentEquals(b)).isFalse();
    }
  }

  @Test
  void fill_ofKernelSource_overwritesTheWholeArray() {
    byte[] bytes = new byte[100_000];

    RandomSource.ofKernel().fill(bytes);

    byte[] tail = Arrays.copyOfRange(bytes, bytes.length - 64, bytes.length);
    assertThat(tail).isNotEqualTo(new byte[64]);
  }
}
