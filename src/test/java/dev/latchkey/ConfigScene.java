package dev.latchkey;

import dev.latchkey.store.Actor;
import dev.latchkey.store.ConfigDirectory;
import dev.latchkey.store.ConfigStore;
import dev.latchkey.store.FileImage;
import dev.latchkey.store.RandomSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;

/** A configuration directory and a run directory in a temporary one, at a time of the test's. */
public class ConfigScene {

  public final Path config;
  public final Path run;

  /** What the clock shows; a test sets it as it likes. */
  public Instant now;

  protected ConfigScene(Path temporary, Instant now) {
    this.config = temporary.resolve("config");
    this.run = temporary.resolve("run");
    this.now = now;
  }

  public ConfigStore store(RandomSource random, boolean dryRun) {
    return new ConfigStore(
        new ConfigDirectory(config),
        run,
        Duration.ZERO,
        new Actor(0, "tester", null),
        () -> now,
        random,
        dryRun);
  }

  /** Writes a file with the mode that such files have, and the directories above it. */
  protected final Path write(String name, byte[] content, String mode) {
    try {
      Path file = config.resolve(name);
      Files.createDirectories(file.resolveSibling("."));
      Files.write(file, content);
      return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public final FileImage image(String name) {
    return store(RandomSource.ofKernel(), false).read(name);
  }

  public final byte[] bytes(String name) {
    try {
      return Files.readAllBytes(config.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public final String text(String name) {
    try {
      return Files.readString(config.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public final DirectorySnapshot snapshot() {
    return DirectorySnapshot.of(config);
  }
}
