package dev.latchkey.store;

import dev.latchkey.posix.FileStatus;
import dev.latchkey.posix.Flock;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Looks at every file of ours from outside: kind, owner, mode, age. Changes nothing. */
final class FileInspection {

  /** How old a temporary file is at least that nobody is going to rename any more. */
  static final long STALE_SECONDS = 60;

  /** In a directory, that new files have its group. */
  private static final int SET_GROUP = 02000;

  private static final int GROUP_BITS = 0070;

  private final ConfigDirectory directory;
  private final RunDirectory run;
  private final Instant now;
  private final Inspection<FileFinding> found = new Inspection<>();

  private FileInspection(ConfigDirectory directory, RunDirectory run, Instant now) {
    this.directory = directory;
    this.run = run;
    this.now = now;
  }

  /**
   * What is to be found, in the order in which it is to be mended.
   *
   * @throws NotFoundException if there is no configuration directory
   */
  static Inspected<FileFinding> of(ConfigDirectory directory, RunDirectory run, Instant now) {
    FileInspection inspection = new FileInspection(directory, run, now);
    inspection.configuration();
    inspection.runDirectory();
    return inspection.found.result();
  }

  private void configuration() {
    if (directory.isAbsent()) {
      throw new NotFoundException(Subject.CONFIG_DIRECTORY, directory.path().toString());
    }
    FileStatus self = self();
    if (self == null) {
      return;
    }
    for (String name : FileRule.NAMES) {
      if (!name.equals(FileRule.SELF)) {
        look(name, self);
      }
    }
    for (String name : list(directory.path(), FileRule.KEYS)) {
      look(name, self);
    }
    for (String parent : List.of(FileRule.SELF, FileRule.STATE, FileRule.KEYS)) {
      for (String name : list(directory.path(), parent)) {
        if (FileRule.targetOf(name) != null) {
          temporary(directory.resolve(name));
        }
      }
    }
  }

  /** The directory itself, which may be reached through a link; null if it is no directory. */
  private @Nullable FileStatus self() {
    Path path = directory.path();
    try {
      FileStatus self = directory.status();
      if (self == null || !self.isDirectory()) {
        found.add(new FileFinding.OtherType(path, true));
        return null;
      }
      mode(path, self, FileRule.of(FileRule.SELF));
      if (!Files.isReadable(path) || !Files.isExecutable(path)) {
        found.add(new FileFinding.Unreadable(path));
        return null;
      }
      return self;
    } catch (IOException outOfReach) {
      found.add(new FileFinding.Unreadable(path));
      return null;
    }
  }

  private void look(String name, FileStatus self) {
    FileRule rule = FileRule.of(name);
    if (rule != null) {
      Path path = directory.resolve(name);
      FileStatus status = look(path, rule);
      if (status != null) {
        owner(path, status, rule, self);
      }
    }
  }

  /** Looks at one file; null if there is none, or something else in its place. */
  private @Nullable FileStatus look(Path path, @Nullable FileRule rule) {
    FileStatus status;
    try {
      status = FileStatus.of(path);
    } catch (IOException outOfReach) {
      unreadable(path);
      return null;
    }
    if (status == null || rule == null) {
      return null;
    } else if (status.isSymbolicLink()) {
      found.add(new FileFinding.SymbolicLink(path));
      return null;
    } else if (rule.directory() ? !status.isDirectory() : !status.isRegular()) {
      found.add(new FileFinding.OtherType(path, rule.directory()));
      return null;
    }
    mode(path, status, rule);
    boolean readable = Files.isReadable(path) && (!rule.directory() || Files.isExecutable(path));
    if (!readable && !rule.isLock()) { // those are empty
      unreadable(path);
    }
    return status;
  }

  /** Says so once of a directory, and not of each file in it. */
  private void unreadable(Path path) {
    Path parent = path.getParent();
    if (parent == null || !found.has(new FileFinding.Unreadable(parent))) {
      found.add(new FileFinding.Unreadable(path));
    }
  }

  private void mode(Path path, FileStatus status, @Nullable FileRule rule) {
    if (rule != null) {
      int allowed = rule.directory() ? rule.mode() | SET_GROUP : rule.mode();
      int present = status.permissions();
      if ((present & ~allowed) != 0) {
        found.add(new FileFinding.TooOpen(path, present, present & allowed));
      }
    }
  }

