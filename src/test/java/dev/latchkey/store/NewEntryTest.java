package dev.latchkey.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Entries that appear whole, also where another process makes the same one meanwhile. */
class NewEntryTest {

  @TempDir Path directory;

  private Path entry() {
    return directory.resolve("entry");
  }

  private void assertNothingElse() throws IOException {
    assertThat(DirectoryState.temporaryFiles(directory)).isEmpty();
    assertThat(directory).isDirectoryContaining(entry()::equals);
  }

  @Test
  void directory_nothingInThePlace_appearsAsItWasPrepared() throws IOException {
    boolean made =
        NewEntry.directory(
            entry(),
            temporary -> {
              assertThat(entry()).doesNotExist();
              assertThat(temporary.getFileName().toString()).startsWith("entry.tmp_");
              Files.setAttribute(temporary, "unix:mode", 0711);
            });
    assertThat(made).isTrue();
    assertThat(DirectoryState.mode(entry())).isEqualTo(0711);
    assertNothingElse();
  }

  @Test
  void directory_anotherWasFaster_leavesItsOwn() throws IOException {
    boolean made =
        NewEntry.directory(
            entry(),
            temporary -> {
              Files.createDirectory(entry());
              Files.writeString(entry().resolve("theirs"), "x");
            });
    assertThat(made).isFalse();
    assertThat(entry().resolve("theirs")).hasContent("x");
    assertNothingElse();
  }

  @Test
  void directory_fileInThePlace_failsAndLeavesIt() throws IOException {
    Files.writeString(entry(), "x");
    assertThatExceptionOfType(FileSystemException.class)
        .isThrownBy(() -> NewEntry.directory(entry(), temporary -> {}));
    assertThat(entry()).hasContent("x");
    assertNothingElse();
  }

  @Test
  void directory_preparationFails_leavesNothing() {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(
            () ->
                NewEntry.directory(
                    entry(),
                    temporary -> {
                      throw new IOException("not today");
                    }))
        .withMessage("not today");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void file_nothingInThePlace_appearsAsItWasPrepared() throws IOException {
    assertThat(NewEntry.file(entry(), temporary -> Files.writeString(temporary, "mine"))).isTrue();
    assertThat(entry()).hasContent("mine");
    assertNothingElse();
  }

  @Test
  void file_anotherWasFaster_leavesItsOwn() throws IOException {
    boolean made =
        NewEntry.file(
            entry(),
            temporary -> {
              Files.writeString(temporary, "mine");
              Files.writeString(entry(), "theirs");
            });
    assertThat(made).isFalse();
    assertThat(entry()).hasContent("theirs");
    assertNothingElse();
  }
}
