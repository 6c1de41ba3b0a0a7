package dev.latchkey.posix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The status of files on local disks, without native calls: a command that only reads spends a
 * quarter of its time on the first of those.
 */
final class LocalFileStatus {

  private static final String ATTRIBUTES = "unix:mode,uid,gid,size,ino,ctime,lastModifiedTime,dev";

  private LocalFileStatus() {}

  /**
   * Describes a file, if the plain stat is all there is to know.
   *
   * <p>That is so on a file system that lies on a block device: the kernel that answers is the one
   * that made every change. Where a server, a FUSE process or another host makes them, the device
   * is an anonymous one, of major number 0 (as it is for tmpfs and overlays, which need not be told
   * apart here).
   *
   * @return null if the file has to be asked with force
   * @throws java.nio.file.NoSuchFileException if there is none
   */
  static @Nullable FileStatus of(Path path) throws IOException {
    Map<String, Object> stat = Files.readAttributes(path, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
    long device = number(stat, "dev");
    // gnu_dev_major(3): 12 bits at 8, the rest at 32
    int major = (int) ((device >>> 8 & 0xfff) | (device >>> 32 & ~0xfff));
    if (major == 0) {
      return null;
    }
    int minor = (int) ((device & 0xff) | (device >>> 12 & ~0xff));
    Instant changed = time(stat, "ctime");
    return new FileStatus(
        (int) number(stat, "mode"),
        (int) number(stat, "uid"),
        (int) number(stat, "gid"),
        number(stat, "size"),
        number(stat, "ino"),
        changed.getEpochSecond(),
        changed.getNano(),
        time(stat, "lastModifiedTime").getEpochSecond(),
        major,
        minor);
  }

  private static long number(Map<String, Object> stat, String name) {
    return ((Number) Objects.requireNonNull(stat.get(name))).longValue();
  }

  private static Instant time(Map<String, Object> stat, String name) {
    return ((FileTime) Objects.requireNonNull(stat.get(name))).toInstant();
  }
}
