package dev.latchkey.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.format.JsonReader;
import dev.latchkey.store.CorruptFileException;
import dev.latchkey.store.FileImage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file that is taken as it stands is judged as strictly as one that a parser has read. */
class ShadowFileStrictnessTest {

  private static final String PLAIN =
      "{\"a@b!c\":\"$y$x\",\"jü🔑@b!k\":\"\",\"\":\"*\",\"a@b!d\":\"\u007f\"}";

  private final TokenScene scene;

  ShadowFileStrictnessTest(@TempDir Path directory) {
    this.scene = new TokenScene(directory);
  }

  private FileImage image(byte[] content) {
    return scene.file(TokenFiles.SHADOW, content).image(TokenFiles.SHADOW);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** What a parser that takes nothing for granted makes of a file. */
  private static String strictly(FileImage image) {
    try {
      Map<String, String> hashes = new LinkedHashMap<>();
      JsonReader.read(
          image.path(), image.text(), json -> id -> hashes.putIfAbsent(id, json.string()) == null);
      return hashes.toString();
    } catch (CorruptFileException e) {
      return e.toString();
    }
  }

  private static String asRead(FileImage image) {
    try {
      Map<String, String> hashes = new LinkedHashMap<>();
      ShadowFile shadow = ShadowFile.parse(image);
      ShadowText text = ShadowText.ofPrinted(shadow.toPieces().toBytes());
      for (int entry = 1; entry <= text.size(); entry++) {
        hashes.put(text.id(entry), text.hash(entry));
      }
      assertThat(shadow.ids()).containsExactlyElementsOf(hashes.keySet());
      return hashes.toString();
    } catch (CorruptFileException e) {
      return e.toString();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\"",
        "\\",
        "\\\"",
        "\\u0041",
        "{",
        "}",
        "[",
        ",",
        ":",
        " ",
        "\n",
        "\0",
        "\u001f",
        "\ufeff",
        "é",
        "\",\"",
        "\":\"",
        ",\"a@b!d\":\"x\"",
        "\"a@b!c\":\"x\","
      })
  void parse_plainFileDamagedAtAnyPlace_isAsAParserSays(String inserted) {
    for (int at = 0; at <= PLAIN.length(); at++) {
      for (int removed = 0; removed <= Math.min(2, PLAIN.length() - at); removed++) {
        String text = PLAIN.substring(0, at) + inserted + PLAIN.substring(at + removed);
        FileImage image = image(bytes(text));
        assertThat(asRead(image)).as(text).isEqualTo(strictly(image));
      }
    }
  }

  @Test
  void parse_invalidUtf8AtAnyPlace_isAsAParserSays() {
    for (int at = 0; at < bytes(PLAIN).length; at++) {
      byte[] content = bytes(PLAIN);
      content[at] = (byte) 0xc0;
      FileImage image = image(content);
      assertThat(asRead(image)).contains("NOT_UTF8").isEqualTo(strictly(image));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4094, 4095, 4096, 60_000})
  void parse_longIdsAndHashes_isAsAParserSays(int length) {
    String value = "x".repeat(length);
    FileImage longHash = image(bytes("{\"a@b!c\":\"" + value + "\"}"));
    assertThat(asRead(longHash)).isEqualTo(strictly(longHash));
    FileImage longId = image(bytes("{\"" + value + "\":\"y\"}"));
    assertThat(asRead(longId)).isEqualTo(strictly(longId));
  }

  @Test
  void parse_idTwiceAmongMany_namesTheSecond() {
    StringBuilder text = new StringBuilder("{\"a@b!0\":\"x\"");
    for (int i = 1; i < 3000; i++) {
      text.append(",\"a@b!").append(i).append("\":\"x\"");
    }
    for (int i = 0; i < 3000; i += 271) {
      FileImage image = image(bytes(text + ",\n\"a@b!" + i + "\":\"y\"}"));
      assertThat(asRead(image)).contains(":2:1: DUPLICATE").isEqualTo(strictly(image));
    }
  }

  @Test
  void toBytes_anyChanges_keepsWhatWasNotChangedInItsOrder() {
    String[] ids = {"a@b!c", "jü🔑@b!k", "a@b!d", "new@b!1", "q\"\\@b!2"};
    Random random = new Random(5);
    for (int round = 0; round < 300; round++) {
      ShadowFile shadow = ShadowFile.parse(image(bytes(PLAIN)));
      Map<String, String> model = new LinkedHashMap<>();
      JsonReader.read(
          Path.of("model"), PLAIN, json -> id -> model.putIfAbsent(id, json.string()) == null);
      for (int change = 0; change < 6; change++) {
        String id = ids[random.nextInt(ids.length)];
        if (random.nextBoolean()) {
          shadow.put(TokenId.parse(id), "\"\\" + change);
          model.put(id, "\"\\" + change);
        } else {
          shadow.remove(TokenId.parse(id));
          model.remove(id);
        }
        assertThat(shadow.hash(TokenId.parse(id))).isEqualTo(model.get(id));
      }
      assertThat(strictly(image(shadow.toPieces().toBytes()))).isEqualTo(model.toString());
    }
  }
}
