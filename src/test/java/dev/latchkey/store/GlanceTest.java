package dev.latchkey.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.store.CorruptFileException.Problem;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GlanceTest {

  private final Path file;

  GlanceTest(@TempDir Path directory) {
    this.file = directory.resolve("file");
  }

  private void assertCorrupt(Problem problem) {
    assertThatThrownBy(() -> Glance.at(file))
        .isInstanceOfSatisfying(
            CorruptFileException.class,
            e -> {
              assertThat(e.path()).isEqualTo(file);
              assertThat(e.problem()).isEqualTo(problem);
            });
  }

  private void resize(long length) throws IOException {
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(length);
    }
  }

  @Test
  void at_absentFile_isEmpty() {
    assertThat(Glance.at(file)).isEmpty();
    assertThat(file).doesNotExist();
  }

  @Test
  void at_regularFile_isItsText() throws IOException {
    Files.writeString(file, "schlüssel 🔑\n");
    assertThat(Glance.at(file)).isEqualTo("schlüssel 🔑\n");
  }

  @Test
  void at_directory_isRefused() throws IOException {
    Files.createDirectory(file);
    assertCorrupt(Problem.NOT_A_REGULAR_FILE);
  }

  @Test
  void at_symbolicLinkThoughItDangles_isRefused() throws IOException {
    Files.createSymbolicLink(file, Path.of("nowhere"));
    assertCorrupt(Problem.NOT_A_REGULAR_FILE);
  }

  @Test
  void at_fileAroundTheLimit_isReadUpToIt() throws IOException {
    resize(FileImage.MAX_BYTES);
    assertThat(Glance.at(file).length()).isEqualTo(FileImage.MAX_BYTES);

    resize(FileImage.MAX_BYTES + 1);
    assertCorrupt(Problem.TOO_LARGE);
  }
}
