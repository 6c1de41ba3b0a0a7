package dev.latchkey.store;

import dev.latchkey.posix.FileStatus;
import dev.latchkey.store.RefusedException.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Replaces files so that whoever reads, and whatever crashes, sees the old content or the new.
 *
 * <p>Three steps: a temporary file beside the target is written and synced, renamed onto it, and
 * the directory synced.
 */
final class AtomicFile {

  private final ConfigDirectory directory;
  private final RandomSource random;

  AtomicFile(ConfigDirectory directory, RandomSource random) {
    this.directory = directory;
    this.random = random;
  }

  /**
   * Writes what a file shall hold to a temporary file beside it, durably.
   *
   * @param before the file as it is, whose owner, group and mode are kept
   * @param newMode the mode, if there is no file yet
   * @param modified its time of modification, null for the time of writing
   * @return the temporary file; on a failure there is none
   */
  Path stage(FileImage before, Pieces content, int newMode, @Nullable Instant modified)
      throws IOException {
    return write(before.path(), content, before.status(), newMode, modified);
  }

  /**
   * Renames a staged file onto one that is as it was when {@code before} was read. On any failure
   * the target is untouched and the staged file is gone. The new name is durable after {@link
   * #sync}.
   *
   * @param lock a lock that guards the file
   * @throws RefusedException if the file is not as it was
   */
  void install(HeldLock lock, Path staged, FileImage before) throws IOException {
    Objects.requireNonNull(lock);
    boolean asBefore = false;
    try {
      requireAsBefore(before);
      asBefore = true;
    } finally {
      if (!asBefore) {
        Files.deleteIfExists(staged);
      }
    }
    rename(staged, before.path());
  }

  /**
   * Removes a file that is as it was when {@code before} was read. The removal is durable after
   * {@link #sync}.
   *
   * @param lock a lock that guards the file
   * @throws RefusedException if the file is not as it was
   */
  void remove(HeldLock lock, FileImage before) throws IOException {
    Objects.requireNonNull(lock);
    requireAsBefore(before);
    Files.delete(before.path());
  }

  private static void requireAsBefore(FileImage before) throws IOException {
    Path target = before.path();
    if (!FileStamp.of(target).equals(before.stamp())) {
      throw new RefusedException(Subject.FILE, target.toString(), Reason.CHANGED_MEANWHILE);
    }
  }

  private static void rename(Path staged, Path target) throws IOException {
    boolean renamed = false;
    try {
      Files.move(staged, target, StandardCopyOption.ATOMIC_MOVE);
      renamed = true;
    } finally {
      if (!renamed) {
        Files.deleteIfExists(staged);
      }
    }
  }

  /** Makes the name of a file durable. */
  void sync(Path target) throws IOException {
    ConfigDirectory.sync(Objects.requireNonNull(target.getParent(), "a file in a directory"));
  }

  /** Puts back what a file held, durably, whatever it holds now. */
  void restore(HeldLock lock, FileImage before, int newMode) throws IOException {
    Objects.requireNonNull(lock);
    Path target = before.path();
    if (before.exists()) {
      rename(stage(before, Pieces.of(before.bytes()), newMode, before.modified()), target);
    } else {
      Files.deleteIfExists(target);
    }
    sync(target);
  }

  private Path write(
      Path target,
      Pieces content,
      @Nullable FileStatus like,
      int newMode,
      @Nullable Instant modified)
      throws IOException {
    Path temporary = TemporaryFile.beside(target, random);
    FileChannel channel = TemporaryFile.create(temporary);
    boolean written = false;
    try {
      try (channel) {
        if (like == null) {
          directory.own(temporary, newMode);
        } else {
          NoFollow.setOwner(temporary, like.uid());
          NoFollow.setGroup(temporary, like.gid());
          NoFollow.setMode(temporary, like.permissions());
        }
        content.writeTo(channel);
        if (modified != null) {
          NoFollow.setModified(temporary, modified);
        }
        channel.force(true);
      }
      written = true;
      return temporary;
    } finally {
      if (!written) {
        Files.deleteIfExists(temporary);
      }
    }
  }
}
