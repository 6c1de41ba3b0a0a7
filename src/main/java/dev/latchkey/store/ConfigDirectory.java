package dev.latchkey.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.latchkey.posix.FileStatus;
import dev.latchkey.store.CorruptFileException.Problem;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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

  /** Whoever may write to a directory above may put another directory in the place of this one. */
  private static final FileAttribute<?> ABOVE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x"));

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
   * Its owner, group and mode.
   *
   * @throws NotFoundException if it does not exist
   * @throws CorruptFileException if it is no directory, or others may write to it
   * @throws UnavailableException if it cannot be asked
   */
  FileStatus require() {
    FileStatus status;
    try {
      status = status();
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

  /** What stands in its place, null if nothing does. Of a link, what it leads to, if anything. */
  @Nullable FileStatus status() throws IOException {
    FileStatus status = FileStatus.of(path);
    if (status == null || !status.isSymbolicLink()) {
      return status;
    }
    try {
      // The directory itself may be reached through a symbolic link; its files may not.
      return FileStatus.of(path.toRealPath());
    } catch (NoSuchFileException dangling) {
      return status;
    }
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
        createAbove(path);
        // Its group is that of whoever makes it: an administrator changes it for a service.
        NewEntry.directory(path, made -> NoFollow.setMode(made, restricted(DIRECTORY_MODE)));
        sync(parent(path));
      }
    } catch (IOException e) {
      throw new UnavailableException(path, e);
    }
    require();
  }

  /** Makes the directories above one, durably. */
  private static void createAbove(Path directory) throws IOException {
    Path parent = parent(directory);
    if (Files.notExists(parent)) {
      createAbove(parent);
      try {
        Files.createDirectory(parent, ABOVE); // whatever the umask allows
      } catch (FileAlreadyExistsException anotherWasFaster) {
        // Theirs is as good as ours.
      }
      sync(parent(parent));
    }
  }

  private static Path parent(Path path) {
    return Objects.requireNonNullElse(path.getParent(), path);
  }

  /**
   * Whether there is a directory, one that only its owner and group may change.
   *
   * @throws CorruptFileException if there is anything else
   * @throws UnavailableException if it cannot be asked
   */
  static boolean isSafeSubdirectory(Path directory) {
    try {
      FileStatus status = FileStatus.of(directory);
      if (status == null) {
        return false;
      } else if (status.isSymbolicLink()) {
        throw new CorruptFileException(directory, Problem.SYMBOLIC_LINK);
      } else if (!status.isDirectory()) {
        throw new CorruptFileException(directory, Problem.NOT_A_DIRECTORY);
      } else if (status.isWritableByOthers()) {
        throw new CorruptFileException(directory, Problem.WRITABLE_BY_OTHERS);
      }
      return true;
    } catch (IOException e) {
      throw new UnavailableException(directory, e);
    }
  }

  /** Makes a directory within this one unless it exists, and makes its name durable. */
  void createSubdirectory(Path directory) throws IOException {
    FileStatus status = FileStatus.of(directory);
    if (status != null && status.isSymbolicLink()) {
      throw new CorruptFileException(directory, Problem.SYMBOLIC_LINK);
    }
    if (status == null && NewEntry.directory(directory, made -> own(made, DIRECTORY_MODE))) {
      sync(path);
    }
  }

  /** Makes an empty file in this directory unless there is one. */
  void createEmpty(Path file, int mode) throws IOException {
    NewEntry.file(file, made -> own(made, mode));
  }

  /** Gives a file that was just made the owner, group and mode of new files. */
  void own(Path file, int mode) throws IOException {
    if (isRoot()) {
      NoFollow.setGroup(file, require().gid());
    }
    NoFollow.setMode(file, restricted(mode));
  }

  private static int restricted(int mode) throws IOException {
    return isRoot() ? mode : mode & OWNER_BITS;
  }

  private static boolean isRoot() throws IOException {
    return userId() == 0;
  }

  /** The effective user id of this process. */
  static int userId() throws IOException {
    // "Uid:", then the real and the effective one (proc(5)). The owner of the file itself is no
    // answer: it is root for a process that must not be dumped.
    try (InputStream status = new FileInputStream("/proc/self/status")) {
      for (String line : new String(status.readAllBytes(), UTF_8).split("\n", -1)) {
        if (line.startsWith("Uid:")) {
          return Integer.parseInt(line.split("\t", -1)[2]);
        }
      }
    }
    throw new IOException("no user id in /proc/self/status");
  }

  /** Makes the names in a directory durable. */
  static void sync(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
