package dev.latchkey.cache;

import dev.latchkey.ConfigScene;
import dev.latchkey.DirectorySnapshot;
import dev.latchkey.store.Actor;
import dev.latchkey.store.ConfigDirectory;
import dev.latchkey.store.ConfigStore;
import dev.latchkey.store.RandomSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A configuration directory and a run directory, for several stores as if of several processes. */
final class HostScene extends ConfigScene {

  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private final Path temporary;

  HostScene(Path temporary) {
    super(temporary, NOW);
    this.temporary = temporary;
    try {
      Files.createDirectories(config);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A store of its own, as another process has it. */
  ConfigStore store() {
    return store(RandomSource.ofKernel(), false);
  }

  /** A store whose run directory lies somewhere else. */
  ConfigStore storeAt(Path elsewhere, RandomSource random) {
    return new ConfigStore(
        new ConfigDirectory(config),
        elsewhere,
        Duration.ZERO,
        new Actor(0, "tester", null),
        () -> now,
        random,
        false);
  }

  CacheControl control() {
    return new CacheControl(store(), () -> now);
  }

  Path counters() {
    return run.resolve("shmem/latchkey-versions");
  }

  Path journal() {
    return run.resolve(InvalidationJournal.FILE);
  }

  Path processes() {
    return run.resolve(ProcessFiles.DIRECTORY);
  }

  /** Both directories, and where the run directory is to be. */
  DirectorySnapshot everything() {
    return DirectorySnapshot.of(temporary);
  }

  void assertUnchangedSince(DirectorySnapshot before) {
    before.assertUnchanged(temporary);
  }

  /** What the directory with the files of processes holds. */
  List<String> processFiles() {
    try (Stream<Path> files = Files.list(processes())) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The file of an attached process, which must live. */
  void writeProcess(long pid, String name, long sequence, long counterFile) {
    new ProcessFiles(store().runFiles())
        .write(
            pid + ".json",
            new AttachedProcess(
                pid, ProcessFiles.startTicks(pid), name, NOW, sequence, counterFile, Map.of()));
  }

  /** In one step, whoever is just writing there. */
  void removeRunDirectory() {
    try {
      Files.move(run, run.resolveSibling("removed"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns once something is so; the time-out of the test ends the waiting. */
  static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
      if (Thread.currentThread().isInterrupted()) {
        throw new AssertionError("interrupted while waiting");
      }
    }
  }
}
