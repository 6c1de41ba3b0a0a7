package dev.latchkey.cli.command;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;

/** How messages name things. */
public final class Wording {

  private Wording() {}

  /** A thing in single quotes, so that a shell takes it as one word whatever it holds. */
  public static String quote(Object thing) {
    return "'" + thing.toString().replace("'", "'\\''") + "'";
  }

  /** Why input or output failed, as the C library puts it, without the name of the file. */
  public static String reason(IOException cause) {
    String reason =
        switch (cause) {
          case NoSuchFileException _ -> "no such file or directory";
          case AccessDeniedException _ -> "permission denied";
          case FileSystemException e -> e.getReason();
          default -> cause.getMessage();
        };
    if (reason == null || reason.isEmpty()) {
      return "input/output error";
    }
    return reason.substring(0, 1).toLowerCase(Locale.ROOT) + reason.substring(1);
  }
}
