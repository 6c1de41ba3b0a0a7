package dev.latchkey.bench;

import dev.latchkey.cache.CacheControl;
import dev.latchkey.cache.Invalidation;
import dev.latchkey.cache.InvalidationReport;
import dev.latchkey.cache.InvalidationReport.Status;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Some attached processes, and how long they take to forget. */
final class Peers implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long TICK_MILLIS = 100;

  private final TokenDirectory directory = new TokenDirectory(1, 1);
  private final Random random = new Random(1);
  private final List<Process> processes = new ArrayList<>();
  private final CacheControl control;
  private final Path time;
  private final ByteBuffer applied;

  /** Starts the processes and waits until all are attached. */
  Peers(int count) throws IOException {
    this.control =
        new CacheControl(Peer.store(directory.config(), directory.run()), InstantSource.system());
    this.time = Files.createTempFile("latchkey-bench", ".time");
    this.applied = Peer.map(time);
    for (int i = 0; i < count; i++) {
      processes.add(start());
    }
    for (Process process : processes) {
      BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
      if (!"attached".equals(output.readLine())) {
        throw new IOException("a process did not attach");
      }
    }
  }

  private Process start() throws IOException {
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElse("java"),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx32m",
            "-cp",
            System.getProperty("java.class.path"),
            Peer.class.getName(),
            directory.config().toString(),
            directory.run().toString(),
            time.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** How long it takes until a process that does nothing has applied an invalidation. */
  double[] nanosToApply(int samples) throws InterruptedException {
    double[] nanos = new double[samples];
    for (int i = 0; i < samples; i++) {
      Thread.sleep(random.nextLong(TICK_MILLIS)); // anywhere between two looks of the watcher
      applied.putLong(0, 0);
      long start = System.nanoTime();
      control.publish(invalidation(i));
      while (applied.getLong(0) == 0) {
        Thread.sleep(1);
      }
      nanos[i] = (double) applied.getLong(0) - start;
    }
    Arrays.sort(nanos);
    return nanos;
  }

  /** How long it takes until all processes have said that they applied an invalidation. */
  double[] nanosToAcknowledge(int samples) throws InterruptedException {
    double[] nanos = new double[samples];
    for (int i = 0; i < samples; i++) {
      Thread.sleep(random.nextLong(TICK_MILLIS));
      long start = System.nanoTime();
      InvalidationReport report = control.invalidate(invalidation(i), PATIENCE);
      nanos[i] = (double) System.nanoTime() - start;
      if (report.count(Status.ACKNOWLEDGED) != processes.size()) {
        throw new IllegalStateException("not acknowledged: " + report);
      }
    }
    Arrays.sort(nanos);
    return nanos;
  }

  private static Invalidation invalidation(int number) {
    return Invalidation.user("123456789012", "user-" + number);
  }

  @Override
  public void close() throws IOException {
    for (Process process : processes) {
      process.getOutputStream().close();
    }
    for (Process process : processes) {
      try {
        process.waitFor();
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
    Files.delete(time);
    directory.close();
  }
}
