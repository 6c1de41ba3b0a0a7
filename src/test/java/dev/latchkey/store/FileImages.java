package dev.latchkey.store;

import java.nio.file.Path;

/** Images of files that lie anywhere, for tests of what reads them. */
public final class FileImages {

  private FileImages() {}

  /** A file as it is, or is not. */
  public static FileImage of(Path file) {
    return FileImage.read(file);
  }
}
