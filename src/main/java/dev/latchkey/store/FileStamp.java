package dev.latchkey.store;

import dev.latchkey.posix.FileStatus;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What tells one state of a file from another: time of its last status change, size and inode.
 *
 * <p>ctime, and not mtime, because no program can set it back. Two states written in place within
 * one tick of the kernel's clock and with the same size have the same stamp; files that are
 * replaced differ by their inode. Immutable.
 *
 * @param changeSeconds ctime, seconds since 1970
 * @param changeNanos the nanoseconds of that second
 * @param size length in bytes
 * @param inode inode number
 */
public record FileStamp(long changeSeconds, int changeNanos, long size, long inode) {

  /** The stamp of a file that does not exist. */
  public static final FileStamp ABSENT = new FileStamp(0, 0, -1, 0);

  /**
   * The stamp that the file at {@code path} has now, whatever the kernel has cached of it.
   *
   * @throws IOException if the file cannot be asked
   */
  static FileStamp of(Path path) throws IOException {
    return of(FileStatus.of(path));
  }

  /** Whether it is the stamp of a file of that status. */
  boolean isOf(FileStatus status) {
    return equals(of(status));
  }

  // Written out, because the methods that a record is given spin classes when first called, which
  // takes a short command a tenth of its time.

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FileStamp stamp
        && changeSeconds == stamp.changeSeconds
        && changeNanos == stamp.changeNanos
        && size == stamp.size
        && inode == stamp.inode;
  }

  @Override
  public int hashCode() {
    return changeNanos;
  }

  static FileStamp of(@Nullable FileStatus status) {
    return status == null
        ? ABSENT
        : new FileStamp(
            status.changeSeconds(), status.changeNanos(), status.size(), status.inode());
  }
}
