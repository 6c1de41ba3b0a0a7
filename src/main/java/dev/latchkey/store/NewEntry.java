package dev.latchkey.store;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;

/**
 * Makes files and directories that appear with their group, mode and content, or not at all: a
 * crash in between must not leave a lock file that its group cannot open, because nobody would
 * repair it.
 */
final class NewEntry {

  private NewEntry() {}

  /** What is done to an entry before it appears. */
  interface Preparation {
    /** Sets group and mode of what was just made and is empty, and writes a file's content. */
    void prepare(Path made) throws IOException;
  }

  /**
   * Makes a directory.
   *
   * @return false if there is one already
   */
  static boolean directory(Path directory, Preparation preparation) throws IOException {
    Path made = Files.createTempDirectory(parent(directory), temporary(directory));
    boolean renamed = false;
    try {
      preparation.prepare(made);
      Files.move(made, directory, StandardCopyOption.ATOMIC_MOVE);
      renamed = true;
      return true;
    } catch (FileSystemException e) {
      if (Files.isDirectory(directory)) {
        return false; // another was faster
      }
      throw e;
    } finally {
      if (!renamed) {
        Files.deleteIfExists(made);
      }
    }
  }

  /**
   * Makes a file.
   *
   * @return false if there is one already
   */
  static boolean file(Path file, Preparation preparation) throws IOException {
    Path made = Files.createTempFile(parent(file), temporary(file), "");
    try {
      preparation.prepare(made);
      // A link, unlike a rename, never replaces a file that another process has just made.
      Files.createLink(file, made);
      return true;
    } catch (FileAlreadyExistsException anotherWasFaster) {
      return false;
    } finally {
      Files.deleteIfExists(made);
    }
  }

  private static Path parent(Path path) {
    return Objects.requireNonNull(path.getParent(), "a file in a directory");
  }

  private static String temporary(Path path) {
    return path.getFileName() + TemporaryFile.MARK;
  }
}
