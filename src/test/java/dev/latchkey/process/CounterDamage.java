package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.Counters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.stream.Stream;

/** What may happen to the counters. */
enum CounterDamage {
  RUN_DIRECTORY_REMOVED(false) {
    @Override
    void apply(CacheHost host) throws IOException {
      removeAll(host.box.run());
    }
  },
  DIRECTORY_REMOVED(false) {
    @Override
    void apply(CacheHost host) throws IOException {
      removeAll(host.box.run().resolve("shmem"));
    }
  },
  REMOVED(false) {
    @Override
    void apply(CacheHost host) throws IOException {
      Files.delete(host.counters());
    }
  },
  REPLACED_BY_SMALLER(false) {
    @Override
    void apply(CacheHost host) throws IOException {
      replace(host, -100);
    }
  },
  REPLACED_BY_LARGER(false) {
    @Override
    void apply(CacheHost host) throws IOException {
      replace(host, 1L << 40);
    }
  },
  REPLACED_BY_SAME(false) {
    @Override
    void apply(CacheHost host) throws IOException {
      replace(host, 0);
    }
  },
  SET_BACK(false) {
    @Override
    void apply(CacheHost host) throws IOException {
      host.setCounter(host.counter() - 5000);
    }
  },
  SET_FORWARD(false) {
    @Override
    void apply(CacheHost host) throws IOException {
      host.setCounter(host.counter() + 5000);
    }
  },
  TRUNCATED(true) {
    @Override
    void apply(CacheHost host) throws IOException {
      Files.newByteChannel(
              host.counters(), StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
          .close();
    }
  },
  MAGIC_OVERWRITTEN(true) {
    @Override
    void apply(CacheHost host) throws IOException {
      try (FileChannel file = FileChannel.open(host.counters(), StandardOpenOption.WRITE)) {
        assertThat(file.write(ByteBuffer.allocate(Long.BYTES), 0)).isEqualTo(Long.BYTES);
      }
    }
  };

  /** Whether nobody can be told anything until the file is removed. */
  final boolean isRefused;

  CounterDamage(boolean isRefused) {
    this.isRefused = isRefused;
  }

  abstract void apply(CacheHost host) throws IOException;

  private static void replace(CacheHost host, long difference) throws IOException {
    Path copy = host.counters().resolveSibling("copy");
    Files.copy(host.counters(), copy, StandardCopyOption.COPY_ATTRIBUTES);
    Counters.set(
        copy,
        StoredFiles.INVALIDATIONS,
        Counters.get(copy, StoredFiles.INVALIDATIONS) + difference);
    Files.move(copy, host.counters(), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Removes a directory that others write to meanwhile. */
  private static void removeAll(Path directory) throws IOException {
    for (int i = 0; Files.exists(directory) && i < 100; i++) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      } catch (UncheckedIOException | IOException madeMeanwhile) {
        // Once more.
      }
    }
  }
}
