package dev.latchkey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The specification of the command: every file of {@code src/test/resources/transcripts}. */
class TranscriptTest {

  private final Path temporary;

  TranscriptTest(@TempDir Path temporary) throws IOException {
    this.temporary = temporary.toRealPath();
  }

  @TestFactory
  Stream<DynamicTest> transcripts() throws Exception {
    return files().stream()
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

  private static List<Path> files() throws IOException, URISyntaxException {
    URL directory = Objects.requireNonNull(TranscriptTest.class.getResource("/transcripts"));
    try (Stream<Path> files = Files.list(Path.of(new URI(directory.toString())))) {
      return files.sorted().toList();
    }
  }

  @Test
  void transcripts_together_showEveryExitCode() throws Exception {
    StringBuilder all = new StringBuilder();
    for (Path file : files()) {
      all.append(Files.readString(file));
    }
    List<Integer> codes =
        all.toString()
            .lines()
            .filter(line -> line.startsWith("= "))
            .map(line -> Integer.parseInt(line.substring(2)))
            .distinct()
            .sorted()
            .toList();
    assertThat(codes).contains(0, 1, 2, 3, 4, 5, 6, 7, 8, 10);
  }
}