  private void owner(Path path, FileStatus status, FileRule rule, FileStatus self) {
    boolean foreign = status.uid() != 0 && status.uid() != self.uid();
    boolean otherGroup =
        !rule.shared()
            && (status.permissions() & rule.mode() & GROUP_BITS) != 0
            && status.gid() != self.gid();
    if (foreign || otherGroup) {
      int uid = foreign ? self.uid() : status.uid();
      int gid = otherGroup ? self.gid() : status.gid();
      found.add(new FileFinding.OtherOwner(path, uid, gid));
    }
  }

  /** The names of the files in a directory, relative to the one of ours that it is in. */
  private static Set<String> list(Path base, String parent) {
    Set<String> names = new TreeSet<>();
    Path path = base.resolve(parent);
    boolean self = parent.equals(FileRule.SELF);
    // A link in place of a directory of ours leads elsewhere.
    if (!self && (Files.isSymbolicLink(path) || !Files.isDirectory(path))) {
      return names;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
      files.forEach(file -> names.add((self ? "" : parent + "/") + file.getFileName()));
    } catch (IOException | DirectoryIteratorException outOfReach) {
      // Found to be unreadable when it was looked at.
    }
    return names;
  }

  private void temporary(Path path) {
    try {
      FileStatus status = FileStatus.of(path);
      if (status != null && isStale(status.changeSeconds(), now)) {
        found.add(new FileFinding.StaleTemporary(path, status.isDirectory()));
      }
    } catch (IOException outOfReach) {
      found.add(new FileFinding.Unreadable(path));
    }
  }

  /** By its ctime, which no program can set: that of its content may be an older file's. */
  static boolean isStale(long changeSeconds, Instant now) {
    return now.getEpochSecond() - changeSeconds > STALE_SECONDS;
  }

  private void runDirectory() {
    Path path = found.attempt(run::path);
    if (path == null) {
      return;
    }
    try {
      if (FileStatus.of(path) == null) {
        return; // made by the next change
      }
      String fileSystem = Files.getFileStore(path).type();
      if (!fileSystem.equals("tmpfs") && !fileSystem.equals("ramfs")) {
        found.add(new FileFinding.NotVolatile(path, fileSystem));
      }
    } catch (IOException outOfReach) {
      found.add(new FileFinding.Unreadable(path));
      return;
    }
    for (String name : FileRule.RUN_NAMES) {
      look(path.resolve(name), FileRule.ofRun(name));
    }
    for (String parent : List.of(FileRule.SELF, FileRule.SHMEM, FileRule.PROCESSES)) {
      for (String name : list(path, parent)) {
        if (FileRule.isTemporaryOfRun(name)) {
          temporary(path.resolve(name));
        }
      }
    }
    SharedGenerations counters = found.attempt(() -> SharedGenerations.openForReading(run));
    if (counters != null) {
      counters(counters);
    }
  }

  private void counters(SharedGenerations counters) {
    for (LockName lock : FileRule.LOCKS) {
      Generation generation = lock.generation();
      if (generation != null) {
        Optional<Long> value = counters.current(generation);
        // Looked at again afterwards: whoever held the lock at first has perhaps just finished.
        if (isOdd(value)
            && !isHeld(directory.resolve(lock.file()))
            && counters.current(generation).equals(value)) {
          found.add(new FileFinding.Unsettled(counters.path(), generation));
        }
      }
    }
  }

  static boolean isOdd(Optional<Long> value) {
    return (value.orElse(0L) & 1) == 1;
  }

  /** Whether anybody holds a lock: tried for a moment, or as the kernel lists them. */
  private static boolean isHeld(Path file) {
    try {
      FileStatus status = FileStatus.of(file);
      if (status == null || !status.isRegular()) {
        return false;
      }
      try (Flock flock = Flock.tryExclusive(file)) {
        return flock == null;
      } catch (IOException notAllowed) {
        return LockHolder.of(status) != null;
      }
    } catch (IOException outOfReach) {
      return true; // nobody knows
    }
  }

  /** The lock under which a counter changes. */
  static LockName lockOf(Generation generation) {
    return FileRule.LOCKS.stream()
        .filter(lock -> lock.generation() == generation)
        .findFirst()
        .orElseThrow();
  }
}
