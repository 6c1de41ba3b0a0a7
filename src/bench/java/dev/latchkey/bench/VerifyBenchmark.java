package dev.latchkey.bench;

import dev.latchkey.store.Secret;
import dev.latchkey.token.TokenVerifier;
import dev.latchkey.token.Verification;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A secret that the verifier remembers, and one that it has to hash. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class VerifyBenchmark {

  @Param("10")
  public int tokens;

  @Param("10")
  public int inUse;

  private TokenDirectory directory;
  private TokenVerifier verifier;

  /** What each thread has for itself. */
  @State(Scope.Thread)
  public static class PerThread {

    private Client client;
    private long guesses;

    @Setup
    public void begin(VerifyBenchmark benchmark) {
      client = new Client(benchmark.inUse);
    }
  }

  @Setup
  public void open() throws IOException {
    directory = new TokenDirectory(tokens, inUse);
    verifier = directory.open().tokens().verifier();
    Client client = new Client(inUse);
    for (int i = 0; i < inUse; i++) {
      client.verify(verifier);
    }
  }

  @TearDown
  public void close() throws IOException {
    directory.close();
  }

  @Benchmark
  public Verification cached(PerThread thread) {
    return thread.client.verify(verifier);
  }

  /** What more threads cost although they share nothing but the machine. */
  @Benchmark
  public int digest(PerThread thread) {
    return thread.client.digest();
  }

  /** A wrong secret that was never seen before, which costs a hash every time. */
  @Benchmark
  public Verification hashed(PerThread thread) {
    String guess = "guess-" + thread.guesses++;
    try (Secret secret = Secret.copyOf(guess.getBytes(StandardCharsets.US_ASCII))) {
      return verifier.verify(TokenDirectory.id(0), secret);
    }
  }
}
