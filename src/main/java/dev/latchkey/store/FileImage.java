package dev.latchkey.store;

import dev.latchkey.posix.FileStatus;
import dev.latchkey.store.CorruptFileException.Problem;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What a file held when it was read: its bytes and its stamp, which belong together. Immutable. */
public final class FileImage {

  /** The size above which a file is refused: 64 MiB, several hundred thousand entries. */
  public static final int MAX_BYTES = 64 << 20;

  private static final int MAX_ATTEMPTS = 1000;

  private final Path path;
  private final @Nullable FileStatus status;
  private final byte[] bytes;

  private FileImage(Path path, @Nullable FileStatus status, byte[] bytes) {
    this.path = path;
    this.status = status;
    this.bytes = bytes;
  }

  /** Reads a file whole, as {@link #read(Path, int)} does, that has at most {@link #MAX_BYTES}. */
  static FileImage read(Path path) {
    return read(path, MAX_BYTES);
  }

  /**
   * Reads a file whole. One that is replaced meanwhile is read again.
   *
   * @param maxBytes the size above which it is refused, at most {@link #MAX_BYTES}
   * @throws CorruptFileException if it is no regular file, unsafe or too large
   * @throws UnavailableException if it cannot be read
   */
  static FileImage read(Path path, int maxBytes) {
    try {
      for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
        // The forced statx also corrects the kernel's idea of the size, where read(2) would stop.
        FileStatus before = FileStatus.of(path);
        if (before == null) {
          return new FileImage(path, null, new byte[0]);
        }
        requireRegular(path, before);
        if (before.size() > maxBytes) {
          throw new CorruptFileException(path, Problem.TOO_LARGE);
        }
        byte[] bytes = readBytes(path, (int) before.size());
        if (bytes != null && FileStamp.of(before).equals(FileStamp.of(path))) {
          return new FileImage(path, before, bytes);
        }
      }
      throw new CorruptFileException(path, Problem.UNSTABLE);
    } catch (IOException e) {
      throw new UnavailableException(path, e);
    }
  }

  /** The bytes, null if their number is not the expected one. */
  private static byte @Nullable [] readBytes(Path path, int expected) throws IOException {
    // Not through a channel, whose start takes milliseconds. A link put here since it was looked at
    // is noticed when the stamp is compared.
    try (InputStream in = new FileInputStream(path.toFile())) {
      byte[] bytes = in.readNBytes(expected + 1);
      return bytes.length == expected ? bytes : null;
    } catch (FileNotFoundException e) {
      return reopened(path);
    }
  }

  /** Opens a file that could not be opened once more, in the way that says why. */
  private static byte @Nullable [] reopened(Path path) throws IOException {
    try {
      Files.newByteChannel(path).close();
    } catch (NoSuchFileException removed) {
      // Since it was looked at.
    }
    return null;
  }

  /**
   * Refuses what is not a regular file that only its owner and group may change.
   *
   * @throws CorruptFileException if it is anything else
   */
  static void requireRegular(Path path, FileStatus status) {
    if (status.isSymbolicLink()) {
      throw new CorruptFileException(path, Problem.SYMBOLIC_LINK);
    } else if (!status.isRegular()) {
      throw new CorruptFileException(path, Problem.NOT_A_REGULAR_FILE);
    } else if (status.isWritableByOthers()) {
      throw new CorruptFileException(path, Problem.WRITABLE_BY_OTHERS);
    }
  }

  /** Where the file stands. */
  public Path path() {
    return path;
  }

  /** Whether there was a file at all. */
  public boolean exists() {
    return status != null;
  }

  /** Its content, empty if there was no file. The caller does not change the array. */
  public byte[] bytes() {
    return bytes;
  }

  /** Overwrites the content, which is key material that nobody needs any more. */
  public void wipe() {
    Arrays.fill(bytes, (byte) 0);
  }

  /**
   * Its content as text.
   *
   * @throws CorruptFileException if it is not UTF-8
   */
  public String text() {
    return new String(utf8(), StandardCharsets.UTF_8);
  }

  /**
   * Its content, which is text. The caller does not change the array.
   *
   * @throws CorruptFileException if it is not UTF-8
   */
  public byte[] utf8() {
    int invalid = Utf8.invalidAt(bytes);
    if (invalid >= 0) {
      int line = 1;
      int column = 1;
      for (int i = 0; i < invalid; i++) {
        boolean newline = bytes[i] == '\n';
        line += newline ? 1 : 0;
        column = newline ? 1 : column + 1;
      }
      throw new CorruptFileException(path, Problem.NOT_UTF8, line, column);
    }
    return bytes;
  }

  /** The state it was in, {@link FileStamp#ABSENT} if there was no file. */
  public FileStamp stamp() {
    return FileStamp.of(status);
  }

  /** When it was last modified, in whole seconds; null if there was no file. */
  public @Nullable Instant modified() {
    return status == null ? null : Instant.ofEpochSecond(status.modifySeconds());
  }

  /** Owner, group and mode, null if there was no file. */
  @Nullable FileStatus status() {
    return status;
  }

  /** Path and stamp, never the content. */
  @Override
  public String toString() {
    return "FileImage[" + path + ", " + stamp() + "]";
  }
}
