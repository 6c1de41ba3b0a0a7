package dev.latchkey.store;

import java.nio.file.Path;

/**
 * Something about a file, whatever it holds, that an administrator should look at. All are
 * immutable.
 */
public sealed interface FileFinding {

  /** The file that it is about. */
  Path path();

  /** A symbolic link stands in place of a file or directory of ours; it is not followed. */
  record SymbolicLink(Path path) implements FileFinding {}

  /**
   * A directory stands in place of a file, or the reverse, or either is a device or a pipe.
   *
   * @param directory whether it should be a directory
   */
  record OtherType(Path path, boolean directory) implements FileFinding {}

  /** This process may not read it, so nothing can be said of what it holds. */
  record Unreadable(Path path) implements FileFinding {}

  /**
   * It belongs neither to root nor to the owner of the configuration directory, or its group, which
   * may use it, is not that of the configuration directory.
   *
   * @param uid whose it should be
   * @param gid whose group it should have
   */
  record OtherOwner(Path path, int uid, int gid) implements FileFinding {}

  /**
   * It is more open than files of its kind are.
   *
   * @param present its mode
   * @param mode what it should be: the present one without what is too much
   */
  record TooOpen(Path path, int present, int mode) implements FileFinding {

    private static final int OTHERS_WRITE = 0002;

    /** Whether everybody may write to it; then it is not used at all. */
    public boolean isWritableByOthers() {
      return (present & OTHERS_WRITE) != 0;
    }
  }

  /**
   * A temporary file that was last touched more than a minute ago: what a crash has left. Nobody
   * reads it.
   *
   * @param directory whether it is a directory
   */
  record StaleTemporary(Path path, boolean directory) implements FileFinding {}

  /**
   * A counter says that a change is under way, and nobody holds the lock under which it could be.
   * Until the next change every reader compares files at each call.
   *
   * @param path the file of the counters
   * @param generation which of them
   */
  record Unsettled(Path path, Generation generation) implements FileFinding {}

  /**
   * The run directory lies where files outlive the host.
   *
   * @param fileSystem what kind of file system that is
   */
  record NotVolatile(Path path, String fileSystem) implements FileFinding {}
}
