package dev.latchkey.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.store.CorruptFileException;
import dev.latchkey.store.FileImage;
import dev.latchkey.store.FileImages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for any input and any sequence of edits. */
class SectionConfigPropertiesTest {

  /** What files are made of, and what tends to break parsers. */
  private static final List<String> PIECES =
      List.of(
          "token",
          "user",
          ":",
          ": ",
          "a",
          "b@c",
          "!",
          "\n",
          "\n",
          "\n\n",
          "\t",
          " ",
          "\r\n",
          "\r",
          "#",
          "# x",
          "\tkey value\n",
          "token: a\n",
          "user: b\n",
          "key",
          "\u0000",
          "\u0085",
          "\u2028",
          "\u00a0",
          "\u2003",
          "ü",
          "🔑",
          "\ufeff",
          "\u001c",
          "\u000b",
          "\f",
          "1",
          "-_");

  private final Path file;

  SectionConfigPropertiesTest(@TempDir Path directory) {
    this.file = directory.resolve("user.cfg");
  }

  private @Nullable SectionConfig parse(byte[] bytes) throws IOException {
    Files.write(file, bytes);
    FileImage image = FileImages.of(file);
    try {
      return SectionConfig.parse(image);
    } catch (CorruptFileException refused) {
      assertThat(refused.path()).isEqualTo(file);
      assertThat(refused.line()).isBetween(1, lines(bytes));
      assertThat(refused.getCause()).isNull();
      return null;
    }
  }

  private SectionConfig parseValid(byte[] bytes) throws IOException {
    return Objects.requireNonNull(parse(bytes), "accepted");
  }

  private static int lines(byte[] bytes) {
    int lines = 1;
    for (byte b : bytes) {
      lines += b == '\n' ? 1 : 0;
    }
    return lines;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void parse_ofRandomText_givesItBackOrCallsItCorrupt(long seed) throws IOException {
    Random random = new Random(seed);
    int parsed = 0;
    for (int i = 0; i < 500; i++) {
      StringBuilder text = new StringBuilder(random.nextBoolean() ? "user: x\n" : "");
      for (int n = random.nextInt(24); n > 0; n--) {
        text.append(PIECES.get(random.nextInt(PIECES.size())));
      }
      byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);

      SectionConfig config = parse(bytes);

      if (config != null) {
        parsed++;
        assertThat(config.toBytes()).isEqualTo(bytes);
      }
    }
    assertThat(parsed).as("inputs that were accepted").isBetween(50, 450);
  }

  @ParameterizedTest
  @ValueSource(longs = {5, 6})
  void parse_ofDamagedFile_givesItBackOrCallsItCorrupt(long seed) throws IOException {
    Random random = new Random(seed);
    byte[] good =
        "# x\ntoken: a@b!c\n\tcomment ü\n\tenable 1\n\nuser: a@b\n\temail z\n"
            .getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 500; i++) {
      byte[] bytes = good.clone();
      for (int n = 1 + random.nextInt(3); n > 0; n--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }

      SectionConfig config = parse(bytes);

      if (config != null) {
        assertThat(config.toBytes()).isEqualTo(bytes);
        askForEverything(config);
      }
    }
  }

  /** No question about a file that was accepted is answered with anything but our exception. */
  private static void askForEverything(SectionConfig config) {
    for (String type : List.of("token", "user")) {
      for (String id : config.ids(type)) {
        for (String key : List.of("comment", "enable", "email")) {
          try {
            String value = config.value(type, id, key);
            assertThat(config.booleanValue(type, id, key, true)).isIn(true, value == null);
            assertThat(config.numberValue(type, id, key, 0)).isNotNegative();
          } catch (CorruptFileException refused) {
            assertThat(refused.line()).isPositive();
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {7, 8, 9, 10})
  void edits_ofOwnSections_leaveForeignBytesAlone(long seed) throws IOException {
    Random random = new Random(seed);
    SequencedMap<String, String> foreign = new LinkedHashMap<>();
    StringBuilder text = new StringBuilder("# head of the file\n\n");
    for (int i = 0; i < 12; i++) {
      if (random.nextBoolean()) {
        String section = foreignSection(random, i);
        foreign.put("f" + i, section);
        text.append(section);
      } else {
        text.append("token: t").append(i).append("\n\tcomment ").append(i).append("\n\n");
      }
    }
    SectionConfig config = parseValid(text.toString().getBytes(StandardCharsets.UTF_8));
    Map<String, String> expected = expectedComments(config);

    for (int i = 0; i < 200; i++) {
      edit(config, random, expected);
    }

    byte[] bytes = config.toBytes();
    SectionConfig again = parseValid(bytes);
    assertThat(again.toBytes()).isEqualTo(bytes);
    assertThat(expectedComments(again)).isEqualTo(expected);
    assertThat(new String(bytes, StandardCharsets.UTF_8))
        .startsWith("# head of the file\n")
        .containsSubsequence(foreign.values());
    assertThat(again.ids("foreign")).containsExactlyElementsOf(foreign.keySet());
  }

  private static String foreignSection(Random random, int i) {
    List<String> lines = new ArrayList<>(List.of("foreign:  f" + i + " \n"));
    List<String> kinds =
        List.of("    key   v" + i + "\t\n", "\t# remark " + i + "\n", "\n", "\tcomment mine\r\n");
    for (int n = random.nextInt(5); n > 0; n--) {
      lines.add(kinds.get(random.nextInt(kinds.size())));
    }
    lines.add("\tlast property\n");
    return String.join("", lines);
  }

  private static Map<String, String> expectedComments(SectionConfig config) {
    Map<String, String> comments = new LinkedHashMap<>();
    for (String id : config.ids("token")) {
      String comment = config.value("token", id, "comment");
      comments.put(id, comment == null ? "" : comment);
    }
    return comments;
  }

  private static void edit(SectionConfig config, Random random, Map<String, String> expected) {
    String id = "t" + random.nextInt(16);
    String comment = "comment " + random.nextInt(1000);
    switch (random.nextInt(4)) {
      case 0 -> {
        config.remove("token", id);
        expected.remove(id);
      }
      case 1 -> {
        config.replaceSection("token", id);
        expected.put(id, "");
      }
      default -> {
        if (config.contains("token", id)) {
          boolean unset = random.nextInt(4) == 0;
          config.set("token", id, "comment", unset ? null : comment);
          expected.put(id, unset ? "" : comment);
        }
      }
    }
  }
}
