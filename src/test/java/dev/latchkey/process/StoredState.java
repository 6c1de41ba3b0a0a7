package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What an independent reader finds in the two directories: nothing here uses the code under test.
 * What is not whole is an assertion failure.
 *
 * @param hashes {@code token.shadow}, empty if there is none
 * @param users {@code user.cfg}, empty if there is none
 * @param audit the lines of the audit log
 * @param counters the generations of {@code user.cfg} and {@code token.shadow}, empty if there are
 *     none
 * @param temporaryFiles names of files that a writer has left behind
 * @param owners mode and group of each file and directory but the temporary ones
 */
public record StoredState(
    Map<String, String> hashes,
    String users,
    List<Map<String, String>> audit,
    List<Long> counters,
    List<String> temporaryFiles,
    Map<String, String> owners) {

  private static final int USER_COUNTER = 8;
  private static final int SHADOW_COUNTER = 16;
  private static final JsonFactory JSON = new JsonFactory();
  private static final Pattern HEADER = Pattern.compile("[a-z-]+: \\S+");
  private static final Pattern PROPERTY = Pattern.compile("\t(\\S+) (.+)");

  static StoredState of(Path config, Path run) throws IOException {
    String users = read(config.resolve("user.cfg"));
    sections(users);
    List<Map<String, String>> audit = new ArrayList<>();
    for (String line : read(config.resolve("state/audit.jsonl")).lines().toList()) {
      audit.add(flatObject(line));
    }
    List<String> temporary = new ArrayList<>();
    Map<String, String> owners = new TreeMap<>();
    for (Path directory : List.of(config, run)) {
      inspect(directory, temporary, owners);
    }
    return new StoredState(
        hashes(config), users, audit, counters(run), List.copyOf(temporary), owners);
  }

  private static void inspect(Path directory, List<String> temporary, Map<String, String> owners)
      throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.toList()) {
        String name = directory.getFileName() + "/" + directory.relativize(file);
        if (name.contains(".tmp_")) {
          temporary.add(name);
        } else {
          owners.put(name, owner(file));
        }
      }
    }
  }

  /** Mode, owner and group, such as {@code 0640 0:0}. */
  static String owner(Path file) throws IOException {
    Map<String, Object> attributes =
        Files.readAttributes(file, "unix:mode,uid,gid", LinkOption.NOFOLLOW_LINKS);
    int mode = (int) attributes.getOrDefault("mode", 0);
    return String.format("%04o %s:%s", mode & 07777, attributes.get("uid"), attributes.get("gid"));
  }

  /** The content of {@code token.shadow}. */
  static Map<String, String> hashes(Path config) throws IOException {
    String json = read(config.resolve("token.shadow"));
    return json.isEmpty() && !Files.exists(config.resolve("token.shadow"))
        ? Map.of()
        : flatObject(json);
  }

  /** The content of a file, empty if there is none. */
  static String read(Path file) throws IOException {
    return Files.exists(file) ? Files.readString(file) : "";
  }

  /** Generation counters, empty if there are none. */
  private static List<Long> counters(Path run) throws IOException {
    return counters(run, USER_COUNTER, SHADOW_COUNTER);
  }

  /** The generation counters at some offsets, empty if there are none. */
  public static List<Long> counters(Path run, int... offsets) throws IOException {
    Path file = run.resolve("shmem/latchkey-versions");
    if (!Files.exists(file)) {
      return List.of();
    }
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder());
    assertThat(bytes.capacity()).isEqualTo(4096);
    return Arrays.stream(offsets).mapToObj(bytes::getLong).toList();
  }

  /** Whether a change is under way, or was when its writer died. */
  boolean isAnyCounterOdd() {
    return counters.stream().anyMatch(counter -> counter % 2 != 0);
  }

  /** The sections of a section config: header to properties. */
  static Map<String, Map<String, String>> sections(String text) {
    Map<String, Map<String, String>> sections = new LinkedHashMap<>();
    if (text.isEmpty()) {
      return sections;
    }
    assertThat(text).as("section config").endsWith("\n");
    for (String section : text.split("\n\n", -1)) {
      List<String> lines = section.lines().toList();
      if (lines.isEmpty()) {
        continue; // an empty line too many, which no reader minds
      }
      String header = lines.getFirst();
      assertThat(header).as("header of a section").matches(HEADER);
      Map<String, String> properties = new HashMap<>();
      for (String line : lines.subList(1, lines.size())) {
        var property = PROPERTY.matcher(line);
        assertThat(property.matches()).as("property of a section: %s", line).isTrue();
        assertThat(properties.put(property.group(1), property.group(2))).isNull();
      }
      assertThat(sections.put(header, properties)).as("second section %s", header).isNull();
    }
    return sections;
  }

  /** One JSON object of strings, numbers and lists of them, in which no name stands twice. */
  static Map<String, String> flatObject(String json) {
    Map<String, String> fields = new LinkedHashMap<>();
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
      assertThat(parser.nextToken()).isEqualTo(JsonToken.START_OBJECT);
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        assertThat(fields.put(name, value(parser, name))).as("second %s", name).isNull();
      }
      assertThat(parser.currentToken()).isEqualTo(JsonToken.END_OBJECT);
      assertThat(parser.nextToken()).as("after the end").isNull();
    }
    return fields;
  }

  private static String value(JsonParser parser, String name) {
    if (parser.nextToken() != JsonToken.START_ARRAY) {
      assertThat(parser.currentToken().isScalarValue()).as("value of %s", name).isTrue();
      return parser.getString();
    }
    List<String> values = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      assertThat(parser.currentToken().isScalarValue()).as("values of %s", name).isTrue();
      values.add(parser.getString());
    }
    return String.join(", ", values);
  }
}
