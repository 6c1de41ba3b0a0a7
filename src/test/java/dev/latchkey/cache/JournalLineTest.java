package dev.latchkey.cache;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.Mutations;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JournalLineTest {

  private static final Instant TIME = Instant.ofEpochSecond(1_772_366_400);

  private static final String USER =
      "{\"sequence\":7,\"time\":1772366400,\"scope\":\"user\",\"account_id\":\"1\","
          + "\"user_name\":\"a\",\"caches\":[\"principal_credentials\",\"user_policies\"]}";

  /** Half a surrogate pair as an encoder that knows no better writes it. */
  private static final byte[] HALF_A_PAIR = {(byte) 0xed, (byte) 0xa0, (byte) 0x80};

  private static final List<String> HOSTILE =
      List.of(
          "a\nb",
          "\r\n",
          "\"",
          "\\",
          "\\u000a",
          "\u2028\u2029\u0085",
          "\ud83d\udd11",
          "\0\u001b[2J\u007f",
          "{\"sequence\":9}\n{\"sequence\":10}\n",
          "\ufeff\uffff\u00fc",
          "x".repeat(10_240));

  /** An invalidation of a scope all of whose selectors hold some values. */
  private static Invalidation of(Scope scope, List<String> values) {
    Map<Selector, List<String>> selectors = new EnumMap<>(Selector.class);
    for (Selector selector : scope.selectors()) {
      selectors.put(selector, selector.isList() ? values : values.subList(0, 1));
    }
    return Invalidation.of(scope, selectors);
  }

  private static @Nullable JournalLine decode(String line) {
    return JournalLine.decode(line.getBytes(UTF_8));
  }

  private static byte[] withoutLineEnd(byte[] line) {
    assertThat(line).endsWith('\n');
    return Arrays.copyOf(line, line.length - 1);
  }

  private static void assertComesBack(JournalLine line) {
    byte[] encoded = withoutLineEnd(line.encode(TIME));
    assertThat(encoded).doesNotContain('\n');
    assertThat(JournalLine.decode(encoded)).isEqualTo(line);
  }

  @Test
  void encode_ofAnInvalidation_isTheLineThatIsDocumented() {
    Invalidation user =
        Invalidation.user("1", "a").of(CacheName.USER_POLICIES, CacheName.PRINCIPAL_CREDENTIALS);

    assertThat(new String(new JournalLine(7, user).encode(TIME), UTF_8)).isEqualTo(USER + "\n");
    assertThat(decode(USER)).isEqualTo(new JournalLine(7, user));
  }

  @ParameterizedTest
  @EnumSource
  void decode_ofEveryScopeWithHostileValues_isTheSame(Scope scope) {
    for (String value : HOSTILE) {
      assertComesBack(new JournalLine(1, of(scope, List.of(value))));
      assertComesBack(new JournalLine(1, of(scope, List.of(value, "b", value))));
    }
    assertComesBack(new JournalLine(1, of(scope, HOSTILE)));
  }

  @Test
  void decode_ofTokensWithoutIdsAndOfASession_isTheSame() {
    assertComesBack(new JournalLine(1, Invalidation.tokens(List.of())));
    assertComesBack(new JournalLine(1, Invalidation.session("AKIA")));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MAX_VALUE, Long.MIN_VALUE + 1})
  void decode_ofAnySequence_isTheSame(long sequence) {
    assertComesBack(new JournalLine(sequence, Invalidation.all()));
  }

  @Test
  void decode_ofValuesOfTheGreatestLength_isTheSame() {
    assertComesBack(
        new JournalLine(1, Invalidation.account("\u0001".repeat(Invalidation.MAX_LENGTH))));
    assertComesBack(
        new JournalLine(
            1, Invalidation.tokens(Collections.nCopies(Invalidation.MAX_LENGTH, "\u0001"))));
  }

  static Stream<String> senseless() {
    return Stream.of(
        "",
        " ",
        "7",
        "null",
        "[]",
        "{}",
        USER + USER,
        USER + " 1",
        USER.replace("\"user\"", "\"USER\""),
        USER.replace("\"user\"", "\"everything\""),
        USER.replace("user_policies", "user_policy"),
        USER.replace("account_id", "account"),
        USER.replace("\"time\"", "\"seconds\""),
        USER.replace("}", ",\"host\":\"a\"}"),
        // there twice
        USER.replace("}", ",\"sequence\":7}"),
        USER.replace("}", ",\"sequence\":8}"),
        USER.replace("}", ",\"time\":1}"),
        USER.replace("}", ",\"scope\":\"user\"}"),
        USER.replace("}", ",\"user_name\":\"b\"}"),
        USER.replace("}", ",\"caches\":[]}"),
        // of another type
        USER.replace("7", "\"7\""),
        USER.replace("7", "7.0"),
        USER.replace("7", "null"),
        USER.replace("7", "99999999999999999999"),
        USER.replace("1772366400", "\"now\""),
        USER.replace("\"user\"", "[\"user\"]"),
        USER.replace("\"1\"", "1"),
        USER.replace("\"1\"", "null"),
        USER.replace("\"1\"", "[\"1\"]"),
        USER.replace("\"1\"", "{}"),
        USER.replace("[\"principal_credentials\",\"user_policies\"]", "\"user_policies\""),
        USER.replace("\"user_policies\"", "1"),
        USER.replace("\"user_policies\"", "null"),
        USER.replace("\"user_policies\"", "[\"user_policies\"]"),
        // missing
        USER.replace("\"sequence\":7,", ""),
        USER.replace("\"scope\":\"user\",", ""),
        USER.replace("\"account_id\":\"1\",", ""),
        USER.replace("\"user_name\":\"a\",", ""),
        USER.replace(",\"caches\":[\"principal_credentials\",\"user_policies\"]", ""),
        USER.replace("\"principal_credentials\",\"user_policies\"", ""),
        // not of this scope, or not as it wants them
        USER.replace("\"user_name\"", "\"role_name\""),
        USER.replace("\"user_name\":\"a\"", "\"user_names\":[\"a\"]"),
        USER.replace("}", ",\"arn\":\"x\"}"),
        USER.replace("\"1\"", "\"\""),
        "{\"sequence\":7,\"scope\":\"tokens\",\"token_ids\":[],\"caches\":[\"token_secrets\"]}",
        "{\"sequence\":7,\"scope\":\"tokens\",\"token_ids\":\"a@b!c\","
            + "\"caches\":[\"token_secrets\"]}",
        USER.replace("\"1\"", "\"" + "x".repeat(Invalidation.MAX_LENGTH) + "\""),
        // half a surrogate pair
        USER.replace("\"1\"", "\"\\ud800\""),
        USER.replace("\"1\"", "\"\\udc00x\""),
        USER.replace("account_id", "account_id\\ud83d"));
  }

  @ParameterizedTest
  @MethodSource("senseless")
  void decode_ofWhatMakesNoSense_isNull(String line) {
    assertThat(line).isNotEqualTo(USER);
    assertThat(decode(line)).isNull();
  }

  @Test
  void decode_ofInvalidUtf8_isNull() {
    for (byte[] bad : List.of(new byte[] {(byte) 0xff}, new byte[] {(byte) 0xc3}, HALF_A_PAIR)) {
      byte[] line = USER.getBytes(UTF_8);
      byte[] mutant = new byte[line.length + bad.length];
      int at = USER.indexOf("\"1\"") + 1;
      System.arraycopy(line, 0, mutant, 0, at);
      System.arraycopy(bad, 0, mutant, at, bad.length);
      System.arraycopy(line, at, mutant, at + bad.length, line.length - at);
      assertThat(JournalLine.decode(mutant)).isNull();
    }
    assertThat(JournalLine.decode(USER.getBytes(UTF_16LE))).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void decode_ofALineThatIsCutShort_isNull(Scope scope) {
    Invalidation invalidation = of(scope, List.of("a\n\ud83d\udd11", "b"));
    byte[] line = withoutLineEnd(new JournalLine(123, invalidation).encode(TIME));

    for (int length = 0; length < line.length; length++) {
      assertThat(JournalLine.decode(Arrays.copyOf(line, length))).isNull();
    }
  }

  @Test
  void decode_ofMutants_isNullOrALineAndNeverThrows() {
    List<byte[]> tokens = new ArrayList<>();
    for (String token :
        List.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "\\",
            "\\u",
            "\\ud800",
            "null",
            "-",
            "1e9",
            "00",
            "\"sequence\":1",
            "\"caches\":[",
            "\"all\"",
            "\"tokens\"",
            "\n",
            "\u2028")) {
      tokens.add(token.getBytes(UTF_8));
    }
    Mutations mutations = new Mutations(tokens);
    Random random = new Random(7);
    int read = 0;
    for (int round = 0; round < 2000; round++) {
      for (Scope scope : Scope.values()) {
        byte[] seed = new JournalLine(round, of(scope, List.of("a\ud83d\udd11", "b"))).encode(TIME);
        JournalLine line = JournalLine.decode(mutations.mutate(withoutLineEnd(seed), random));
        if (line != null) {
          read++;
          assertComesBack(line);
        }
      }
    }
    assertThat(read).as("mutants that make sense").isPositive();
  }
}
