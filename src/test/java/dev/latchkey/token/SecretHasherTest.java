package dev.latchkey.token;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchkey.Fixtures;
import dev.latchkey.posix.Crypt;
import dev.latchkey.store.RandomSource;
import dev.latchkey.store.Secret;
import dev.latchkey.store.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretHasherTest {

  private static final String UUID = "364fb481-5452-6876-9b53-ca28af6b87a0";
  private static final String LONGEST_OF_BCRYPT = "x".repeat(72);

  private final SecretHasher system = new SecretHasher(Crypt.ofSystem(), RandomSource.ofKernel());
  private final SecretHasher fallback = new SecretHasher(Optional.empty(), RandomSource.ofKernel());

  private static boolean matches(SecretHasher hasher, String secret, String hash) {
    return matches(hasher, secret.getBytes(UTF_8), hash);
  }

  private static boolean matches(SecretHasher hasher, byte[] bytes, String hash) {
    try (Secret secret = Secret.copyOf(bytes)) {
      return hasher.matches(secret, hash);
    }
  }

  private static String hash(SecretHasher hasher, String text) {
    try (Secret secret = TokenScene.secret(text)) {
      return hasher.hash(secret);
    }
  }

  static Stream<Arguments> fixtures(@TempDir Path directory) throws IOException {
    TokenScene scene = new TokenScene(directory);
    scene.file(TokenFiles.SHADOW, Fixtures.bytes("token.shadow"));
    ShadowFile shadow = ShadowFile.parse(scene.image(TokenFiles.SHADOW));
    return Fixtures.text("token.secrets")
        .lines()
        .map(line -> line.split(" ", 2))
        .map(
            pair -> {
              String hash = Objects.requireNonNull(shadow.hash(TokenId.parse(pair[0])));
              return Arguments.of(pair[0], pair[1], hash);
            });
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("fixtures")
  void matches_fixtureOfAnotherProgram_onlyWithItsSecret(String id, String secret, String hash) {
    assumeTrue(Crypt.ofSystem().isPresent(), "libcrypt is missing");

    assertThat(matches(system, secret, hash)).as(id).isTrue();
    assertThat(matches(system, secret + "x", hash)).isFalse();
    assertThat(matches(system, secret.substring(1), hash)).isFalse();
    assertThat(matches(system, secret.toUpperCase(Locale.ROOT), hash)).isFalse();
    assertThat(matches(system, "", hash)).isFalse();
    assertThat(SecretHasher.methodOf(hash)).isNotEqualTo("unknown");
  }

  @Test
  void hash_ofSystem_isYescryptAtCost5() {
    assumeYescrypt();
    assertThat(hash(system, UUID)).startsWith("$y$j9T$").matches("[ -~]{73}");
    assertThat(system.maxSecretBytes()).isEqualTo(511);
  }

  @Test
  void hash_withoutLibcrypt_isBcryptAtCost10() {
    assertThat(hash(fallback, UUID)).startsWith("$2b$10$").matches("[ -~]{60}");
    assertThat(fallback.maxSecretBytes()).isEqualTo(72);
  }

  @Test
  void hash_sameSecretTwice_differs() {
    assertThat(hash(system, UUID)).isNotEqualTo(hash(system, UUID));
    assertThat(hash(fallback, UUID)).isNotEqualTo(hash(fallback, UUID));
  }

  @ParameterizedTest
  @ValueSource(strings = {UUID, "12345678", "pässwörd \ud83d\udd11", "$y$j9T$", "'\"\\ % $(id)"})
  void hash_anySecret_isVerifiedByItselfAndByPerl(String secret) throws Exception {
    for (SecretHasher hasher : new SecretHasher[] {system, fallback}) {
      String hash = hash(hasher, secret);
      assertThat(matches(hasher, secret, hash)).isTrue();
      assertThat(matches(hasher, secret + "x", hash)).isFalse();
      assertThat(cryptOfPerl(secret, hash)).isEqualTo(hash);
    }
  }

  @Test
  void hash_longestSecrets_areHashedWhole() throws Exception {
    assumeYescrypt();
    String longest = "y".repeat(system.maxSecretBytes());
    String yescrypt = hash(system, longest);
    String bcrypt = hash(fallback, LONGEST_OF_BCRYPT);

    assertThat(matches(system, longest, yescrypt)).isTrue();
    assertThat(matches(system, longest.substring(1), yescrypt)).isFalse();
    assertThat(matches(fallback, LONGEST_OF_BCRYPT, bcrypt)).isTrue();
    assertThat(matches(fallback, LONGEST_OF_BCRYPT.substring(1), bcrypt)).isFalse();
    assertThat(cryptOfPerl(longest, yescrypt)).isEqualTo(yescrypt);
    assertThat(cryptOfPerl(LONGEST_OF_BCRYPT, bcrypt)).isEqualTo(bcrypt);
  }

  @Test
  void matches_bcryptOfFallback_onSystemAndBack() {
    String bcrypt = hash(fallback, UUID);
    assertThat(matches(system, UUID, bcrypt)).isTrue();
    assertThat(matches(fallback, "right-secret", TokenScene.RIGHT_HASH)).isTrue();
    assertThat(matches(fallback, "right-secret", TokenScene.OTHER_HASH)).isFalse();
  }

  @Test
  void matches_methodThatTakesLibcryptWithoutOne_saysSo() {
    String hash = "$y$j9T$e030e34b764d8c00462bad9d$N522LSAxX0u0fNNrPbVm7LEwMp2XXDOnNtOHZ4GmCdC";
    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> matches(fallback, UUID, hash))
        .satisfies(e -> assertThat(e.toString() + e.getCause()).doesNotContain(UUID, "$y$"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "*0",
        "*1",
        "!",
        "x",
        "$",
        "$$",
        "$y$",
        "$y$j9T$",
        "$y$j9T$$",
        "$y$zzzzzz$x$y",
        "$2b$",
        "$2b$10$",
        "$2b$99$abcdefghijklmnopqrstuu",
        "$2b$10$short",
        "$2$10$x",
        "$2z$10$x",
        "$2b$04$abcdefghijklmnopqrstuu????????????????????????????????",
        "$2b$04$abcdefghijklmnopqrstuuxH.muaUGcg6rRuHaKonUCD1AG9nFmPO\n",
        "$2b$04$abcdefghijklmnopqrstuuxH.muaUGcg6rRuHaKonUCD1AG9nFmP",
        "$5$rounds=",
        "$6$",
        "$7$",
        "$gy$",
        "$unknown$x",
        "$5$a:b$c",
        "\0",
        "$y$\0",
        "ü",
        "\ud800",
        "right-secret"
      })
  void matches_malformedHash_isFalse(String hash) {
    assertThat(matches(system, "right-secret", hash)).isFalse();
    if (!hash.startsWith("$") || hash.startsWith("$2")) {
      assertThat(matches(fallback, "right-secret", hash)).isFalse();
    }
    assertThat(SecretHasher.methodOf(hash)).isNotEmpty();
  }

  @Test
  void matches_overlongHash_isFalse() {
    String hash = TokenScene.RIGHT_HASH + "x".repeat(100_000);
    assertThat(matches(system, "right-secret", hash)).isFalse();
    assertThat(matches(fallback, "right-secret", hash)).isFalse();
  }

  @Test
  void matches_secretWithZero_isFalseEvenIfItsBeginningIsRight() {
    byte[] secret = "right-secret\0more".getBytes(US_ASCII);
    byte[] endsInZero = "right-secret\0".getBytes(US_ASCII);
    for (SecretHasher hasher : new SecretHasher[] {system, fallback}) {
      assertThat(matches(hasher, "right-secret", TokenScene.RIGHT_HASH)).isTrue();
      assertThat(matches(hasher, secret, TokenScene.RIGHT_HASH)).isFalse();
      assertThat(matches(hasher, endsInZero, TokenScene.RIGHT_HASH)).isFalse();
    }
  }

  @Test
  void matches_overlongSecret_isFalse() {
    String overlong = "right-secret".repeat(400);
    for (SecretHasher hasher : new SecretHasher[] {system, fallback}) {
      assertThat(matches(hasher, overlong, hash(hasher, "right-secret"))).isFalse();
    }
  }

  @Test
  void matches_noHash_isFalseWhateverTheSecret() {
    for (String text : new String[] {"", "x", UUID, "\0", "y".repeat(72), "y".repeat(5000)}) {
      try (Secret secret = TokenScene.secret(text)) {
        assertThat(system.matches(secret, null)).isFalse();
        assertThat(fallback.matches(secret, null)).isFalse();
      }
    }
  }

  /** Else nothing would be hashed, and the clock would tell. */
  @Test
  void nobodys_ofEachMethod_isOneThatCanBeComparedWith() {
    byte[] secret = UUID.getBytes(US_ASCII);
    String hash = Crypt.ofSystem().orElseThrow().hash(secret, system.nobodys);
    assertThat(hash).startsWith(system.nobodys + "$").hasSameSizeAs(hash(system, UUID));
    assertThat(fallback.nobodys).startsWith("$2b$10$").hasSameSizeAs(hash(fallback, UUID));
    assertThat(OpenBSDBCrypt.checkPassword(fallback.nobodys, secret)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "$y$j9T$x$y, yescrypt",
    "$gy$j9T$x$y, gost-yescrypt",
    "$7$x$y, scrypt",
    "$2a$10$x, bcrypt",
    "$2b$10$x, bcrypt",
    "$2y$10$x, bcrypt",
    "$6$x$y, sha512crypt",
    "$5$rounds=1000$x$y, sha256crypt",
    "$1$x$y, md5crypt",
    "abcdefghijklm, descrypt",
    "abcdefghijkl, unknown",
    "$abcdefghijkl, unknown",
    "$x$y$z, unknown",
    "$y, unknown",
    "*, unknown",
  })
  void methodOf_prefix_isItsNameInTheManual(String hash, String method) {
    assertThat(SecretHasher.methodOf(hash)).isEqualTo(method);
  }

  private void assumeYescrypt() {
    assumeTrue(Crypt.ofSystem().isPresent(), "libcrypt is missing");
    assumeTrue(system.maxSecretBytes() > 72, "libcrypt lacks yescrypt");
  }

  /** What another program makes of the secret; it enters by standard input. */
  private static String cryptOfPerl(String secret, String setting) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/perl")), "perl is missing");
    Process perl =
        new ProcessBuilder(
                "/usr/bin/perl", "-e", "$s = <STDIN>; print crypt($s, $ARGV[0])", setting)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (var in = perl.getOutputStream()) {
      in.write(secret.getBytes(UTF_8));
    }
    String hash = new String(perl.getInputStream().readAllBytes(), UTF_8);
    assertThat(perl.waitFor()).isZero();
    return hash;
  }
}
