package dev.latchkey.bench;

import dev.latchkey.store.Secret;
import dev.latchkey.token.TokenId;
import dev.latchkey.token.TokenRepository;
import dev.latchkey.token.TokenSettings;
import dev.latchkey.token.TokenVerifier;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Creates and deletes a token while other threads of the process are at work. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ChangeBenchmark {

  /** How many other threads there are. */
  static final int THREADS = 64;

  /** How often each of them verifies in a second if it does so with pauses. */
  static final int RATE = 100;

  /** What the other threads do. */
  public enum Load {
    /** There are none. */
    NONE,
    /** Each verifies a remembered secret {@link #RATE} times a second. */
    REQUESTS,
    /** They verify remembered secrets without a pause. */
    VERIFY,
    /** They keep the processors busy with what has nothing to do with tokens. */
    DIGEST
  }

  private static final int IN_USE = 10;
  private static final TokenId ID = TokenId.parse("change@pbs!one");

  @Param public Load load = Load.NONE;

  private final List<Thread> threads = new ArrayList<>();
  private TokenDirectory directory;
  private TokenRepository tokens;
  private final LongAdder verifications = new LongAdder();
  private volatile boolean ended;

  /** What happened in an iteration, which is one call. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Events {

    /** How many nanoseconds the first half took. */
    public long create;

    /** How many the second half took. */
    public long delete;

    /** How many verifications by other threads were done meanwhile. */
    public long verifications;
  }

  @Setup
  public void open() throws IOException {
    directory = new TokenDirectory(10, IN_USE);
    tokens = directory.open().tokens();
    TokenVerifier verifier = tokens.verifier();
    for (int i = 0; load != Load.NONE && i < THREADS; i++) {
      threads.add(Thread.ofPlatform().daemon().start(() -> work(verifier)));
    }
  }

  private void work(TokenVerifier verifier) {
    Client client = new Client(IN_USE);
    byte[] block = new byte[64];
    while (!ended) {
      switch (load) {
        case REQUESTS -> {
          client.verify(verifier);
          LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1) / RATE);
        }
        case VERIFY -> {
          client.verify(verifier);
          verifications.increment();
        }
        default -> block = Client.sha256().digest(block);
      }
    }
  }

  @TearDown
  public void close() throws IOException, InterruptedException {
    boolean died = threads.stream().anyMatch(thread -> !thread.isAlive());
    ended = true;
    for (Thread thread : threads) {
      thread.join();
    }
    directory.close();
    if (died) {
      throw new IllegalStateException("the load was less than it should have been");
    }
  }

  @Benchmark
  public void createAndDelete(Events events) {
    try (Secret secret = TokenDirectory.secret()) {
      long verifiedBefore = verifications.sum();
      long begin = System.nanoTime();
      tokens.create(ID, TokenSettings.DEFAULT, secret);
      long created = System.nanoTime();
      tokens.delete(ID);
      events.delete = System.nanoTime() - created;
      events.create = created - begin;
      events.verifications = verifications.sum() - verifiedBefore;
    }
  }
}
