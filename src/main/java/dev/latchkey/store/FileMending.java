package dev.latchkey.store;

import dev.latchkey.posix.FileStatus;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Mends what {@link FileInspection} finds, where nothing can be lost by it. */
final class FileMending {

  private static final String VERB = "doctor fix";

  private final ConfigStore store;
  private final InstantSource clock;

  FileMending(ConfigStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /**
   * Mends a finding.
   *
   * @return false if that is for an administrator to do; nothing was changed then
   */
  boolean mend(FileFinding finding) {
    return switch (finding) {
      case FileFinding.TooOpen(Path path, _, int mode) -> attributes(path, mode, null);
      case FileFinding.OtherOwner owner -> attributes(owner.path(), ~0, owner);
      case FileFinding.StaleTemporary(Path path, _) -> removeTemporary(path);
      case FileFinding.Unsettled(_, Generation generation) -> settle(generation);
      // What a link points to, or what stands in a place of ours, is somebody's.
      case FileFinding.SymbolicLink _,
          FileFinding.OtherType _,
          FileFinding.Unreadable _,
          FileFinding.NotVolatile _ ->
          false;
    };
  }

  /** The name relative to the configuration directory, the whole path of any other file. */
  private String name(Path path) {
    Path base = store.directory().path();
    return path.startsWith(base) ? base.relativize(path).toString() : path.toString();
  }

  /**
   * Gives a file the owner, and takes from it the permissions, that files of its kind have or have
   * not. No content changes, and no permission is added, so nothing is lost: what the file held is
   * readable to whom it is meant for. The file's lock is held, lest a change under way be refused
   * because the file is not as it was.
   *
   * @param mask what stays of the mode
   */
  private boolean attributes(Path path, int mask, FileFinding.@Nullable OtherOwner owner) {
    LockName guard = FileRule.guardOfAttributes(name(path));
    HeldLock lock = guard == null ? null : store.locks().acquire(guard, !store.isDryRun());
    try {
      FileStatus before = FileStatus.of(path);
      if (before == null || !isOurs(path, before)) {
        return false;
      }
      requireAllowed(path, before, owner != null);
      if (store.isDryRun()) {
        return true;
      }
      int uid = owner == null ? before.uid() : owner.uid();
      int gid = owner == null ? before.gid() : owner.gid();
      set(path, uid, gid, before.permissions() & mask);
      audit(path, before, uid + ":" + gid, before.permissions() & mask);
      return true;
    } catch (IOException e) {
      throw new UnavailableException(path, e);
    } finally {
      if (lock != null) {
        store.locks().release(lock);
      }
    }
  }

  /** Whether it is one file or directory, and not also another one of somebody else's. */
  private static boolean isOurs(Path path, FileStatus status) throws IOException {
    return status.isDirectory()
        || (status.isRegular()
            && Files.getAttribute(path, "unix:nlink", LinkOption.NOFOLLOW_LINKS).equals(1));
  }

  private static void requireAllowed(Path path, FileStatus status, boolean newOwner)
      throws IOException {
    int user = ConfigDirectory.userId();
    if (user != 0 && (newOwner || user != status.uid())) {
      throw new AccessDeniedException(path.toString());
    }
  }

  private static void set(Path path, int uid, int gid, int mode) throws IOException {
    FileStatus present = FileStatus.of(path);
    if (present == null) {
      throw new NoSuchFileException(path.toString());
    }
    if (present.uid() != uid) {
      NoFollow.setOwner(path, uid);
    }
    if (present.gid() != gid) {
      NoFollow.setGroup(path, gid);
    }
    NoFollow.setMode(path, mode);
  }

  /** Notes it, or puts it back: what cannot be noted does not happen. */
  private void audit(Path path, FileStatus before, String owner, int mode) throws IOException {
    boolean noted = false;
    try {
      List<String> mended = List.of("owner " + owner, "mode " + Integer.toOctalString(mode));
      store.audit(VERB, name(path), Map.of("attributes", mended));
      noted = true;
    } finally {
      if (!noted) {
        set(path, before.uid(), before.gid(), before.permissions());
      }
    }
  }

  /**
   * Removes a temporary file that is empty, or beside a file that is what it was to become and was
   * not.
   *
   * <p>That loses nothing: a temporary file becomes its target under the lock that is held here, so
   * nobody is going to rename it any more, and the operation that wrote it has never said that it
   * was done. What it holds of {@code token.shadow} and the section files is a change that did not
   * happen; an {@code authkey.key} that was never renamed has never signed anything. Where the
   * target is missing or empty it may be the last copy of something, and where it is a key's own
   * file only a look inside tells whether the target holds the same key: both stay.
   */
  private boolean removeTemporary(Path path) {
    String name = name(path);
    String target = FileRule.targetOf(name);
    if (target != null && FileRule.isKey(target)) {
      return false;
    }
    LockName guard = target == null ? null : FileRule.guardOf(target);
    if (target == null || guard == null) {
      return removeUnguarded(path);
    }
    try (FileTransaction change = store.begin()) {
      HeldLock lock = change.lock(guard);
      FileImage image = change.readKey(name, FileImage.MAX_BYTES);
      if (!image.exists()) {
        return true; // somebody else has removed it
      } else if (!FileInspection.isStale(image.stamp().changeSeconds(), clock.instant())
          || (image.bytes().length > 0 && !hasContent(store.directory().resolve(target)))) {
        return false;
      }
      change.remove(lock, image);
      change.commit(VERB, name);
      return true;
    }
  }

  /**
   * Removes a temporary file or directory that no lock guards, if it is empty or lies in the run
   * directory: what is there is made anew by whoever needs it.
   */
  private boolean removeUnguarded(Path path) {
    try {
      FileStatus status = FileStatus.of(path);
      if (status == null) {
        return true; // somebody else has removed it
      }
      boolean isEmpty = status.isDirectory() ? hasNoFiles(path) : status.size() == 0;
      boolean isOfRun = !path.startsWith(store.directory().path());
      if (!FileInspection.isStale(status.changeSeconds(), clock.instant())
          || !(isEmpty || (isOfRun && status.isRegular()))) {
        return false;
      }
      if (!store.isDryRun()) {
        store.audit(VERB, name(path), Map.of());
        Files.deleteIfExists(path);
      }
      return true;
    } catch (IOException e) {
      throw new UnavailableException(path, e);
    }
  }

  private static boolean hasNoFiles(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.findAny().isEmpty();
    }
  }

  private static boolean hasContent(Path path) {
    try {
      FileStatus status = FileStatus.of(path);
      return status != null && status.isRegular() && status.size() > 0;
    } catch (IOException e) {
      throw new UnavailableException(path, e);
    }
  }

  /**
   * Settles a counter that a killed process has left odd, as every holder of its lock does. The
   * counter only becomes a value that it never had: whoever follows it looks at the files once.
   */
  private boolean settle(Generation generation) {
    try (FileTransaction change = store.begin()) {
      HeldLock lock = change.lock(FileInspection.lockOf(generation));
      return store.isDryRun()
          || (lock.name().generation() == generation
              && !FileInspection.isOdd(store.generation(generation)));
    }
  }
}
