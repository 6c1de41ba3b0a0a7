package dev.latchkey.store;

import dev.latchkey.posix.FileStatus;
import dev.latchkey.store.CorruptFileException.Problem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The directory that holds every durable file, and who shall own the files made in it.
 *
 * <p>New files belong, where root makes them, to root and to the group of this directory, so that a
 * service of that group can read them; where anyone else makes them, to that user alone. Immutable
 * and thread-safe.
 */
public final class ConfigDirectory {

  private static final int DIRECTORY_MODE = 0750;
  private static final int OWNER_BITS = 0700;

  private final Path path;

  /**
   * Names the directory, which need not exist yet.
   *
   * @param path made absolute if it is relative
   */
  public ConfigDirectory(Path path) {
    this.path = path.toAbsolutePath().normalize();
  }

  /** The directory, absolute. */
  public Path path() {
    return path;
  }

  /** A file or directory in it. */
  public Path resolve(String name) {
    return path.resolve(name);
  }

  /** Whether it exists. */
  boolean exists() {
    return Files.isDirectory(path);
  }

  /** Whether nothing at all stands in its place. */
  boolean isAbsent() {
    return Files.notExists(path, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * The directory's owner, group and mode.
   *
   * @throws NotFoundException if it does not exist
   * @throws CorruptFileException if it is no directory, or others may write to it
   * @throws UnavailableException if it cannot be asked
   */
  FileStatus require() {
    FileStatus status;
    try {
      // The directory itself may be reached through a symbolic link; its files may not.
      status = exists() ? FileStatus.of(path.toRealPath()) : FileStatus.of(path);
    } catch (IOException e) {
      throw new UnavailableException(path, e);
    }
    if (status == null) {
      throw new NotFoundException(Subject.CONFIG_DIRECTORY, path.toString());
    } else if (!status.isDirectory()) {
      throw new CorruptFileException(path, Problem.NOT_A_DIRECTORY);
    } else if (status.isWritableByOthers()) {
      throw new CorruptFileException(path, Problem.WRITABLE_BY_OTHERS);
    }
    return status;
  }

  /**
   * Makes the directory, and those above it, unless it exists.
   *
   * @throws CorruptFileException if it exists and is not safe
   * @throws UnavailableException if it cannot be made
   */
  void create() {
    try {
      if (FileStatus.of(path) == null) {
        Path parent = path.getParent();
        if (parent != null) {
          Files.createDirectories(parent);
        }
        // Its group is that of whoever makes it: an administrator changes it for a service.
        NewEntry.directory(
            path, made -> Files.setAttribute(made, "unix:mode", restricted(DIRECTORY_MODE)));
      }
    } catch (IOException e) {
      throw new UnavailableException(path, e);
    }
    require();
  }

  /** Makes a directory within this one unless it exists, and makes its name durable. */
  void createSubdirectory(Path directory) throws IOException {
    if (FileStatus.of(directory) == null
        && NewEntry.directory(directory, made -> own(made, DIRECTORY_MODE))) {
      sync(path);
    }
  }

  /** Makes an empty file in this directory unless there is one. */
  void createEmpty(Path file, int mode) throws IOException {
    NewEntry.emptyFile(file, made -> own(made, mode));
  }

  /** Gives a file that was just made the owner, group and mode of new files. */
  void own(Path file, int mode) throws IOException {
    if (isRoot()) {
      Files.setAttribute(file, "unix:gid", require().gid());
    }
    Files.setAttribute(file, "unix:mode", restricted(mode));
  }

  private static int restricted(int mode) throws IOException {
    return isRoot() ? mode : mode & OWNER_BITS;
  }

  private static boolean isRoot() throws IOException {
    return userId() == 0;
  }

  /** The effective user id of this process. */
  static int userId() throws IOException {
    return (int) Files.getAttribute(Path.of("/proc/self/status"), "unix:uid");
  }

  /** Makes the names in a directory durable. */
  static void sync(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
