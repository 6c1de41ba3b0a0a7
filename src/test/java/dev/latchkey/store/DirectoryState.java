package dev.latchkey.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Everything below a directory, as text that can be compared: what a test says has not changed. */
final class DirectoryState {

  private DirectoryState() {}

  /** Path to type, mode, owner, group and content. */
  static SortedMap<String, String> of(Path root) throws IOException {
    SortedMap<String, String> state = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.toList()) {
        state.put(root.relativize(file).toString(), describe(file));
      }
    }
    return state;
  }

  private static String describe(Path file) throws IOException {
    Map<String, Object> attributes =
        Files.readAttributes(file, "unix:mode,uid,gid", LinkOption.NOFOLLOW_LINKS);
    String content = "";
    if (Files.isSymbolicLink(file)) {
      content = "-> " + Files.readSymbolicLink(file);
    } else if (Files.isRegularFile(file)) {
      content = text(Files.readAllBytes(file));
    }
    String mode = Integer.toOctalString((int) Objects.requireNonNull(attributes.get("mode")));
    return String.join(" ", mode, attributes.get("uid") + ":" + attributes.get("gid"), content);
  }

  /** The content where a person can read it, else its hash. */
  private static String text(byte[] content) {
    String text = new String(content, StandardCharsets.UTF_8);
    if (content.length < 10_000 && text.chars().allMatch(c -> c >= ' ' || c == '\n')) {
      return text;
    }
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** The names of the temporary files that were left behind. */
  static List<String> temporaryFiles(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.map(Path::toString).filter(name -> name.contains(".tmp_")).toList();
    }
  }

  /** The permission bits of a file. */
  static int mode(Path file) throws IOException {
    return (int) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 07777;
  }
}
