package dev.latchkey.cache;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/**
 * Lincheck runs random operations on several threads and looks for an order, one operation after
 * the other, in which no cache at all would have answered the same. There always is one, because
 * whoever changes something invalidates it before the change is done: that time passes in between,
 * so that answers are stale, refreshed behind or too old, makes no difference.
 *
 * <p>It stresses and does not check models, as it steers only threads that it has started, and
 * loads have their own.
 */
@Param(name = "key", gen = IntGen.class, conf = "1:2")
@Param(name = "value", gen = IntGen.class, conf = "1:9")
public class SwrCacheLinearizabilityTest {

  /** What it all comes to. */
  public static final class Uncached {

    private final Map<Integer, Integer> source = new ConcurrentHashMap<>();

    /** As that of the cache. */
    public int get(int key) {
      return source.getOrDefault(key, 0);
    }

    /** As that of the cache. */
    public void change(int key, int value) {
      source.put(key, value);
    }

    /** As that of the cache. */
    public void changeAndInvalidateAll(int key, int value) {
      source.put(key, value);
    }

    /** As that of the cache. */
    public void changeAndInvalidateOthers(int key, int value) {
      source.put(key, value);
    }

    /** As that of the cache. */
    public void pass() {}
  }

  private final Map<Integer, Integer> source = new ConcurrentHashMap<>();
  private final AtomicLong nanos = new AtomicLong();
  private final SwrCache<Integer, Integer> cache =
      new SwrCache<>(CacheSettings.DEFAULT, Memory.ALONE, nanos::get, source::get);

  /** The value, 0 if there is none. */
  @Operation
  public int get(@Param(name = "key") int key) {
    Integer found = cache.get(key);
    return found == null ? 0 : found;
  }

  /** Drops the key. */
  @Operation
  public void change(@Param(name = "key") int key, @Param(name = "value") int value) {
    source.put(key, value);
    cache.invalidate(key);
  }

  /** Drops everything. */
  @Operation
  public void changeAndInvalidateAll(
      @Param(name = "key") int key, @Param(name = "value") int value) {
    source.put(key, value);
    cache.invalidateAll();
  }

  /** Drops all that differs. */
  @Operation
  public void changeAndInvalidateOthers(
      @Param(name = "key") int key, @Param(name = "value") int value) {
    source.put(key, value);
    cache.invalidateValues(other -> other != value);
  }

  /** Makes what is young stale, and what is stale too old. */
  @Operation
  public void pass() {
    nanos.addAndGet(Duration.ofSeconds(31).toNanos());
  }

  @Test
  void operations_ofSeveralThreads_areAsThoseOfNoCache() {
    new StressOptions()
        .iterations(12)
        .invocationsPerIteration(250)
        .threads(3)
        .actorsPerThread(3)
        .actorsBefore(3)
        .actorsAfter(2)
        .sequentialSpecification(Uncached.class)
        .check(SwrCacheLinearizabilityTest.class);
  }
}
