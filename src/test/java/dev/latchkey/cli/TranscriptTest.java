package dev.latchkey.cli;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The specification of the command: every file of {@code src/test/resources/transcripts}. */
class TranscriptTest {

  private final Path temporary;

  TranscriptTest(@TempDir Path temporary) throws IOException {
    this.temporary = temporary.toRealPath();
  }

  /** With {@code -Dtranscripts=TEXT} only those that have the text. */
  @TestFactory
  Stream<DynamicTest> transcripts() throws Exception {
    String wanted = System.getProperty("transcripts", "");
    List<Path> chosen = new ArrayList<>();
    for (Path file : files()) {
      if (Files.readString(file).contains(wanted)) {
        chosen.add(file);
      }
    }
    return chosen.stream()
        .map(
            file -> {
              String name = file.getFileName().toString().replace(".txt", "");
              return DynamicTest.dynamicTest(name, file.toUri(), () -> play(file, name));
            });
  }

  private void play(Path file, String name) throws IOException {
    Transcript transcript = Transcript.parse(Files.readString(file));
    try (TranscriptPlayer player =
        new TranscriptPlayer(Files.createDirectory(temporary.resolve(name)))) {
      player.play(transcript);
    }
  }

  /** The transcripts, in the order of their names. */
  static List<Path> files() throws IOException, URISyntaxException {
    URL directory = Objects.requireNonNull(TranscriptTest.class.getResource("/transcripts"));
    try (Stream<Path> files = Files.list(Path.of(new URI(directory.toString())))) {
      return files.sorted().toList();
    }
  }
}
