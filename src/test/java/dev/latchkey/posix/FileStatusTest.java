package dev.latchkey.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileStatusTest {

  private final Path directory;

  FileStatusTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private static FileStatus statusOf(Path path) throws IOException {
    return Objects.requireNonNull(FileStatus.of(path), "the file exists");
  }

  private Path file(String content) throws IOException {
    return Files.writeString(directory.resolve("file"), content);
  }

  @Test
  void of_absentFile_returnsNull() throws IOException {
    assertThat(FileStatus.of(directory.resolve("absent"))).isNull();
  }

  @Test
  void of_fileInAbsentDirectory_returnsNull() throws IOException {
    assertThat(FileStatus.of(directory.resolve("absent/file"))).isNull();
  }

  @Test
  void of_fileBelowRegularFile_returnsNull() throws IOException {
    assertThat(FileStatus.of(file("").resolve("below"))).isNull();
  }

  @Test
  void of_regularFile_isRegularOnly() throws IOException {
    FileStatus status = statusOf(file("12345"));

    assertThat(status.isRegular()).isTrue();
    assertThat(status.isDirectory()).isFalse();
    assertThat(status.isSymbolicLink()).isFalse();
    assertThat(status.size()).isEqualTo(5);
  }

  @Test
  void of_directory_isDirectoryOnly() throws IOException {
    FileStatus status = statusOf(directory);

    assertThat(status.isDirectory()).isTrue();
    assertThat(status.isRegular()).isFalse();
    assertThat(status.isSymbolicLink()).isFalse();
  }

  @Test
  void of_symbolicLink_describesTheLink() throws IOException {
    Path target = file("content");
    Path link = Files.createSymbolicLink(directory.resolve("link"), target);

    FileStatus status = statusOf(link);

    assertThat(status.isSymbolicLink()).isTrue();
    assertThat(status.isRegular()).isFalse();
    assertThat(status.isSameFile(statusOf(target))).isFalse();
    assertThat(status.size()).isEqualTo(target.toString().length());
  }

  @Test
  void of_danglingSymbolicLink_describesTheLink() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("absent"));

    assertThat(statusOf(link).isSymbolicLink()).isTrue();
  }

  @Test
  void of_device_isNeitherRegularNorDirectory() throws IOException {
    FileStatus status = statusOf(Path.of("/dev/null"));

    assertThat(status.isRegular()).isFalse();
    assertThat(status.isDirectory()).isFalse();
    assertThat(status.isSymbolicLink()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {0600, 0640, 0644, 0660, 0755, 04755, 02750, 01777})
  void of_fileOfAnyMode_agreesWithJavasOwnAttributes(int mode) throws IOException {
    Path file = file("some content");
    Files.setAttribute(file, "unix:mode", mode);
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2001-02-03T04:05:06Z")));

    FileStatus status = statusOf(file);

    assertThat(status.permissions()).isEqualTo(mode);
    assertAgreesWithJava(status, file);
    assertThat(FileStatus.forced(file)).isEqualTo(status);
    assertThat(status.modifySeconds()).isEqualTo(981173106);
  }

  @Test
  void of_directory_agreesWithJavasOwnAttributes() throws IOException {
    assertAgreesWithJava(statusOf(directory), directory);
    assertAgreesWithJava(FileStatus.forced(directory), directory);
  }

  private static void assertAgreesWithJava(FileStatus status, Path file) throws IOException {
    Map<String, Object> java = Files.readAttributes(file, "unix:*", LinkOption.NOFOLLOW_LINKS);
    assertThat(status.mode()).isEqualTo(java.get("mode"));
    assertThat(status.uid()).isEqualTo(java.get("uid"));
    assertThat(status.gid()).isEqualTo(java.get("gid"));
    assertThat(status.size()).isEqualTo(java.get("size"));
    assertThat(status.inode()).isEqualTo(java.get("ino"));
    assertThat(Instant.ofEpochSecond(status.changeSeconds(), status.changeNanos()))
        .isEqualTo(((FileTime) Objects.requireNonNull(java.get("ctime"))).toInstant());
    assertThat(status.modifySeconds())
        .isEqualTo(Files.getLastModifiedTime(file).toInstant().getEpochSecond());
    assertThat(deviceNumber(status)).isEqualTo(java.get("dev"));
  }

  /** makedev(3) of the GNU C library. */
  private static long deviceNumber(FileStatus status) {
    long major = status.deviceMajor();
    long minor = status.deviceMinor();
    return (minor & 0xff) | (major & 0xfff) << 8 | (minor & ~0xffL) << 12 | (major & ~0xfffL) << 32;
  }

  @Test
  void of_fileBeyondFourGiB_tellsItsWholeSize() throws IOException {
    Path file = directory.resolve("sparse");
    long size = (5L << 30) + 7;
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(size);
    }

    assertThat(statusOf(file).size()).isEqualTo(size);
    assertThat(FileStatus.forced(file).size()).isEqualTo(size);
  }

  @Test
  void of_nameOutsideAscii_findsTheFile() throws IOException {
    Path file = Files.writeString(directory.resolve("schlüssel €"), "x");

    assertAgreesWithJava(statusOf(file), file);
    assertAgreesWithJava(FileStatus.forced(file), file);
  }

  @Test
  void of_fileOnMemoryFileSystem_isAskedWithForce() throws IOException {
    Path file = Path.of("/proc/self/cmdline");

    assertThat(LocalFileStatus.of(file)).isNull();
    assertAgreesWithJava(statusOf(file), file);
  }

  @Test
  void forced_ofAbsentFile_throwsNoSuchFile() {
    assertThatThrownBy(() -> FileStatus.forced(directory.resolve("absent")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void forced_ofFileBelowRegularFile_throwsNoSuchFileAsJavaDoes() throws IOException {
    Path below = file("").resolve("below");

    assertThatThrownBy(() -> LocalFileStatus.of(below)).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> FileStatus.forced(below)).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void forced_ofSymbolicLink_describesTheLink() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("link"), file("content"));

    assertThat(FileStatus.forced(link)).isEqualTo(statusOf(link));
    assertThat(FileStatus.forced(link).isSymbolicLink()).isTrue();
  }

  @Test
  void of_fileBehindClosedDirectory_throwsAccessDenied() throws IOException {
    Path closed = Files.createDirectory(directory.resolve("closed"));
    Path file = Files.createFile(closed.resolve("file"));
    Files.setAttribute(closed, "unix:mode", 0);
    try {
      assumeFalse(Files.isReadable(closed), "root may read every directory");

      assertThatThrownBy(() -> FileStatus.of(file))
          .isInstanceOf(AccessDeniedException.class)
          .hasMessage(file.toString());
      assertThatThrownBy(() -> FileStatus.forced(file))
          .isInstanceOf(AccessDeniedException.class)
          .hasMessage(file.toString());
    } finally {
      Files.setAttribute(closed, "unix:mode", 0700);
    }
  }

  @Test
  void of_fileOfAnotherOwner_tellsOwnerAndGroup() throws IOException {
    assumeTrue(statusOf(Path.of("/proc/self/status")).uid() == 0, "only root can give files away");
    Path file = file("");
    Files.setAttribute(file, "unix:uid", 65534);
    Files.setAttribute(file, "unix:gid", 12345);

    assertThat(statusOf(file).uid()).isEqualTo(65534);
    assertThat(statusOf(file).gid()).isEqualTo(12345);
  }

  @ParameterizedTest
  @ValueSource(ints = {0602, 0666, 0777, 0002})
  void isWritableByOthers_withThatBit_isTrue(int mode) throws IOException {
    Path file = file("");
    Files.setAttribute(file, "unix:mode", mode);

    assertThat(statusOf(file).isWritableByOthers()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0600, 0660, 0664, 0775, 0000})
  void isWritableByOthers_withoutThatBit_isFalse(int mode) throws IOException {
    Path file = file("");
    Files.setAttribute(file, "unix:mode", mode);

    assertThat(statusOf(file).isWritableByOthers()).isFalse();
  }

  @Test
  void isSameFile_ofHardLinks_isTrue() throws IOException {
    Path file = file("");
    Path link = Files.createLink(directory.resolve("hard"), file);

    assertThat(statusOf(file).isSameFile(statusOf(link))).isTrue();
  }

  @Test
  void isSameFile_ofSameInodeOnAnotherDevice_isFalse() throws IOException {
    FileStatus here = statusOf(file(""));
    FileStatus elsewhere =
        new FileStatus(
            here.mode(),
            here.uid(),
            here.gid(),
            here.size(),
            here.inode(),
            here.changeSeconds(),
            here.changeNanos(),
            here.modifySeconds(),
            here.deviceMajor(),
            here.deviceMinor() + 1);

    assertThat(here.isSameFile(elsewhere)).isFalse();
  }
}
