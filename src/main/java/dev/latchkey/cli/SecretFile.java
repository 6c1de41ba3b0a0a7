package dev.latchkey.cli;

import dev.latchkey.cli.command.CommandException;
import dev.latchkey.cli.command.ExitCode;
import dev.latchkey.store.AlreadyExistsException;
import dev.latchkey.store.Secret;
import dev.latchkey.store.Subject;
import dev.latchkey.store.UnavailableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessMode;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A new file, mode 0600, that holds a secret: what {@code --secret-out} makes. */
final class SecretFile {

  private static final Set<StandardOpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

  /** How EPERM and EOPNOTSUPP read: what link(2) says where there are no links. */
  private static final Set<String> NO_LINKS =
      Set.of("Operation not permitted", "Operation not supported");

  private static final FileAttribute<?> PRIVATE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path path;

  private SecretFile(Path path) {
    this.path = path;
  }

  /**
   * The path that an option names.
   *
   * @throws CommandException with {@link ExitCode#USAGE} if it names none
   */
  static Path path(String option, String value) {
    if (value.isEmpty()) {
      throw CommandException.usage(option + " wants the name of a file", null);
    }
    try {
      return Path.of(value);
    } catch (InvalidPathException unusable) {
      throw CommandException.usage(option + " has a zero character", null);
    }
  }

  /**
   * Refuses a path at which no file can be made.
   *
   * @throws AlreadyExistsException if anything is there
   * @throws UnavailableException if its directory is missing or may not be written to
   */
  static void requireCreatable(Path path) {
    if (isThere(path)) {
      throw new AlreadyExistsException(Subject.FILE, path.toString());
    }
    Path directory = Objects.requireNonNullElse(path.toAbsolutePath().getParent(), path);
    try {
      directory.getFileSystem().provider().checkAccess(directory, AccessMode.WRITE);
    } catch (IOException e) {
      throw new UnavailableException(directory, e);
    }
  }

  /** Whether anything is there. That this cannot be told must not pass for a no. */
  private static boolean isThere(Path path) {
    try {
      var _ = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return true;
    } catch (NoSuchFileException absent) {
      return false;
    } catch (IOException e) {
      throw new UnavailableException(path, e);
    }
  }

  /**
   * Writes the file, durably: it is there as a whole or not at all, also after a crash.
   *
   * @param end what follows the secret, such as a line end
   * @throws AlreadyExistsException if anything is there
   * @throws UnavailableException if it cannot be written; nothing is left of it
   */
  static SecretFile create(Path path, Secret secret, String end) {
    SecretFile file = new SecretFile(path.toAbsolutePath());
    try {
      file.write(secret, end.getBytes(StandardCharsets.US_ASCII));
      return file;
    } catch (FileAlreadyExistsException taken) {
      throw new AlreadyExistsException(Subject.FILE, path.toString());
    } catch (IOException e) {
      throw new UnavailableException(path, e);
    }
  }

  private void write(Secret secret, byte[] end) throws IOException {
    Path temporary = path.resolveSibling(".secret.tmp_" + Long.toHexString(System.nanoTime()));
    boolean done = false;
    try (FileChannel channel = FileChannel.open(temporary, NEW, PRIVATE)) {
      try {
        secret.useExposedBytes(bytes -> writeAll(channel, bytes));
        writeAll(channel, end);
        channel.force(true);
        giveName(temporary);
        try (FileChannel names = FileChannel.open(path.getParent(), StandardOpenOption.READ)) {
          Files.deleteIfExists(temporary);
          names.force(true);
          done = true;
        } finally {
          if (!done) {
            delete();
          }
        }
      } finally {
        Files.deleteIfExists(temporary);
      }
    }
  }

  /** Unlike a move, a link replaces nothing; but not every file system knows links, such as FAT. */
  private void giveName(Path temporary) throws IOException {
    try {
      Files.createLink(path, temporary);
    } catch (FileSystemException e) {
      if (!NO_LINKS.contains(String.valueOf(e.getReason()))) {
        throw e;
      }
      Files.move(temporary, path);
    }
  }

  private static @Nullable Void writeAll(FileChannel channel, byte[] bytes) throws IOException {
    ByteBuffer rest = ByteBuffer.wrap(bytes);
    while (rest.hasRemaining()) {
      channel.write(rest);
    }
    return null;
  }

  /** Removes the file again, because what its secret was for has not come to be. */
  void delete() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      // The secret in it counts for nothing, and the failure that led here is about to be told.
    }
  }
}
