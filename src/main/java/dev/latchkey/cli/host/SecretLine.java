package dev.latchkey.cli.host;

import dev.latchkey.store.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/** A line that is a secret, in UTF-8. */
public final class SecretLine {

  /** How many bytes a secret has at most. */
  public static final int MAX_BYTES = 4096;

  private SecretLine() {}

  /**
   * Reads up to the end of the line, byte by byte, so that what follows stays in the stream. No
   * copy stays in memory but the one returned.
   *
   * @param maxBytes where to stop reading a longer line: it is returned with one byte more
   * @return without the line end; empty if the stream has ended already
   * @throws IOException if the stream cannot be read
   */
  public static Optional<Secret> read(InputStream in, int maxBytes) throws IOException {
    byte[] line = new byte[maxBytes + 1];
    int length = 0;
    try {
      int next = in.read();
      if (next < 0) {
        return Optional.empty();
      }
      while (next >= 0 && next != '\n' && length < line.length) {
        line[length++] = (byte) next;
        next = in.read();
      }
      if (length > 0 && line[length - 1] == '\r') {
        length--;
      }
      byte[] exact = Arrays.copyOf(line, length);
      try {
        return Optional.of(Secret.copyOf(exact));
      } finally {
        Arrays.fill(exact, (byte) 0);
      }
    } finally {
      Arrays.fill(line, (byte) 0);
    }
  }
}
