package dev.latchkey.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.latchkey.format.SectionConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Ids of tokens: a text that is one is safe wherever ids stand. */
class TokenIdFuzz {

  @FuzzTest
  void parse_anyText_isAnIdOrRefused(byte[] content) {
    String text = new String(content, StandardCharsets.UTF_8);
    TokenId id;
    try {
      id = TokenId.parse(text);
    } catch (IllegalArgumentException e) {
      assertThat(e).hasNoCause();
      assertThat(e.getClass()).isEqualTo(IllegalArgumentException.class);
      return;
    }
    assertThat(id).hasToString(text);
    assertThat(TokenId.parse(id.toString())).isEqualTo(id);
    assertThat(id).isEqualTo(new TokenId(new UserId(id.owner().value()), id.name()));

    SectionConfig users = SectionConfig.parse(Path.of(TokenFiles.USERS), "");
    users.replaceSection(TokenFiles.TOKEN_SECTION, text);
    String written = new String(users.toBytes(), StandardCharsets.UTF_8);
    assertThat(SectionConfig.parse(Path.of(TokenFiles.USERS), written).ids("token"))
        .containsExactly(text);
  }
}
