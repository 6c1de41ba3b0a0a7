package dev.latchkey.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.latchkey.format.SectionConfig;
import dev.latchkey.store.CorruptFileException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** {@code user.cfg}: what is read is given back, and what is set in it is read again. */
class UserCfgFuzz {

  private static final Path FILE = Path.of(TokenFiles.USERS);
  private static final TokenId ID = TokenId.parse("backup@pbs!ci");

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static SectionConfig parse(String text) {
    return SectionConfig.parse(FILE, text);
  }

  @FuzzTest
  void parse_anyBytes_readsOrIsCorrupt(byte[] content) {
    String text = text(content);
    SectionConfig users;
    try {
      users = parse(text);
    } catch (CorruptFileException e) {
      assertThat(e).hasNoCause();
      assertThat(e.line()).isPositive();
      return;
    }
    assertThat(text(users.toBytes())).isEqualTo(text);
    askForEverything(users);
    change(users);
  }

  private static void askForEverything(SectionConfig users) {
    for (String text : users.ids(TokenFiles.TOKEN_SECTION)) {
      TokenId id = TokenId.parseOrNull(text);
      try {
        if (id != null) {
          assertThat(TokenFiles.token(users, id, "*").id()).isEqualTo(id);
        }
      } catch (CorruptFileException e) {
        assertThat(e).hasNoCause();
        assertThat(e.line()).isPositive();
      }
    }
  }

  /** Whatever stands there: a section of ours is added, read again, and taken away. */
  private static void change(SectionConfig users) {
    String section = ID.toString();
    users.replaceSection(TokenFiles.TOKEN_SECTION, section);
    users.set(TokenFiles.TOKEN_SECTION, section, "comment", "mine");
    users.set(TokenFiles.TOKEN_SECTION, section, "enable", "false");
    users.set(TokenFiles.TOKEN_SECTION, section, "expire", "1800000000");

    SectionConfig again = parse(text(users.toBytes()));
    assertThat(again.toBytes()).isEqualTo(users.toBytes());
    assertThat(again.value(TokenFiles.TOKEN_SECTION, section, "comment")).isEqualTo("mine");
    assertThat(again.booleanValue(TokenFiles.TOKEN_SECTION, section, "enable", true)).isFalse();
    assertThat(again.numberValue(TokenFiles.TOKEN_SECTION, section, "expire", 0))
        .isEqualTo(1_800_000_000);

    again.remove(TokenFiles.TOKEN_SECTION, section);
    SectionConfig without = parse(text(again.toBytes()));
    assertThat(without.contains(TokenFiles.TOKEN_SECTION, section)).isFalse();
    assertThat(without.toBytes()).isEqualTo(again.toBytes());
  }
}
