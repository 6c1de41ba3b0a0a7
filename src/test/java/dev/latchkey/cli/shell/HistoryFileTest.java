package dev.latchkey.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryFileTest {

  @TempDir Path directory;

  private Path file;
  private HistoryFile history;

  @BeforeEach
  void nameFile() throws IOException {
    file = directory.resolve("state/latchkey/history");
    history = new HistoryFile(file, (int) Files.getAttribute(directory, "unix:uid"));
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void add_firstLine_makesPrivateFileAndDirectories() throws IOException {
    assertThat(history.load()).isEmpty();
    history.add("token list");
    assertThat(history.load()).containsExactly("token list");
    assertThat(mode(file)).isEqualTo("rw-------");
    assertThat(mode(file.resolveSibling("."))).isEqualTo("rwx------");
    assertThat(mode(directory.resolve("state"))).isEqualTo("rwx------");
  }

  @Test
  void load_fileThatOthersCanRead_makesItPrivate() throws IOException {
    history.add("token list");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(history.load()).containsExactly("token list");
    assertThat(mode(file)).isEqualTo("rw-------");
  }

  @Test
  void load_symbolicLink_isRefusedAndItsTargetStays() throws IOException {
    Files.createDirectories(file.resolveSibling(""));
    Path target = Files.writeString(directory.resolve("target"), "text");
    Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-r--r--"));
    Files.createSymbolicLink(file, target);
    assertThatThrownBy(history::load).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> history.add("line")).isInstanceOf(IOException.class);
    assertThat(target).hasContent("text");
    assertThat(mode(target)).isEqualTo("rw-r--r--");
  }

  @Test
  void load_fileOfAnotherUser_isRefused() throws IOException {
    history.add("token list");
    int other = (int) Files.getAttribute(directory, "unix:uid") + 1;
    assertThatThrownBy(() -> new HistoryFile(file, other).load()).hasMessageContaining("another");
  }

  @Test
  void add_ofTwoShells_keepsTheLinesOfBoth() throws IOException {
    HistoryFile other = new HistoryFile(file, (int) Files.getAttribute(directory, "unix:uid"));
    history.add("one");
    other.add("two");
    history.add("three");
    assertThat(other.load()).containsExactly("one", "two", "three");
  }

  @Test
  void add_linesWithoutEnd_dropsTheOldest() throws IOException {
    for (int i = 0; i < 300; i++) {
      history.add("x".repeat(1000) + i);
    }
    assertThat(Files.size(file)).isBetween(60_000L, 131_072L);
    assertThat(history.load())
        .allMatch(line -> line.length() > 1000)
        .last()
        .asString()
        .endsWith("299");
  }

  @Test
  void add_controlCharacters_areNotKept() throws IOException {
    history.add("a\nb");
    history.add("a\u001b[0m");
    assertThat(history.load()).isEmpty();
  }
}
