package dev.latchkey.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A file beside the one that it is to become, by whose name anybody can tell. */
final class TemporaryFile {

  /** What its name has behind that of the other one; letters that nobody else has chosen follow. */
  static final String MARK = ".tmp_";

  private static final String LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  private TemporaryFile() {}

  /** A name for what is to become {@code target}. */
  static Path beside(Path target, RandomSource random) {
    byte[] bits = new byte[6];
    random.fill(bits);
    StringBuilder name = new StringBuilder().append(target.getFileName()).append(MARK);
    for (byte bit : bits) {
      name.append(LETTERS.charAt((bit & 0xff) % LETTERS.length()));
    }
    return target.resolveSibling(name.toString());
  }

  /**
   * Makes it, for this user alone.
   *
   * @throws java.nio.file.FileAlreadyExistsException if there is one of that name
   */
  static FileChannel create(Path temporary) throws IOException {
    return FileChannel.open(
        temporary,
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  /** Writes all of it, which a single call need not do. */
  static void writeAll(FileChannel channel, byte[] content) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(content);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }
}
