package dev.latchkey.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How long whole processes take, from their start to their end; a figure is a median. */
final class Starts {

  private final Map<String, List<Long>> nanos = new LinkedHashMap<>();
  private final Map<String, String> environment;

  /**
   * No process yet.
   *
   * @param environment what each process gets beside the environment of this one
   */
  Starts(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /**
   * Runs a process to its end and notes how long that took.
   *
   * @param name under which
   * @param input what it reads, null for nothing
   * @param exits how it may end
   * @return what it wrote on standard output
   * @throws IOException if it ends otherwise
   */
  byte[] time(String name, @Nullable Path input, Set<Integer> exits, List<String> line)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile("latchkey-bench", ".out");
    Path err = Files.createTempFile("latchkey-bench", ".err");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(line)
              .redirectInput(input == null ? new File("/dev/null") : input.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().putAll(environment);
      long start = System.nanoTime();
      int exit = builder.start().waitFor();
      long end = System.nanoTime();
      if (!exits.contains(exit)) {
        throw new IOException(line + " exits with " + exit + ": " + Files.readString(err));
      }
      nanos.computeIfAbsent(name, first -> new ArrayList<>()).add(end - start);
      return Files.readAllBytes(out);
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  /** Forgets what was noted so far, because the first runs find cold caches. */
  void clear() {
    nanos.clear();
  }

  /** Under which names something was noted. */
  Set<String> names() {
    return nanos.keySet();
  }

  /** The median of what was noted under a name. */
  double median(String name) {
    long[] sorted =
        Objects.requireNonNull(nanos.get(name), name).stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(sorted);
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2.0;
  }
}
