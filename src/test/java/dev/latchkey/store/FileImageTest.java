package dev.latchkey.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchkey.store.CorruptFileException.Problem;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileImageTest {

  private final Path directory;
  private final Path file;

  FileImageTest(@TempDir Path directory) {
    this.directory = directory;
    this.file = directory.resolve("file");
  }

  private void assertCorrupt(Problem problem) {
    assertThatThrownBy(() -> FileImage.read(file))
        .isInstanceOfSatisfying(
            CorruptFileException.class,
            e -> {
              assertThat(e.path()).isEqualTo(file);
              assertThat(e.problem()).isEqualTo(problem);
              assertThat(e.line()).isZero();
              assertThat(e.column()).isZero();
            })
        .hasNoCause();
  }

  @Test
  void read_ofAbsentFile_isAnImageThatDoesNotExist() {
    FileImage image = FileImage.read(file);

    assertThat(image.exists()).isFalse();
    assertThat(image.bytes()).isEmpty();
    assertThat(image.text()).isEmpty();
    assertThat(image.stamp()).isEqualTo(FileStamp.ABSENT);
    assertThat(image.status()).isNull();
    assertThat(image.path()).isEqualTo(file);
  }

  @Test
  void read_ofEmptyFile_isAnImageThatExists() throws IOException {
    Files.createFile(file);

    FileImage image = FileImage.read(file);

    assertThat(image.exists()).isTrue();
    assertThat(image.bytes()).isEmpty();
    assertThat(image.stamp()).isNotEqualTo(FileStamp.ABSENT).isEqualTo(FileStamp.of(file));
  }

  @Test
  void read_ofRegularFile_holdsContentAndStatus() throws IOException {
    byte[] content = {0, 1, 2, (byte) 0xff, '\n', '\r'};
    Files.write(file, content);
    Files.setAttribute(file, "unix:mode", 0640);

    FileImage image = FileImage.read(file);

    assertThat(image.bytes()).isEqualTo(content);
    assertThat(image.stamp()).isEqualTo(FileStamp.of(file));
    assertThat(Objects.requireNonNull(image.status()).permissions()).isEqualTo(0640);
  }

  @Test
  void read_ofSymbolicLink_isRefused() throws IOException {
    Path target = Files.writeString(directory.resolve("target"), "content");
    Files.createSymbolicLink(file, target);

    assertCorrupt(Problem.SYMBOLIC_LINK);
  }

  @Test
  void read_ofDanglingSymbolicLink_isRefused() throws IOException {
    Files.createSymbolicLink(file, directory.resolve("absent"));

    assertCorrupt(Problem.SYMBOLIC_LINK);
  }

  @Test
  void read_ofDirectory_isRefused() throws IOException {
    Files.createDirectory(file);

    assertCorrupt(Problem.NOT_A_REGULAR_FILE);
  }

  @Test
  void read_ofPipe_isRefusedWithoutWaitingForAWriter() throws Exception {
    Path mkfifo = Path.of("/usr/bin/mkfifo");
    assumeTrue(Files.isExecutable(mkfifo), "mkfifo is not installed");
    assertThat(new ProcessBuilder(mkfifo.toString(), file.toString()).start().waitFor()).isZero();

    assertCorrupt(Problem.NOT_A_REGULAR_FILE);
  }

  @Test
  void read_ofFileThatOthersMayWrite_isRefused() throws IOException {
    Files.writeString(file, "content");
    Files.setAttribute(file, "unix:mode", 0646);

    assertCorrupt(Problem.WRITABLE_BY_OTHERS);
  }

  @Test
  void read_ofFileThatOthersMayOnlyRead_succeeds() throws IOException {
    Files.writeString(file, "content");
    Files.setAttribute(file, "unix:mode", 0664);

    assertThat(FileImage.read(file).text()).isEqualTo("content");
  }

  @Test
  void read_ofFileBeyondTheLimit_isRefused() throws IOException {
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(FileImage.MAX_BYTES + 1L);
    }
    assertCorrupt(Problem.TOO_LARGE);

    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength((1L << 32) + 5);
    }
    assertCorrupt(Problem.TOO_LARGE);
  }

  @Test
  void read_ofFileAtTheLimit_succeeds() throws IOException {
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(FileImage.MAX_BYTES);
    }

    assertThat(FileImage.read(file).bytes()).hasSize(FileImage.MAX_BYTES);
  }

  @Test
  void read_ofFileBeyondItsOwnLimit_isRefused() throws IOException {
    Files.writeString(file, "seven..");

    assertThat(FileImage.read(file, 7).bytes()).hasSize(7);
    assertThatThrownBy(() -> FileImage.read(file, 6))
        .isInstanceOfSatisfying(
            CorruptFileException.class, e -> assertThat(e.problem()).isEqualTo(Problem.TOO_LARGE));
    assertThat(FileImage.read(directory.resolve("absent"), 0).exists()).isFalse();
  }

  @Test
  void wipe_ofImage_overwritesItsBytesAndNotTheFile() throws IOException {
    Files.writeString(file, "canary");
    FileImage image = FileImage.read(file);
    byte[] bytes = image.bytes();

    image.wipe();

    assertThat(bytes).hasSize(6).containsOnly(0);
    assertThat(file).hasContent("canary");
    assertThat(image.stamp()).isEqualTo(FileStamp.of(file));
  }

  @Test
  void read_ofUnreadableFile_isUnavailable() throws IOException {
    Files.writeString(file, "content");
    Files.setAttribute(file, "unix:mode", 0);
    assumeFalse(Files.isReadable(file), "root may read every file");

    assertThatThrownBy(() -> FileImage.read(file))
        .isInstanceOfSatisfying(
            UnavailableException.class,
            e -> {
              assertThat(e.path()).isEqualTo(file);
              assertThat(e.failure()).isInstanceOf(AccessDeniedException.class);
              assertThat(e.changed()).isEmpty();
            });
  }

  @Test
  void read_whileFileIsReplacedAllTheTime_givesOneStateWhole() throws Exception {
    byte[][] states = {
      filled('a', 70_000), filled('b', 11), filled('c', 300_000), filled('d', 11), filled('e', 11)
    };
    replace(states[0]);
    AtomicBoolean stop = new AtomicBoolean();
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; !stop.get(); i++) {
                replace(states[i % states.length]);
              }
            });

    try {
      for (int i = 0; i < 1000; i++) {
        FileImage image = FileImage.read(file);

        byte first = image.bytes()[0];
        assertThat(image.bytes()).isEqualTo(states[first - 'a']);
        assertThat(image.stamp().size()).isEqualTo(image.bytes().length);
        assertThat(Objects.requireNonNull(image.status()).permissions())
            .as("status and content belong together")
            .isEqualTo(modeOf(image.bytes()));
      }
    } finally {
      stop.set(true);
      writer.join();
    }
  }

  @Test
  void read_whileFileComesAndGoes_givesOneStateOrNone() throws Exception {
    byte[] content = filled('a', 10_000);
    AtomicBoolean stop = new AtomicBoolean();
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(
            () -> {
              while (!stop.get()) {
                replace(content);
                delete();
              }
            });

    try {
      for (int i = 0; i < 500; i++) {
        FileImage image = FileImage.read(file);

        assertThat(image.bytes()).isEqualTo(image.exists() ? content : new byte[0]);
      }
    } finally {
      stop.set(true);
      writer.join();
    }
  }

  private static byte[] filled(char letter, int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) letter);
    return bytes;
  }

  /** Another for each of the states, so that the status tells them apart. */
  private static int modeOf(byte[] content) {
    return 0600 + (content[0] & 7) * 010;
  }

  private void replace(byte[] content) {
    try {
      Path other = Files.write(directory.resolve("other"), content);
      Files.setAttribute(other, "unix:mode", modeOf(content));
      Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void delete() {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void text_ofUtf8_isTheText() throws IOException {
    Files.writeString(file, "schlüssel 🔑\n");

    assertThat(FileImage.read(file).text()).isEqualTo("schlüssel 🔑\n");
  }

  @Test
  void text_ofAnythingElse_isCorruptAtItsPlace() throws IOException {
    Files.write(file, "first\nsecond \u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
    FileImage image = FileImage.read(file);

    assertThatThrownBy(image::text)
        .isInstanceOfSatisfying(
            CorruptFileException.class,
            e -> {
              assertThat(e.problem()).isEqualTo(Problem.NOT_UTF8);
              assertThat(e.line()).isEqualTo(2);
              assertThat(e.column()).isEqualTo(8);
            })
        .hasNoCause();
  }

  @Test
  void toString_ofImage_hasNoContent() throws IOException {
    Files.writeString(file, "canary");

    assertThat(FileImage.read(file).toString()).contains(file.toString()).doesNotContain("canary");
  }

  @Test
  void stamp_afterReplacementBySameContent_differs() throws IOException {
    Files.writeString(file, "content");
    FileStamp before = FileImage.read(file).stamp();

    replace("content".getBytes(StandardCharsets.UTF_8));

    assertThat(FileStamp.of(file)).isNotEqualTo(before);
    assertThat(FileStamp.of(file))
        .isEqualTo(FileStamp.of(file))
        .hasSameHashCodeAs(FileStamp.of(file));
  }

  @Test
  void stamp_afterEditInPlace_differs() throws IOException {
    Files.writeString(file, "content");
    FileStamp before = FileImage.read(file).stamp();

    Files.writeString(file, "longer content");
    FileStamp edited = FileStamp.of(file);

    assertThat(edited).isNotEqualTo(before);
    assertThat(edited.inode()).isEqualTo(before.inode());
  }
}
