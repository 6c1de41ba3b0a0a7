package dev.latchkey.bench;

import dev.latchkey.token.HashCount;
import dev.latchkey.token.TokenVerifier;
import dev.latchkey.token.Verification;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Remembered secrets while another process creates and deletes a token all the time. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class StormBenchmark {

  private static final int IN_USE = 10;

  @Param("10")
  public int tokens;

  private final Client client = new Client(IN_USE);
  private TokenDirectory directory;
  private TokenVerifier verifier;
  private TokenStorm storm;

  /** What happened in an iteration beside the calls. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Events {

    /** All calls. */
    public long calls;

    private StormBenchmark benchmark;
    private long hashesBefore;

    @Setup(Level.Iteration)
    public void begin(StormBenchmark running) {
      benchmark = running;
      hashesBefore = HashCount.of(running.verifier);
      running.storm.takeChanges();
    }

    /** Calls that took a hash. */
    public long hashes() {
      return HashCount.of(benchmark.verifier) - hashesBefore;
    }

    /** Changes by the other process. */
    public long changes() {
      return benchmark.storm.takeChanges();
    }
  }

  @Setup
  public void open() throws IOException {
    directory = new TokenDirectory(tokens, IN_USE);
    verifier = directory.open().tokens().verifier();
    for (int i = 0; i < IN_USE; i++) {
      client.verify(verifier);
    }
    storm = new TokenStorm(directory);
  }

  @TearDown
  public void close() throws IOException {
    storm.close();
    directory.close();
  }

  @Benchmark
  public Verification cached(Events events) {
    events.calls++;
    return client.verify(verifier);
  }
}
