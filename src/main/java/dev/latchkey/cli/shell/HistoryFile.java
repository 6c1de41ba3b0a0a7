package dev.latchkey.cli.shell;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The lines that were typed, in a file that only its owner can read. Any number of processes can
 * add to it at once. Not thread-safe.
 */
public final class HistoryFile {

  /** Beyond this the older lines are dropped. */
  private static final int MAX_BYTES = 128 * 1024;

  private static final int KEPT_BYTES = MAX_BYTES / 2;
  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rw-------");
  private static final FileAttribute<?> PRIVATE_FILE =
      PosixFilePermissions.asFileAttribute(PRIVATE);
  private static final FileAttribute<?> PRIVATE_DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path file;
  private final int uid;

  /**
   * Names the file, which need not be there.
   *
   * @param uid the user of this process
   */
  public HistoryFile(Path file, int uid) {
    this.file = file;
    this.uid = uid;
  }

  /**
   * The lines, the oldest first. Makes the file if there is none, and private if it is not.
   *
   * @throws IOException if it cannot be used: a symbolic link or another user's, for instance
   */
  public List<String> load() throws IOException {
    try (FileChannel channel = open()) {
      return Arrays.asList(new String(content(channel), StandardCharsets.UTF_8).split("\n", -1))
          .stream()
          .filter(HistoryFile::isKept)
          .toList();
    }
  }

  /**
   * Adds a line, unless it has control characters, a line end for instance.
   *
   * @throws IOException as for {@link #load}
   */
  public void add(String line) throws IOException {
    if (!isKept(line)) {
      return;
    }
    byte[] added = (line + "\n").getBytes(StandardCharsets.UTF_8);
    try (FileChannel channel = open()) {
      // Held while the older lines are dropped, too, so that no other process' line is among them.
      Objects.requireNonNull(channel.lock());
      long size = channel.size();
      if (size + added.length > MAX_BYTES) {
        byte[] kept = end(content(channel));
        channel.truncate(0);
        writeAll(channel, kept, 0);
        size = kept.length;
      }
      writeAll(channel, added, size);
    }
  }

  private static boolean isKept(String line) {
    return !line.isEmpty()
        && line.length() <= KEPT_BYTES / 4
        && line.chars().noneMatch(Character::isISOControl);
  }

  private FileChannel open() throws IOException {
    Path directory = Objects.requireNonNull(file.toAbsolutePath().getParent());
    Files.createDirectories(directory, PRIVATE_DIRECTORY);
    requireOwnFile();
    return FileChannel.open(
        file, Set.of(READ, WRITE, CREATE, LinkOption.NOFOLLOW_LINKS), PRIVATE_FILE);
  }

  private void requireOwnFile() throws IOException {
    try {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
          throw new IOException("it is no regular file");
        }
        return;
      }
      Object owner = Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
      if (!owner.equals(uid)) {
        throw new IOException("it belongs to another user");
      }
      if (!Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS).equals(PRIVATE)) {
        Files.setPosixFilePermissions(file, PRIVATE);
      }
    } catch (NoSuchFileException removedMeanwhile) {
      // It will be made again.
    }
  }

  private static byte[] content(FileChannel channel) throws IOException {
    // Whoever made it larger than we do: only the end counts.
    long begin = Math.max(0, channel.size() - MAX_BYTES);
    ByteBuffer bytes = ByteBuffer.allocate((int) (channel.size() - begin));
    while (bytes.hasRemaining() && channel.read(bytes, begin + bytes.position()) >= 0) {
      // Goes on until all is read.
    }
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  /** The last lines, whole ones. */
  private static byte[] end(byte[] content) {
    int begin = Math.max(0, content.length - KEPT_BYTES);
    while (begin > 0 && begin < content.length && content[begin - 1] != '\n') {
      begin++;
    }
    return Arrays.copyOfRange(content, begin, content.length);
  }

  private static void writeAll(FileChannel channel, byte[] bytes, long position)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer, position + buffer.position());
    }
  }
}
