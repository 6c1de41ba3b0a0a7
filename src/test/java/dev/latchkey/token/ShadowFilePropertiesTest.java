package dev.latchkey.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.Mutations;
import dev.latchkey.store.CorruptFileException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever bytes stand in the file: it is read and rewritten alike, or it is corrupt. */
class ShadowFilePropertiesTest {

  private static final int MUTANTS = 1500;
  private static final String CANARY = "zebra-canary";
  private static final List<byte[]> SEEDS =
      List.of(
          bytes("{\"backup@pbs!ci\":\"$y$j9T$x$" + CANARY + "\",\"no id\":\"*\"}"),
          bytes(
              "{\"j\\u00fc@b!\\\"\":\"\\\\"
                  + CANARY
                  + "\",\n\t\"\":\"\",\"\ud83d\udd11\":\"x\"}\n"),
          bytes("{}"));
  private static final Mutations MUTATIONS =
      new Mutations(
          List.of(
              bytes("\""),
              bytes("{"),
              bytes("}"),
              bytes("["),
              bytes(","),
              bytes(":"),
              bytes("\\"),
              bytes("\\u"),
              bytes("\\ud83d"),
              bytes("null"),
              bytes("1e9"),
              bytes("\0"),
              bytes("\n"),
              bytes("/*"),
              bytes("#"),
              bytes("\ufeff"),
              new byte[] {(byte) 0xc0, (byte) 0x80},
              new byte[] {(byte) 0xff},
              bytes("\"a\":\"b\",")));

  private final TokenScene scene;

  ShadowFilePropertiesTest(@TempDir Path directory) {
    this.scene = new TokenScene(directory);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 20_260_301})
  void parse_mutatedBytes_readsOrIsCorrupt(long seed) {
    Random random = new Random(seed);
    int readable = 0;
    for (int i = 0; i < MUTANTS; i++) {
      byte[] mutant = MUTATIONS.mutate(SEEDS.get(random.nextInt(SEEDS.size())), random);
      readable += isReadable(mutant) ? 1 : 0;
    }
    // Else the mutations prove nothing of one side or the other.
    assertThat(readable).isBetween(MUTANTS / 50, MUTANTS - MUTANTS / 5);
  }

  private boolean isReadable(byte[] mutant) {
    scene.file(TokenFiles.SHADOW, mutant);
    byte[] rewritten;
    List<String> ids;
    try {
      ShadowFile shadow = ShadowFile.parse(scene.image(TokenFiles.SHADOW));
      ids = List.copyOf(shadow.ids());
      rewritten = shadow.toPieces().toBytes();
    } catch (CorruptFileException e) {
      assertThat(e).hasNoCause();
      assertThat(e.getMessage()).doesNotContain(CANARY);
      return false;
    }
    scene.file(TokenFiles.SHADOW, rewritten);
    ShadowFile again = ShadowFile.parse(scene.image(TokenFiles.SHADOW));
    assertThat(again.ids()).containsExactlyElementsOf(ids);
    assertThat(again.toPieces().toBytes()).isEqualTo(rewritten);
    return true;
  }
}
