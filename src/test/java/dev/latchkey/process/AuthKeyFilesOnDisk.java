package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The files of the key pair as an independent reader finds them.
 *
 * @param current {@code authkey.pub}, empty if there is none
 * @param old {@code authkey.pub.old}, empty if there is none
 * @param privateKey {@code authkey.key}, empty if there is none
 * @param times the seconds since when the public keys are what they are, which decides what tickets
 *     count
 * @param rotations the lines of the audit log that tell of a rotation
 */
record AuthKeyFilesOnDisk(
    String current, String old, String privateKey, List<Long> times, List<String> rotations) {

  private static final int AUTHKEY_COUNTER = 32;

  static AuthKeyFilesOnDisk of(Path config) throws IOException {
    return new AuthKeyFilesOnDisk(
        read(config.resolve("authkey.pub")),
        read(config.resolve("authkey.pub.old")),
        read(config.resolve("authkey.key")),
        times(config),
        read(config.resolve("state/audit.jsonl"))
            .lines()
            .filter(line -> line.contains("\"auth-key rotate\""))
            .toList());
  }

  private static List<Long> times(Path config) throws IOException {
    List<Long> times = new ArrayList<>();
    for (String name : List.of("authkey.pub", "authkey.pub.old")) {
      if (Files.exists(config.resolve(name))) {
        times.add(Files.getLastModifiedTime(config.resolve(name)).to(TimeUnit.SECONDS));
      }
    }
    return times;
  }

  private static String read(Path file) throws IOException {
    return Files.exists(file) ? Files.readString(file) : "";
  }

  /** The fingerprints of the keys that the audit log names, oldest first. */
  List<String> audited() {
    return rotations.stream()
        .map(StoredState::flatObject)
        .map(line -> String.valueOf(line.get("target")))
        .toList();
  }

  /** Whether the last line takes back the one before. */
  boolean isTakenBack() {
    return !rotations.isEmpty() && rotations.getLast().contains("\"outcome\":\"undone\"");
  }

  /** Fails unless this is what one rotation makes of what was there before. */
  void assertIsOneRotationAfter(AuthKeyFilesOnDisk before) {
    assertThat(rotations).as("audit log").hasSize(before.rotations().size() + 1);
    assertThat(rotations.subList(0, before.rotations().size())).isEqualTo(before.rotations());
    assertThat(old).as("authkey.pub.old").isEqualTo(before.current());
    assertThat(current).as("authkey.pub").isNotEmpty().isNotEqualTo(before.current());
    assertThat(privateKey).as("authkey.key").isNotEmpty().isNotEqualTo(before.privateKey());
  }

  /** The generation of the key pair, -1 where there are no counters. */
  static long counter(Path run) throws IOException {
    List<Long> found = StoredState.counters(run, AUTHKEY_COUNTER);
    return found.isEmpty() ? -1 : found.getFirst();
  }

  /** Modes of what a writer has left behind, by name. */
  static Map<String, String> temporaryModes(Path config) throws IOException {
    try (Stream<Path> files = Files.list(config)) {
      Map<String, String> modes = new TreeMap<>();
      for (Path file : files.filter(path -> path.toString().contains(".tmp_")).toList()) {
        modes.put(String.valueOf(file.getFileName()), StoredState.owner(file));
      }
      return modes;
    }
  }
}
