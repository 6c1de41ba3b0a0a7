package dev.latchkey.store;

import dev.latchkey.posix.FileStatus;
import dev.latchkey.store.CorruptFileException.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The directory of volatile state that the processes of one host share.
 *
 * <p>It follows from the configuration directory alone, and from who owns that, not from who asks:
 * an administrator and the service of another user find the same one.
 */
final class RunDirectory {

  private static final int PARENT_MODE = 0755;
  private static final int SHARED_DIRECTORY_MODE = 0770;
  private static final int PRIVATE_DIRECTORY_MODE = 0700;
  private static final int SHARED_FILE_MODE = 0660;
  private static final int PRIVATE_FILE_MODE = 0600;
  private static final int GROUP_WRITES = 0020;

  private final ConfigDirectory configuration;
  private final @Nullable Path chosen;

  /**
   * Names the directory, which need not exist yet.
   *
   * @param chosen null for the default
   */
  RunDirectory(ConfigDirectory configuration, @Nullable Path chosen) {
    this.configuration = configuration;
    this.chosen = chosen == null ? null : chosen.toAbsolutePath().normalize();
  }

  /**
   * Where it is: as chosen, else {@code /run/latchkey/NAME} for a configuration directory that root
   * owns and {@code /run/user/UID/latchkey/NAME} for any other.
   *
   * @throws LatchkeyException if the configuration directory is missing or unsafe
   */
  Path path() {
    if (chosen != null) {
      return chosen;
    }
    int owner = configuration.require().uid();
    Path base = owner == 0 ? Path.of("/run") : Path.of("/run/user", Integer.toString(owner));
    try {
      return base.resolve("latchkey").resolve(escape(configuration.path().toRealPath()));
    } catch (IOException e) {
      throw new UnavailableException(configuration.path(), e);
    }
  }

  /** The directory of memory-mapped files, whether or not it exists. */
  Path sharedMemory() {
    return path().resolve(FileRule.SHMEM);
  }

  /**
   * Makes the directories that are missing, as far as those above them allow it.
   *
   * @throws CorruptFileException if a symbolic link stands in the place of one; the directory that
   *     was chosen may be reached through one
   * @throws UnavailableException if it cannot be told whether they are missing
   */
  void create() {
    Path run = path();
    Path above = run.getParent();
    if (chosen == null && above != null) {
      make(above, made -> own(made, PARENT_MODE, PRIVATE_DIRECTORY_MODE));
    }
    make(run, this::ownDirectory);
    make(sharedMemory(), this::ownDirectory);
  }

  private void make(Path directory, NewEntry.Preparation preparation) {
    try {
      if (directory.equals(chosen) ? FileStatus.of(directory) != null : exists(directory)) {
        return;
      }
    } catch (IOException e) {
      // There may be counters that others read: not to tell them would be worse than to fail.
      throw new UnavailableException(directory, e);
    }
    try {
      NewEntry.directory(directory, preparation);
    } catch (IOException notPossible) {
      // Then there are no counters, as on a host where nobody reads them.
    }
  }

  /**
   * Whether there is a directory, or a file in its place. A link would lead root, who makes and
   * removes files in it, to wherever whoever may write to the directory above wants.
   *
   * @throws CorruptFileException if there is a link
   */
  static boolean exists(Path directory) throws IOException {
    FileStatus status = FileStatus.of(directory);
    if (status != null && status.isSymbolicLink()) {
      throw new CorruptFileException(directory, Problem.SYMBOLIC_LINK);
    }
    return status != null;
  }

  /**
   * Shares a file that root makes with the group of the configuration directory, and what anybody
   * else makes with the group that may write to this directory, if there is one. All else is
   * private.
   */
  void ownFile(Path made) throws IOException {
    own(made, SHARED_FILE_MODE, PRIVATE_FILE_MODE);
  }

  /** Does the same for a directory. */
  void ownDirectory(Path made) throws IOException {
    own(made, SHARED_DIRECTORY_MODE, PRIVATE_DIRECTORY_MODE);
  }

  private void own(Path made, int shared, int owned) throws IOException {
    // Null for the directory itself and those above it, which are being made.
    FileStatus self = FileStatus.of(path());
    if (ConfigDirectory.userId() == 0) {
      share(made, configuration.require().gid(), shared);
    } else if (self != null && (self.permissions() & GROUP_WRITES) != 0) {
      share(made, self.gid(), shared);
    } else {
      NoFollow.setMode(made, owned);
    }
  }

  private static void share(Path made, int group, int mode) throws IOException {
    NoFollow.setGroup(made, group);
    NoFollow.setMode(made, mode);
  }

  /**
   * A file name for a path, made as {@code systemd-escape --path} makes it: slashes become dashes,
   * and what is not a letter, a digit, or one of {@code :_.} becomes {@code \xHH}.
   */
  static String escape(Path path) {
    String text = path.toString().substring(1);
    if (text.isEmpty()) {
      return "-";
    }
    StringBuilder name = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (c == '/') {
        name.append('-');
      } else if (isPlain(c) && !(c == '.' && name.isEmpty())) {
        name.append(c);
      } else {
        name.append(String.format("\\x%02x", (int) c));
      }
    }
    return name.toString();
  }

  private static boolean isPlain(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == ':'
        || c == '_'
        || c == '.';
  }
}
