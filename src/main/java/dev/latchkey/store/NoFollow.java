package dev.latchkey.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Opens and changes a file itself, never what a symbolic link in its place leads to.
 *
 * <p>Root works in directories that belong to others, those of Proxmox Backup Server for instance.
 * Their owner can put a link where a file has just been made or looked at, and must not have root
 * give away, or write to, a file of somebody else by it.
 */
final class NoFollow {

  private NoFollow() {}

  /**
   * Opens a file that exists.
   *
   * @throws IOException also if it is a link
   */
  static FileChannel open(Path file, OpenOption... options) throws IOException {
    Set<OpenOption> all = new HashSet<>(List.of(options));
    all.add(LinkOption.NOFOLLOW_LINKS);
    return FileChannel.open(file, all);
  }

  /** Changes the owner of a file; of a link, its own. */
  static void setOwner(Path file, int uid) throws IOException {
    Files.setAttribute(file, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
  }

  /** Changes the group of a file; of a link, its own. */
  static void setGroup(Path file, int gid) throws IOException {
    Files.setAttribute(file, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Changes the permission bits of a file.
   *
   * @throws IOException also if it is a link
   */
  static void setMode(Path file, int mode) throws IOException {
    StringBuilder letters = new StringBuilder("rwxrwxrwx");
    for (int i = 0; i < letters.length(); i++) {
      if ((mode & 0400 >> i) == 0) {
        letters.setCharAt(i, '-');
      }
    }
    Path parent = Objects.requireNonNull(file.getParent(), "a file in a directory");
    // Only this way: Files.setAttribute with NOFOLLOW_LINKS follows a link to change its mode.
    try (DirectoryStream<Path> names = Files.newDirectoryStream(parent)) {
      if (!(names instanceof SecureDirectoryStream<Path> directory)) {
        throw new IOException("no openat(2)");
      }
      directory
          .getFileAttributeView(
              file.getFileName(), PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
          .setPermissions(PosixFilePermissions.fromString(letters.toString()));
    }
  }

  /** Changes the time of modification of a file; of a link, its own. */
  static void setModified(Path file, Instant time) throws IOException {
    Files.setAttribute(file, "lastModifiedTime", FileTime.from(time), LinkOption.NOFOLLOW_LINKS);
  }
}
