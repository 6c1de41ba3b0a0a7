package dev.latchkey.store;

import dev.latchkey.posix.FileStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The process that holds a lock, as {@code /proc/locks} tells it.
 *
 * @param pid its process id
 * @param name its command name, null if it could not be read
 */
public record LockHolder(long pid, @Nullable String name) {

  private static final Path LOCKS = Path.of("/proc/locks");

  /**
   * Finds who holds the flock on a file.
   *
   * @return null if nobody is listed, or {@code /proc} cannot be read
   */
  static @Nullable LockHolder of(FileStatus file) {
    try {
      // 1: FLOCK  ADVISORY  WRITE 1234 fe:00:5678 0 EOF      (proc(5); a waiter has "->" as 2nd
      // word)
      String device = String.format("%02x:%02x:", file.deviceMajor(), file.deviceMinor());
      String inode = ":" + file.inode();
      LockHolder sameInode = null;
      for (String line : Files.readAllLines(LOCKS)) {
        List<String> words = List.of(line.trim().split("\\s+"));
        if (words.size() >= 6 && words.get(1).equals("FLOCK") && words.get(5).endsWith(inode)) {
          LockHolder holder = of(Long.parseLong(words.get(4)));
          if (words.get(5).startsWith(device)) {
            return holder;
          }
          // Some file systems report another device here than in stat.
          sameInode = holder;
        }
      }
      return sameInode;
    } catch (IOException | NumberFormatException unreadable) {
      return null;
    }
  }

  private static @Nullable LockHolder of(long pid) {
    if (pid <= 0) {
      return null; // a process of another pid namespace
    }
    try {
      return new LockHolder(pid, Files.readString(Path.of("/proc", pid + "", "comm")).strip());
    } catch (IOException gone) {
      return new LockHolder(pid, null);
    }
  }
}
