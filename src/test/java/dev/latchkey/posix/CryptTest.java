package dev.latchkey.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CryptTest {

  private static final String YESCRYPT_SALT = "$y$j9T$abcdefghijklmnopqrstu/";
  private static final Path PERL = Path.of("/usr/bin/perl");

  private final Optional<Crypt> system = Crypt.ofSystem();

  @BeforeEach
  void requireLibcrypt() {
    assumeTrue(system.isPresent(), "there is no libcrypt");
  }

  private Crypt crypt() {
    return system.orElseThrow();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Published: glibc's SHA-crypt page, Openwall's crypt_blowfish. Yescrypt: perl's crypt. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "secret $y$j9T$abcdefghijklmnopqrstu/$GOBj9MnQX2XXRYb4Fyz9668D5epsKc/lpFQOxVhyXjA",
        "'' $y$j9T$abcdefghijklmnopqrstu/$Y.px3Q7V6JJTyqGwKAGslZKc/riBCHErXjSJ6kOiCo9",
        "grüße $y$j75$abcdefghijklmnopqrstu/$nQsKtkz9FUgdBACq0bo01/27W/yhy9rtJlQsEDWtNw2",
        "secret $gy$j9T$abcdefghijklmnopqrstu/$lpSm/RPh2j.qXUhXlMTSEDw/qnSrTD2twgmEktVfsW3",
        "secret $7$CU..../....abcdefghijklmnopqrstu$0cPRoU4b0xtgGCGMb5BSeh2edFyF55.7iuHKjhwD9nC",
        "'Hello world!' $6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4"
            + "OTLiBFdcbYEdFCoEOfaS35inz1",
        "'Hello world!' $5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5",
        "U*U $2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "U*U $2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "U*U $2y$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"
      })
  void hash_ofKnownPhraseWithItsHashAsSetting_isThatHash(String phrase, String hash) {
    assertThat(crypt().hash(bytes(phrase), hash)).isEqualTo(hash);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {YESCRYPT_SALT, "$6$saltstring", "$5$saltstring", "$2b$04$CCCCCCCCCCCCCCCCCCCCC."})
  void hash_ofAnyMethod_agreesWithPerl(String setting) throws Exception {
    assumeTrue(Files.isExecutable(PERL), "perl is not installed");
    String phrase = "correct horse: bättery $taple";

    assertThat(crypt().hash(bytes(phrase), setting)).isEqualTo(perlCrypt(phrase, setting));
  }

  private static String perlCrypt(String phrase, String setting)
      throws IOException, InterruptedException {
    Process perl =
        new ProcessBuilder(
                PERL.toString(), "-e", "print crypt($ARGV[0], $ARGV[1])", phrase, setting)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String hash = new String(perl.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    assertThat(perl.waitFor()).isZero();
    return hash;
  }

  @Test
  void hash_ofAnotherPhrase_differs() {
    String hash = crypt().hash(bytes("secret"), YESCRYPT_SALT);

    assertThat(hash).startsWith(YESCRYPT_SALT + "$");
    assertThat(crypt().hash(bytes("Secret"), YESCRYPT_SALT)).isNotEqualTo(hash);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$y$", // ends too early
        "$y$j9T$!!!!", // outside of the alphabet
        "$y$j9T$abcdefghijklmnopqrstuv", // more bits than whole bytes
        "$2b$99$CCCCCCCCCCCCCCCCCCCCC.", // a cost beyond the range
        "$2b$05$", // no salt
        "*0", // what libcrypt itself answers on failure
        "*1",
        ""
      })
  void hash_withMalformedSetting_returnsNull(String setting) {
    assertThat(crypt().hash(bytes("secret"), setting)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"$nosuch$salt", "$99$salt", "$argon2id$v=19$m=16,t=2,p=1$c2FsdA$aGFzaA"})
  void hash_withUnknownMethod_returnsNull(String setting) {
    assertThat(crypt().hash(bytes("secret"), setting)).isNull();
  }

  @Test
  void hash_ofLongestPhrase_countsItsLastByte() {
    byte[] phrase = bytes("x".repeat(Crypt.MAX_PHRASE_BYTES));
    String hash = crypt().hash(phrase, "$6$saltstring");
    assertThat(hash).isNotNull();

    phrase[phrase.length - 1] = 'y';

    assertThat(crypt().hash(phrase, "$6$saltstring")).isNotNull().isNotEqualTo(hash);
  }

  @Test
  void hash_ofPhraseBeyondTheLimit_returnsNull() {
    byte[] phrase = bytes("x".repeat(Crypt.MAX_PHRASE_BYTES + 1));

    assertThat(crypt().hash(phrase, YESCRYPT_SALT)).isNull();
  }

  @Test
  void hash_inSeveralThreads_givesEachItsOwnAnswer() {
    String setting = "$5$rounds=1000$saltstring";

    assertThatCode(
            () ->
                IntStream.range(0, 200)
                    .parallel()
                    .forEach(
                        i -> {
                          byte[] phrase = bytes("phrase " + i % 7);
                          String hash = Objects.requireNonNull(crypt().hash(phrase, setting));
                          assertThat(crypt().hash(phrase, hash)).isEqualTo(hash);
                        }))
        .doesNotThrowAnyException();
  }

  @Test
  void salt_ofYescryptWithPbsCost_hasTheFormatOfPbs() {
    String salt = crypt().salt("$y$", 5, new byte[16]);

    assertThat(salt).matches("\\$y\\$j9T\\$[./0-9A-Za-z]{22}");
  }

  @Test
  void salt_withDefaultCost_isThatOfCostFive() {
    byte[] random = HexFormat.of().parseHex("00112233445566778899aabbccddeeff");

    assertThat(crypt().salt("$y$", 0, random)).isEqualTo(crypt().salt("$y$", 5, random));
  }

  @Test
  void salt_ofOtherRandomBytes_differs() {
    byte[] random = new byte[16];
    String salt = crypt().salt("$y$", 5, random);

    random[15] = 1;

    assertThat(crypt().salt("$y$", 5, random)).isNotNull().isNotEqualTo(salt);
  }

  @ParameterizedTest
  @ValueSource(strings = {"$y$", "$gy$", "$7$", "$2b$", "$6$", "$5$"})
  void salt_ofEveryMethod_isAcceptedAsSetting(String prefix) {
    String salt = Objects.requireNonNull(crypt().salt(prefix, 0, new byte[16]));

    assertThat(salt).startsWith(prefix);
    assertThat(crypt().hash(bytes("secret"), salt)).startsWith(salt);
  }

  @Test
  void salt_ofUnknownMethod_returnsNull() {
    assertThat(crypt().salt("$nosuch$", 0, new byte[16])).isNull();
  }

  @Test
  void salt_withCostBeyondTheRange_returnsNull() {
    assertThat(crypt().salt("$y$", 99, new byte[16])).isNull();
  }
}
