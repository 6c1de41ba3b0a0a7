package dev.latchkey.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * What a file of the configuration directory held a moment ago, for who only makes suggestions to a
 * person: read without a lock and without a native call, whose start takes longer than all the
 * rest. What is decided on a file's content is read by {@link ConfigStore#read}.
 */
public final class Glance {

  private Glance() {}

  /**
   * The text of a file, empty if there is none.
   *
   * @throws CorruptFileException if it is no regular file, or too large
   * @throws UnavailableException if it cannot be read
   */
  public static String at(Path file) {
    try {
      if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        return "";
      } else if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        throw new CorruptFileException(file, CorruptFileException.Problem.NOT_A_REGULAR_FILE);
      }
      try (InputStream in = new FileInputStream(file.toFile())) {
        byte[] bytes = in.readNBytes(FileImage.MAX_BYTES + 1);
        if (bytes.length > FileImage.MAX_BYTES) {
          throw new CorruptFileException(file, CorruptFileException.Problem.TOO_LARGE);
        }
        return new String(bytes, UTF_8);
      }
    } catch (IOException e) {
      throw new UnavailableException(file, e);
    }
  }
}
