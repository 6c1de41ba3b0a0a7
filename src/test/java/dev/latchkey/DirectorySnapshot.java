package dev.latchkey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a directory and all below it hold: kind, mode and bytes of everything but lock files, which
 * are empty and never deleted.
 *
 * @param entries by path relative to the directory; empty if there is none
 */
public record DirectorySnapshot(SortedMap<String, String> entries) {

  /** What a directory holds now. */
  public static DirectorySnapshot of(Path directory) {
    SortedMap<String, String> entries = new TreeMap<>();
    if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      try (Stream<Path> paths = Files.walk(directory)) {
        paths
            .filter(path -> !isLockFile(path))
            .forEach(path -> entries.put(directory.relativize(path).toString(), describe(path)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return new DirectorySnapshot(entries);
  }

  private static boolean isLockFile(Path path) {
    String name = path.getFileName().toString();
    return name.endsWith(".lck") || name.endsWith(".lock");
  }

  private static String describe(Path path) {
    try {
      if (Files.isSymbolicLink(path)) {
        return "link to " + Files.readSymbolicLink(path);
      }
      String mode =
          PosixFilePermissions.toString(
              Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
      if (!Files.isRegularFile(path)) {
        return mode + " directory";
      }
      // Byte for byte, whatever the encoding.
      return Files.isReadable(path)
          ? mode + " " + new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1)
          : mode + " unreadable";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The files that differ in the other one, those that are missing in either included. */
  public Set<String> filesThatDiffer(DirectorySnapshot other) {
    Set<String> names = new TreeSet<>(entries.keySet());
    names.addAll(other.entries.keySet());
    names.removeIf(name -> Objects.equals(entries.get(name), other.entries.get(name)));
    names.removeIf(name -> isDirectory(name) || other.isDirectory(name));
    return names;
  }

  private boolean isDirectory(String name) {
    return entries.getOrDefault(name, "").endsWith(" directory");
  }

  /** Fails if a directory holds anything else by now, or a temporary file. */
  public void assertUnchanged(Path directory) {
    DirectorySnapshot now = of(directory);
    assertThat(now.entries).isEqualTo(entries);
    now.assertNoTemporaryFiles();
  }

  /** Fails if there is a temporary file. */
  public void assertNoTemporaryFiles() {
    assertThat(entries.keySet()).noneMatch(name -> name.contains(".tmp_"));
  }
}
