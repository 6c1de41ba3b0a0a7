package dev.latchkey.store;

import dev.latchkey.posix.FileStatus;
import dev.latchkey.posix.Flock;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Files in the run directory, which the processes of one host share. None of them is synced: they
 * do not outlive the host. What root makes is shared with the group of the configuration directory,
 * what anybody else makes with the group that may write to the run directory.
 *
 * <p>Thread-safe. Names are relative to the run directory.
 */
public final class RunFiles {

  private static final int LOCK_MODE = 0660;

  private final RunDirectory run;
  private final LockTable locks;
  private final RandomSource random;

  RunFiles(RunDirectory run, LockTable locks, RandomSource random) {
    this.run = run;
    this.locks = locks;
    this.random = random;
  }

  /** Where a file is, whether or not it exists. */
  public Path path(String name) {
    return run.path().resolve(name);
  }

  /**
   * Does something while no other process or thread holds the same lock.
   *
   * @param name the lock file, made if there is none
   * @throws BusyException if somebody else keeps it for too long
   * @throws CorruptFileException if something else stands in place of the lock file
   * @throws UnavailableException if it cannot be made or opened
   */
  public <T> T locked(String name, Supplier<T> work) {
    Path file = path(name);
    create(file);
    try (Flock _ = locks.waitFor(file, LOCK_MODE)) {
      return work.get();
    } catch (IOException e) {
      throw new UnavailableException(file, e);
    }
  }

  /**
   * Makes a directory unless there is one.
   *
   * @throws CorruptFileException if a symbolic link stands in its place
   * @throws UnavailableException if it cannot be made
   */
  public void createDirectory(String name) {
    run.create();
    Path directory = path(name);
    try {
      if (!RunDirectory.exists(directory)) {
        NewEntry.directory(directory, run::ownDirectory);
      }
    } catch (IOException e) {
      throw new UnavailableException(directory, e);
    }
  }

  /**
   * The names of the files in a directory, none if there is no such directory.
   *
   * @throws CorruptFileException if a symbolic link stands in its place
   * @throws UnavailableException if it cannot be read
   */
  public List<String> list(String directory) {
    Path path = path(directory);
    List<String> names = new ArrayList<>();
    try {
      if (!RunDirectory.exists(path)) {
        return names;
      }
    } catch (IOException e) {
      throw new UnavailableException(path, e);
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
      files.forEach(file -> names.add(Objects.toString(file.getFileName())));
      return names;
    } catch (NoSuchFileException absent) {
      return names;
    } catch (DirectoryIteratorException e) {
      throw new UnavailableException(path, Objects.requireNonNull(e.getCause()));
    } catch (IOException e) {
      throw new UnavailableException(path, e);
    }
  }

  /**
   * Whether there is a file.
   *
   * @throws UnavailableException if that cannot be told
   */
  public boolean exists(String name) {
    Path file = path(name);
    try {
      return FileStatus.of(file) != null;
    } catch (IOException e) {
      throw new UnavailableException(file, e);
    }
  }

  /**
   * Reads a file whole.
   *
   * @return an image that does not {@linkplain FileImage#exists exist} if there is no such file
   * @throws CorruptFileException if it is unsafe or larger than {@code maxBytes}
   * @throws UnavailableException if it cannot be read
   */
  public FileImage read(String name, int maxBytes) {
    return FileImage.read(path(name), maxBytes);
  }

  /**
   * Replaces a file, or makes it: who reads it sees the old content or the new.
   *
   * @throws UnavailableException if it cannot be written; it is as it was then
   */
  public void replace(String name, byte[] content) {
    Path file = path(name);
    Path temporary = TemporaryFile.beside(file, random);
    try {
      FileChannel channel = TemporaryFile.create(temporary);
      try {
        try (channel) {
          run.ownFile(temporary);
          TemporaryFile.writeAll(channel, content);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw new UnavailableException(file, e);
    }
  }

  /**
   * Appends to a file, which is made if there is none.
   *
   * @throws CorruptFileException if something else stands in its place
   * @throws UnavailableException if it cannot be written; a part may stand there then
   */
  public void append(String name, byte[] content) {
    Path file = path(name);
    create(file);
    try {
      FileStatus status = FileStatus.of(file);
      if (status != null) {
        FileImage.requireRegular(file, status);
      }
      try (FileChannel channel =
          NoFollow.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
        TemporaryFile.writeAll(channel, content);
      }
    } catch (IOException e) {
      throw new UnavailableException(file, e);
    }
  }

  /**
   * Removes a file; nothing if there is none.
   *
   * @throws UnavailableException if it cannot be removed
   */
  public void delete(String name) {
    Path file = path(name);
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UnavailableException(file, e);
    }
  }

  /** Makes an empty file unless there is one. */
  private void create(Path file) {
    try {
      if (FileStatus.of(file) == null) {
        NewEntry.file(file, run::ownFile);
      }
    } catch (IOException e) {
      throw new UnavailableException(file, e);
    }
  }
}
