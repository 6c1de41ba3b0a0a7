package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What an independent reader finds of all files, whatever they mean.
 *
 * @param contents by name, without those of the audit log and of temporary files
 * @param modes mode and owner, by name
 * @param counters the generations, empty if there are none
 * @param invalidations the number of the last invalidation, -1 if there is no counter
 * @param journal the whole lines of the journal of invalidations
 */
record StoredFiles(
    Map<String, String> contents,
    Map<String, String> modes,
    List<Long> counters,
    long invalidations,
    List<String> journal) {

  private static final int[] GENERATIONS = {8, 16, 24, 32};

  /** Where the number of the last invalidation lies among the counters. */
  static final int INVALIDATIONS = 40;

  private static final JsonFactory JSON = new JsonFactory();

  static StoredFiles of(Sandbox box) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    for (Path directory : List.of(box.config(), box.out())) {
      read(box.root(), directory, contents);
    }
    List<Long> numbers = StoredState.counters(box.run(), INVALIDATIONS);
    return new StoredFiles(
        contents,
        box.state().owners(),
        StoredState.counters(box.run(), GENERATIONS),
        numbers.isEmpty() ? -1 : numbers.getFirst(),
        journal(box));
  }

  private static void read(Path root, Path directory, Map<String, String> contents)
      throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = root.relativize(file).toString();
        if (!name.contains(".tmp_") && !name.endsWith("audit.jsonl")) {
          String content = Files.readString(file, StandardCharsets.ISO_8859_1);
          contents.put(name, content.replace(root.toString(), "@ROOT@"));
        }
      }
    }
  }

  /** The last line may be cut short, as that of a writer who was killed. */
  private static List<String> journal(Sandbox box) throws IOException {
    String text = StoredState.read(box.run().resolve("invalidations.jsonl"));
    List<String> lines = new ArrayList<>();
    for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
      try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), line)) {
        assertThat(parser.nextToken()).as("line of the journal").isNotNull();
        while (parser.nextToken() != null) {}
      }
      lines.add(line);
    }
    return lines;
  }

  /** Whether a change is under way, or was when its writer died. */
  boolean isAnyCounterOdd() {
    return counters.stream().anyMatch(counter -> counter % 2 != 0);
  }
}
