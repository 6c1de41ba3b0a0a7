package dev.latchkey.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Random;

/** A configuration directory and its run directory below a temporary one; neither exists yet. */
final class ConfigFixture {

  static final Instant NOW = Instant.parse("2026-03-04T05:06:07.089Z");
  static final InstantSource CLOCK = InstantSource.fixed(NOW);
  static final Actor ACTOR = new Actor(1234, "joe", "ann");

  final Path root;
  final Path config;
  final Path run;
  final ConfigDirectory directory;

  ConfigFixture(Path root) {
    this.root = root;
    this.config = root.resolve("config");
    this.run = root.resolve("run");
    this.directory = new ConfigDirectory(config);
  }

  /** The fixture with a configuration directory that exists and holds nothing. */
  static ConfigFixture created(Path root) {
    ConfigFixture fixture = new ConfigFixture(root);
    fixture.directory.create();
    return fixture;
  }

  /** Random bytes that are the same in every run of the tests. */
  static RandomSource random(long seed) {
    Random random = new Random(seed);
    return random::nextBytes;
  }

  static boolean isRoot() throws IOException {
    return ConfigDirectory.userId() == 0;
  }

  ConfigStore store() {
    return store(false);
  }

  ConfigStore dryRunStore() {
    return store(true);
  }

  private ConfigStore store(boolean dryRun) {
    return new ConfigStore(directory, run, Duration.ZERO, ACTOR, CLOCK, random(1), dryRun);
  }

  Path file(String name) {
    return config.resolve(name);
  }

  /** Writes a file as an editor would, without our locks. */
  Path write(String name, String content) throws IOException {
    return Files.writeString(file(name), content);
  }

  String content(String name) throws IOException {
    return Files.readString(file(name));
  }

  Path counters() {
    return run.resolve("shmem/latchkey-versions");
  }

  Path pbsCounters() {
    return run.resolve("shmem/config-versions");
  }

  static long current(ConfigStore store, Generation generation) {
    Optional<Long> value = store.generation(generation);
    assertThat(value).as("the counter of " + generation).isPresent();
    return value.orElseThrow();
  }

  /** Replaces a file with a text, in a transaction that is under way. */
  static void replace(FileTransaction change, HeldLock lock, String name, String content) {
    change.replace(lock, change.read(name), content.getBytes(StandardCharsets.UTF_8), 0640);
  }
}
