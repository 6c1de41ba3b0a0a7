package dev.latchkey.cache;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a cache has counted since it was made. Each look-up is counted once, as one of {@code hits},
 * {@code staleHits}, {@code negativeHits}, {@code misses} and {@code passThrough}.
 *
 * @param hits look-ups answered from memory
 * @param staleHits look-ups answered from memory with what was due for a refresh
 * @param misses look-ups that had to wait for a load, their own or one that was under way
 * @param negativeHits look-ups answered from memory: there is no such thing
 * @param refreshSuccess refreshes whose result was taken
 * @param refreshFailure refreshes that failed; the present answer stays
 * @param refreshSkippedInflight look-ups that found a refresh due and one under way
 * @param refreshDropped refreshes whose result was not taken: invalidated meanwhile, or too late
 * @param invalidations entries that were dropped because somebody asked for it
 * @param entryCount entries now, as far as it is known without counting them
 * @param passThrough look-ups that went through because nothing may be kept
 */
public record CacheCounters(
    long hits,
    long staleHits,
    long misses,
    long negativeHits,
    long refreshSuccess,
    long refreshFailure,
    long refreshSkippedInflight,
    long refreshDropped,
    long invalidations,
    long entryCount,
    long passThrough) {

  /** The counters by the names that they have in files and answers, in their order. */
  public Map<String, Long> byName() {
    Map<String, Long> counters = new LinkedHashMap<>();
    counters.put("hits", hits);
    counters.put("stale_hits", staleHits);
    counters.put("misses", misses);
    counters.put("negative_hits", negativeHits);
    counters.put("refresh_success", refreshSuccess);
    counters.put("refresh_failure", refreshFailure);
    counters.put("refresh_skipped_inflight", refreshSkippedInflight);
    counters.put("refresh_dropped", refreshDropped);
    counters.put("invalidations", invalidations);
    counters.put("entry_count", entryCount);
    counters.put("pass_through", passThrough);
    return counters;
  }
}
