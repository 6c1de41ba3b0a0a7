package dev.latchkey.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.latchkey.store.CorruptFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** {@code token.shadow}: what is read is written, and then read alike. */
class TokenShadowFuzz {

  private final TokenScene scene;

  TokenShadowFuzz(@TempDir Path directory) {
    this.scene = new TokenScene(directory);
  }

  private ShadowFile parse(byte[] content) {
    return ShadowFile.parse(scene.file(TokenFiles.SHADOW, content).image(TokenFiles.SHADOW));
  }

  @FuzzTest
  void parse_anyBytes_readsOrIsCorrupt(byte[] content) {
    ShadowFile shadow;
    byte[] written;
    try {
      shadow = parse(content);
      written = shadow.toPieces().toBytes();
    } catch (CorruptFileException e) {
      assertThat(e).hasNoCause();
      return;
    }
    ShadowFile again = parse(written);
    assertThat(again.ids()).containsExactlyElementsOf(List.copyOf(shadow.ids()));
    assertThat(again.toPieces().toBytes()).isEqualTo(written);
    for (String text : shadow.ids()) {
      TokenId id = TokenId.parseOrNull(text);
      if (id != null) {
        assertThat(again.hash(id)).isEqualTo(shadow.hash(id));
      }
    }
  }
}
