package dev.latchkey.cli.shell;

import dev.latchkey.cli.command.CommandException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The lines of a script, with their numbers. Not thread-safe. */
public final class ScriptLines {

  /** A longer line is no command but a mistake, a binary file for instance. */
  private static final int MAX_BYTES = 65_536;

  private final InputStream in;
  private int number;

  /** Reads lines of UTF-8. */
  public ScriptLines(InputStream in) {
    this.in = new BufferedInputStream(in);
  }

  /** The number of the line that was read last, beginning with 1. */
  public int number() {
    return number;
  }

  /**
   * The next line, without its end.
   *
   * @return null if there is none
   * @throws CommandException if it is too long, has a zero byte or is not UTF-8
   */
  public @Nullable String next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next = in.read();
    if (next < 0) {
      return null;
    }
    number++;
    while (next >= 0 && next != '\n') {
      if (next == 0) {
        throw CommandException.usage("the line has a zero byte", null);
      } else if (line.size() == MAX_BYTES) {
        throw CommandException.usage("the line is longer than " + MAX_BYTES + " bytes", null);
      }
      line.write(next);
      next = in.read();
    }
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(line.toByteArray()))
              .toString();
      return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    } catch (CharacterCodingException e) {
      throw CommandException.usage("the line is not UTF-8", null);
    }
  }
}
