package dev.latchkey.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.latchkey.store.CorruptFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the two files are understood, seen through the repository. */
class TokenFilesTest {

  private final TokenScene scene;

  TokenFilesTest(@TempDir Path directory) {
    this.scene = new TokenScene(directory);
  }

  private Token token(String users) {
    scene.shadow("{\"backup@pbs!ci\":\"" + TokenScene.RIGHT_HASH + "\"}").users(users);
    return scene.tokens().find(TokenScene.ID).orElseThrow();
  }

  @Test
  void find_userFileMissing_hasDefaults() {
    scene.shadow("{\"backup@pbs!ci\":\"" + TokenScene.RIGHT_HASH + "\"}");
    assertThat(scene.tokens().find(TokenScene.ID))
        .contains(new Token(TokenScene.ID, TokenSettings.DEFAULT, true, null, "bcrypt"));
  }

  @Test
  void find_everythingSet_isReadAsItStands() {
    Token token =
        token(
            """
            user: backup@pbs
            \tenable 1
            \texpire 1900000000

            token: backup@pbs!ci
            \tcomment nightly: build # 1
            \tenable 0
            \texpire 1800000000
            """);
    assertThat(token.settings())
        .isEqualTo(
            new TokenSettings("nightly: build # 1", false, Instant.ofEpochSecond(1800000000)));
    assertThat(token.ownerEnabled()).isTrue();
    assertThat(token.ownerExpires()).isEqualTo(Instant.ofEpochSecond(1900000000));
  }

  @ParameterizedTest
  @CsvSource({
    "1, true", "true, true", "on, true", "yes, true",
    "0, false", "false, false", "off, false", "no, false",
  })
  void find_enableOfProxmox_isUnderstood(String text, boolean enabled) {
    assertThat(token("token: backup@pbs!ci\n\tenable " + text + "\n").settings().enabled())
        .isEqualTo(enabled);
    assertThat(token("user: backup@pbs\n\tenable " + text + "\n").ownerEnabled())
        .isEqualTo(enabled);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "token: backup@pbs!ci\n\tenable perhaps\n",
        "token: backup@pbs!ci\n\tenable\n",
        "token: backup@pbs!ci\n\tenable 0\n\tenable 1\n",
        "token: backup@pbs!ci\n\texpire soon\n",
        "token: backup@pbs!ci\n\texpire -1\n",
        "token: backup@pbs!ci\n\texpire 1.5\n",
        "token: backup@pbs!ci\n\texpire 99999999999999999999\n",
        "token: backup@pbs!ci\n\tcomment a\n\tcomment b\n",
        "user: backup@pbs\n\tenable perhaps\n",
        "user: backup@pbs\n\texpire soon\n",
        "token: backup@pbs!ci\n\ntoken: backup@pbs!ci\n",
        "\tenable 0\n",
        "token backup@pbs!ci\n",
        "to ken: backup@pbs!ci\n",
        ": backup@pbs!ci\n",
        "token:\n",
      })
  void anyUse_limitsCannotBeRead_isCorruptRatherThanUnlimited(String users) {
    assertThatExceptionOfType(CorruptFileException.class)
        .isThrownBy(() -> token(users))
        .withNoCause();
    assertThatExceptionOfType(CorruptFileException.class)
        .isThrownBy(
            () -> scene.tokens().verify(TokenScene.ID, TokenScene.secret(TokenScene.RIGHT)));
    assertThatExceptionOfType(CorruptFileException.class).isThrownBy(() -> scene.tokens().list());
  }

  @ParameterizedTest
  @CsvSource({
    "0,                   ",
    "1,                   1970-01-01T00:00:01Z",
    "9223372036854775807, +1000000000-12-31T23:59:59Z"
  })
  void find_expiryAtItsLimits_neverFails(String seconds, Instant expires) {
    assertThat(token("token: backup@pbs!ci\n\texpire " + seconds + "\n").settings().expires())
        .isEqualTo(expires);
  }

  @Test
  void find_sectionOfAnotherType_isNotOurs() {
    Token token = token("group: backup@pbs\n\tenable 0\n\nuser: backup@pbs!ci\n\tenable 0\n");
    assertThat(token.stateAt(TokenScene.NOW)).isEqualTo(TokenState.ACTIVE);
  }

  @Test
  void list_anyOrder_isSortedAndLeavesOutWhatIsNoId() {
    scene.shadow(
        "{\"z@pbs!b\":\"x\",\"no"
            + " id\":\"x\",\"a@pbs!c\":\"x\",\"root@pam\":\"x\",\"z@pbs!a\":\"$y$x\"}");

    List<Token> tokens = scene.tokens().list();

    assertThat(tokens.stream().map(token -> token.id().toString()))
        .containsExactly("a@pbs!c", "z@pbs!a", "z@pbs!b");
    assertThat(tokens.stream().map(Token::hashMethod))
        .containsExactly("unknown", "yescrypt", "unknown");
  }

  @Test
  void list_emptyObject_isEmpty() {
    scene.shadow("{}");
    assertThat(scene.tokens().list()).isEmpty();
  }
}
