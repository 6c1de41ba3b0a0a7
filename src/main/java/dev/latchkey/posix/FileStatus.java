package dev.latchkey.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What {@code statx(2)} says of a file, asked with {@code AT_STATX_FORCE_SYNC} so that network and
 * FUSE file systems answer from the file and not from the kernel's attribute cache. On the file
 * systems of local disks, which have no such cache, Java's own stat serves as well.
 *
 * <p>A symbolic link is described itself, never what it points to. Immutable.
 *
 * @param mode type and permission bits, as in {@code st_mode}
 * @param uid owner
 * @param gid group
 * @param size length in bytes
 * @param inode inode number
 * @param changeSeconds time of the last status change (ctime), seconds since 1970
 * @param changeNanos the nanoseconds of that second
 * @param modifySeconds time of the last modification (mtime), seconds since 1970
 * @param deviceMajor major number of the device that holds the file
 * @param deviceMinor minor number of that device
 */
public record FileStatus(
    int mode,
    int uid,
    int gid,
    long size,
    long inode,
    long changeSeconds,
    int changeNanos,
    long modifySeconds,
    int deviceMajor,
    int deviceMinor) {

  // <fcntl.h>, <linux/stat.h>
  private static final long AT_FDCWD = -100;
  private static final long AT_SYMLINK_NOFOLLOW = 0x100;
  private static final long AT_EMPTY_PATH = 0x1000;
  private static final long AT_STATX_FORCE_SYNC = 0x2000;
  private static final long STATX_BASIC_STATS = 0x7ff;

  // Offsets within struct statx, which is the same on every architecture.
  private static final long STRUCT_SIZE = 256;
  private static final int UID = 20;
  private static final int GID = 24;
  private static final int MODE = 28;
  private static final int INODE = 32;
  private static final int SIZE = 40;
  private static final int CTIME = 96;
  private static final int CTIME_NANOS = 104;
  private static final int MTIME = 112;
  private static final int DEVICE_MAJOR = 136;
  private static final int DEVICE_MINOR = 140;

  private static final int TYPE_MASK = 0xf000;
  private static final int TYPE_DIRECTORY = 0x4000;
  private static final int TYPE_REGULAR = 0x8000;
  private static final int TYPE_SYMBOLIC_LINK = 0xa000;
  private static final int WRITABLE_BY_OTHERS = 0002;

  /**
   * Describes the file at {@code path}.
   *
   * @return null if there is none
   * @throws IOException if the file cannot be asked for, for want of permission for instance
   */
  public static @Nullable FileStatus of(Path path) throws IOException {
    try {
      FileStatus plain = LocalFileStatus.of(path);
      return plain == null ? forced(path) : plain;
    } catch (NoSuchFileException absent) {
      return null;
    }
  }

  /** Asks the file itself, whatever the kernel has cached. */
  static FileStatus forced(Path path) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = NativeCalls.cString(arena, path);
      return query(arena, path, AT_FDCWD, name, AT_SYMLINK_NOFOLLOW);
    }
  }

  /** Describes an open file; {@code path} is what an exception names. */
  static FileStatus ofDescriptor(int descriptor, Path path) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment empty = NativeCalls.cString(arena, new byte[0]);
      return query(arena, path, descriptor, empty, AT_EMPTY_PATH);
    }
  }

  private static FileStatus query(
      Arena arena, Path path, long descriptor, MemorySegment name, long flags) throws IOException {
    MemorySegment state = NativeCalls.newState(arena);
    MemorySegment buffer = arena.allocate(STRUCT_SIZE, Long.BYTES);
    long how = flags | AT_STATX_FORCE_SYNC;
    int result;
    do {
      result =
          (int)
              NativeCalls.call(
                  NativeCalls.STATX,
                  state,
                  descriptor,
                  name.address(),
                  how,
                  STATX_BASIC_STATS,
                  buffer.address(),
                  0);
    } while (result < 0 && NativeCalls.errno(state) == NativeCalls.EINTR);
    if (result < 0) {
      throw NativeCalls.failure(path, NativeCalls.errno(state));
    }
    ByteBuffer stat = NativeCalls.view(buffer);
    return new FileStatus(
        Short.toUnsignedInt(stat.getShort(MODE)),
        stat.getInt(UID),
        stat.getInt(GID),
        stat.getLong(SIZE),
        stat.getLong(INODE),
        stat.getLong(CTIME),
        stat.getInt(CTIME_NANOS),
        stat.getLong(MTIME),
        stat.getInt(DEVICE_MAJOR),
        stat.getInt(DEVICE_MINOR));
  }

  /** Whether this is a regular file. */
  public boolean isRegular() {
    return (mode & TYPE_MASK) == TYPE_REGULAR;
  }

  /** Whether this is a directory. */
  public boolean isDirectory() {
    return (mode & TYPE_MASK) == TYPE_DIRECTORY;
  }

  /** Whether this is a symbolic link. */
  public boolean isSymbolicLink() {
    return (mode & TYPE_MASK) == TYPE_SYMBOLIC_LINK;
  }

  /** Whether others than owner and group may write to it. */
  public boolean isWritableByOthers() {
    return (mode & WRITABLE_BY_OTHERS) != 0;
  }

  /** The permission bits alone. */
  public int permissions() {
    return mode & 07777;
  }

  /** Whether both describe one and the same file. */
  public boolean isSameFile(FileStatus other) {
    return inode == other.inode
        && deviceMajor == other.deviceMajor
        && deviceMinor == other.deviceMinor;
  }
}
