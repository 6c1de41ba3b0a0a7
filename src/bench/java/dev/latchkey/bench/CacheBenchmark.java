package dev.latchkey.bench;

import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.latchkey.cache.CacheSettings;
import dev.latchkey.cache.InvalidationFollower;
import dev.latchkey.cache.Memory;
import dev.latchkey.cache.SwrCache;
import dev.latchkey.store.ConfigStore;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A look-up that finds what it asks for in memory. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CacheBenchmark {

  /** Which cache is asked. */
  public enum Kind {
    /** Caffeine's own, with the same settings. */
    BARE,
    /** One that nobody else invalidates. */
    ALONE,
    /** One that compares the counter in shared memory at each look-up. */
    FOLLOWING
  }

  private static final int KEYS = 1024;

  @Param("BARE")
  public Kind kind = Kind.BARE;

  private final String[] keys = new String[KEYS];
  private TokenDirectory directory;
  private AsyncLoadingCache<String, String> bare;
  private SwrCache<String, String> cache;

  /** What each thread has for itself. */
  @State(Scope.Thread)
  public static class PerThread {

    private int next;

    private int next() {
      next = (next + 1) & (KEYS - 1);
      return next;
    }
  }

  /** As long as entries of the cache live. */
  private static final class Lifetime implements Expiry<String, String> {

    private final long nanos = CacheSettings.DEFAULT.ttl().toNanos();

    @Override
    public long expireAfterCreate(String key, String value, long now) {
      return nanos;
    }

    @Override
    public long expireAfterUpdate(String key, String value, long now, long remaining) {
      return nanos;
    }

    @Override
    public long expireAfterRead(String key, String value, long now, long remaining) {
      return remaining;
    }
  }

  @Setup
  public void fill() throws IOException {
    directory = new TokenDirectory(1, 1);
    ConfigStore store = Peer.store(directory.config(), directory.run());
    Memory memory = kind == Kind.FOLLOWING ? new InvalidationFollower(store) : Memory.ALONE;
    cache = new SwrCache<>(CacheSettings.DEFAULT, memory, System::nanoTime, CacheBenchmark::load);
    bare =
        Caffeine.newBuilder()
            .maximumSize(CacheSettings.DEFAULT.maxEntries())
            .expireAfter(new Lifetime())
            .refreshAfterWrite(CacheSettings.DEFAULT.softTtl())
            .executor(Runnable::run)
            .buildAsync(CacheBenchmark::load);
    for (int i = 0; i < KEYS; i++) {
      keys[i] = "user-" + i;
      var _ = cache.get(keys[i]);
      var _ = bare.get(keys[i]).join();
    }
  }

  private static String load(String key) {
    return key + "'s policies";
  }

  @TearDown
  public void close() throws IOException {
    directory.close();
  }

  @Benchmark
  public @Nullable Object hit(PerThread thread) {
    String key = keys[thread.next()];
    return kind == Kind.BARE ? bare.get(key).join() : cache.get(key);
  }
}
