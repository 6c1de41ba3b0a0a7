package dev.latchkey.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlockTest {

  private final Path directory;
  private final Path file;

  FlockTest(@TempDir Path directory) {
    this.directory = directory;
    this.file = directory.resolve("lock");
  }

  @BeforeEach
  void createLockFile() throws IOException {
    Files.createFile(file);
  }

  private Flock lock() throws IOException {
    return Objects.requireNonNull(Flock.tryExclusive(file), "the lock is free");
  }

  private boolean isFree() throws IOException {
    try (Flock lock = Flock.tryExclusive(file)) {
      return lock != null;
    }
  }

  @Test
  void tryExclusive_whenHeldByThisProcess_returnsNull() throws IOException {
    try (Flock _ = lock()) {
      assertThat(Flock.tryExclusive(file)).isNull();
    }
  }

  @Test
  void tryExclusive_whenHeldByAnotherThread_returnsNull() throws IOException {
    try (Flock _ = lock()) {
      @Nullable Flock second =
          CompletableFuture.supplyAsync(
                  () -> {
                    try {
                      return Flock.tryExclusive(file);
                    } catch (IOException e) {
                      throw new AssertionError(e);
                    }
                  })
              .join();

      assertThat(second).isNull();
    }
  }

  @Test
  void tryExclusive_whenHeldByAnotherProcess_returnsNull() throws IOException {
    try (FlockCommand _ = FlockCommand.hold(file)) {
      assertThat(Flock.tryExclusive(file)).isNull();
    }

    assertThat(isFree()).isTrue();
  }

  @Test
  void tryExclusive_whenFree_excludesOtherProcesses() throws Exception {
    try (Flock _ = lock()) {
      assertThat(FlockCommand.canLock(file)).isFalse();
    }

    assertThat(FlockCommand.canLock(file)).isTrue();
  }

  @Test
  void tryExclusive_whenHeldWithFcntl_isNotExcluded() throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        FileLock _ = channel.lock()) {
      assertThat(isFree()).isTrue();
    }
  }

  @Test
  void tryExclusive_afterClose_succeedsAgain() throws IOException {
    lock().close();

    assertThat(isFree()).isTrue();
  }

  @Test
  void tryExclusive_whenHeld_leaksNoDescriptor() throws IOException {
    try (Flock _ = lock()) {
      for (int i = 0; i < 20; i++) {
        assertThat(Flock.tryExclusive(file)).isNull();
      }

      assertThat(descriptorsOfFile()).isEqualTo(1);
    }
    assertThat(descriptorsOfFile()).isZero();
  }

  private long descriptorsOfFile() throws IOException {
    Path real = file.toRealPath();
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.filter(link -> pointsTo(link, real)).count();
    }
  }

  private static boolean pointsTo(Path link, Path target) {
    try {
      return Files.readSymbolicLink(link).equals(target);
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }

  @Test
  void tryExclusive_whenFileAbsent_throwsNoSuchFileAndMakesNone() throws IOException {
    Path absent = directory.resolve("absent");

    assertThatThrownBy(() -> Flock.tryExclusive(absent))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessage(absent.toString());
    assertThat(absent).doesNotExist();
  }

  @Test
  void tryExclusive_onDirectory_throwsWithReasonOfSystem() {
    assertThatThrownBy(() -> Flock.tryExclusive(directory))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Is a directory");
  }

  @Test
  void tryExclusive_onNameOutsideAscii_locksThatFile() throws IOException {
    Path umlaut = Files.createFile(directory.resolve("schlüssel"));

    try (Flock lock = Objects.requireNonNull(Flock.tryExclusive(umlaut))) {
      assertThat(lock.status().inode()).isEqualTo(Files.getAttribute(umlaut, "unix:ino"));
    }
  }

  @Test
  void close_secondTime_doesNotReleaseTheNextHolder() throws IOException {
    Flock first = lock();
    first.close();

    // The next lock gets the descriptor number that the first one had.
    try (Flock _ = lock()) {
      first.close();

      assertThat(isFree()).isFalse();
    }
  }

  @Test
  void status_afterFileWasReplaced_describesTheLockedFile() throws IOException {
    Object inode = Files.getAttribute(file, "unix:ino");
    Path other = Files.createFile(directory.resolve("other"));

    try (Flock lock = lock()) {
      Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);

      FileStatus named = Objects.requireNonNull(FileStatus.of(file));
      assertThat(lock.status().inode()).isEqualTo(inode);
      assertThat(lock.status().isSameFile(named)).isFalse();
      assertThat(isFree()).as("the file of that name is another one").isTrue();
    }
  }

  @Test
  void status_ofUntouchedFile_isSameFileAsNamed() throws IOException {
    try (Flock lock = lock()) {
      FileStatus named = Objects.requireNonNull(FileStatus.of(file));

      assertThat(lock.status()).isEqualTo(named);
      assertThat(lock.status().isSameFile(named)).isTrue();
    }
  }
}
