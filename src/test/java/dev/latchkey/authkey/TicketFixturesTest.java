package dev.latchkey.authkey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.Fixtures;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tickets that openssl has signed, verified at and beyond both ends of every age window. */
class TicketFixturesTest {

  private static final long HOUR = 3600;
  private static final long GRACE = 300;
  private static final List<String> KINDS = List.of(AuthKeyScene.RSA, AuthKeyScene.ED25519);

  private final AuthKeyScene scene;

  TicketFixturesTest(@TempDir Path directory) {
    this.scene = new AuthKeyScene(directory);
  }

  private String current(String kind, long keyAge, long age) {
    scene.now = AuthKeyScene.SIGNED.plusSeconds(age);
    scene.pair(kind, scene.now.minusSeconds(keyAge));
    return scene.verdict(AuthKeyScene.ticket(kind + "/ticket"));
  }

  private String old(String kind, long keyAge, long age) {
    scene.now = AuthKeyScene.SIGNED.plusSeconds(age);
    Instant rotated = scene.now.minusSeconds(keyAge);
    String other = kind.equals(AuthKeyScene.RSA) ? AuthKeyScene.ED25519 : AuthKeyScene.RSA;
    scene.pair(other, rotated);
    scene.file(AuthKeyScene.OLD, Fixtures.bytes(kind + "/authkey.pub"), rotated);
    return scene.verdict(AuthKeyScene.ticket(kind + "/ticket"));
  }

  @ParameterizedTest
  @ValueSource(strings = {AuthKeyScene.RSA, AuthKeyScene.ED25519})
  void verify_ticketOfOpenssl_saysWhatItSays(String kind) {
    scene.now = AuthKeyScene.SIGNED.plusSeconds(7);
    scene.pair(kind, AuthKeyScene.SIGNED.minusSeconds(HOUR));
    TicketVerification result =
        scene.keys().verifier().verify(AuthKeyScene.ticket(kind + "/ticket"), "PBS", null);
    assertThat(result)
        .isInstanceOfSatisfying(
            TicketVerification.Valid.class,
            valid -> {
              assertThat(valid.ticket().prefix()).isEqualTo("PBS");
              assertThat(valid.ticket().data()).isEqualTo("root@pam");
              assertThat(valid.ticket().time()).isEqualTo(AuthKeyScene.SIGNED);
              assertThat(valid.ticket().age()).isEqualTo(Duration.ofSeconds(7));
              assertThat(valid.ticket().toString()).doesNotContain("::");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {AuthKeyScene.RSA, AuthKeyScene.ED25519})
  void verify_additionalData_mustBeWhatWasSigned(String kind) {
    scene.now = AuthKeyScene.SIGNED;
    scene.pair(kind, AuthKeyScene.SIGNED.minusSeconds(HOUR));
    TicketVerifier verifier = scene.keys().verifier();
    String bound = AuthKeyScene.ticket(kind + "/ticket.aad-10.0.0.1");
    assertThat(AuthKeyScene.verdict(verifier, bound, "10.0.0.1")).isEqualTo("CURRENT_KEY");
    for (String other :
        new String[] {null, "", "10.0.0.2", "10.0.0.1 ", "10.0.0.10", ":10.0.0.1"}) {
      assertThat(AuthKeyScene.verdict(verifier, bound, other)).as(other).isEqualTo("SIGNATURE");
    }
    String free = AuthKeyScene.ticket(kind + "/ticket");
    assertThat(AuthKeyScene.verdict(verifier, free, "")).isEqualTo("SIGNATURE");
    assertThat(AuthKeyScene.verdict(verifier, free, "10.0.0.1")).isEqualTo("SIGNATURE");
  }

  @ParameterizedTest
  @CsvSource({
    "an ordinary key,                     36000,  -300,  7200, FROM_THE_FUTURE, EXPIRED",
    "a key as old as a ticket may be,      7200,  -300,  7200, FROM_THE_FUTURE, EXPIRED",
    "one second younger than that,         7199,  -300,  7499, FROM_THE_FUTURE, EXPIRED",
    "a young key,                          1000,  -300,  1300, FROM_THE_FUTURE, EXPIRED",
    "a key of this second,                    0,  -300,   300, FROM_THE_FUTURE, EXPIRED",
    "a key from the future,               -9000,  -300,   300, FROM_THE_FUTURE, EXPIRED",
    "a key at the end of its life,        86400,  -300,  7200, FROM_THE_FUTURE, EXPIRED",
    "one second later,                    86401,     1,  7200, RETIRED_KEY,     EXPIRED",
    "an hour later,                       90000,  3600,  7200, RETIRED_KEY,     EXPIRED",
    "when the last ticket expires,        93600,  7200,  7200, RETIRED_KEY,     EXPIRED"
  })
  void verify_byCurrentKey_countsWithinTheWindowOnly(
      String what, long keyAge, long min, long max, String before, String after) {
    for (String kind : KINDS) {
      assertThat(current(kind, keyAge, min)).as(what).isEqualTo("CURRENT_KEY");
      assertThat(current(kind, keyAge, max)).as(what).isEqualTo("CURRENT_KEY");
      assertThat(current(kind, keyAge, min - 1)).as(what).isEqualTo(before);
      assertThat(current(kind, keyAge, max + 1)).as(what).isEqualTo(after);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {-300, 0, 3600, 7200})
  void verify_byCurrentKeyThatNobodyRotates_endsForEveryTicket(long age) {
    for (String kind : KINDS) {
      assertThat(current(kind, 24 * HOUR + 2 * HOUR + 1, age)).isEqualTo("RETIRED_KEY");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "rotated this second,            0, -300, 7200, FROM_THE_FUTURE, EXPIRED",
    "rotated in the future,      -9000, -300, 7200, FROM_THE_FUTURE, EXPIRED",
    "rotated a second ago,           1, -299, 7200, RETIRED_KEY,     EXPIRED",
    "rotated a grace period ago,   300,    0, 7200, RETIRED_KEY,     EXPIRED",
    "rotated an hour ago,         3600, 3300, 7200, RETIRED_KEY,     EXPIRED",
    "when the last one expires,   7500, 7200, 7200, RETIRED_KEY,     EXPIRED"
  })
  void verify_byOldKey_countsWithinTheWindowOnly(
      String what, long keyAge, long min, long max, String before, String after) {
    for (String kind : KINDS) {
      assertThat(old(kind, keyAge, min)).as(what).isEqualTo("PREVIOUS_KEY");
      assertThat(old(kind, keyAge, max)).as(what).isEqualTo("PREVIOUS_KEY");
      assertThat(old(kind, keyAge, min - 1)).as(what).isEqualTo(before);
      assertThat(old(kind, keyAge, max + 1)).as(what).isEqualTo(after);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {-300, 0, 7200})
  void verify_byOldKeyOfLongAgo_countsForNoTicket(long age) {
    for (String kind : KINDS) {
      assertThat(old(kind, 2 * HOUR + GRACE + 1, age)).isEqualTo("RETIRED_KEY");
    }
  }
}
