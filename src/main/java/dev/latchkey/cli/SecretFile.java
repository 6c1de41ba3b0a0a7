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
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A new file, mode 0600, that holds a secret: what {@code --secret-out} makes. */
final class SecretFile {

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
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new AlreadyExistsException(Subject.FILE, path.toString());
    }
    Path directory = path.toAbsolutePath().getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      throw new UnavailableException(
          directory == null ? path : directory, new NoSuchFileException(path.toString()));
    } else if (!Files.isWritable(directory)) {
      throw new UnavailableException(directory, new AccessDeniedException(path.toString()));
    }
  }

  /**
   * Writes the file, durably.
   *
   * @param end what follows the secret, such as a line end
   * @throws AlreadyExistsException if anything is there
   * @throws UnavailableException if it cannot be written; nothing is left of it
   */
  static SecretFile create(Path path, Secret secret, String end) {
    SecretFile file = new SecretFile(path.toAbsolutePath());
    try (FileChannel channel =
        FileChannel.open(
            path,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      file.write(channel, secret, end.getBytes(StandardCharsets.US_ASCII));
      return file;
    } catch (FileAlreadyExistsException taken) {
      throw new AlreadyExistsException(Subject.FILE, path.toString());
    } catch (IOException e) {
      throw new UnavailableException(path, e);
    }
  }

  private void write(FileChannel channel, Secret secret, byte[] end) throws IOException {
    boolean written = false;
    try {
      secret.useExposedBytes(bytes -> channel.write(ByteBuffer.wrap(bytes)));
      channel.write(ByteBuffer.wrap(end));
      channel.force(true);
      try (FileChannel directory = FileChannel.open(path.getParent(), StandardOpenOption.READ)) {
        directory.force(true);
      }
      written = true;
    } finally {
      if (!written) {
        delete();
      }
    }
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
