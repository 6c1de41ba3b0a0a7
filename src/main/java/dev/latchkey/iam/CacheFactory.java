package dev.latchkey.iam;

import dev.latchkey.cache.CacheSettings;
import dev.latchkey.cache.Memory;
import dev.latchkey.cache.SwrCache;
import java.util.function.LongSupplier;

/** What all caches have in common. */
record CacheFactory(CacheSettings settings, Memory memory, LongSupplier nanos) {

  <K, V> SwrCache<K, V> cache(SwrCache.Loader<K, V> loader) {
    return new SwrCache<>(settings, memory, nanos, loader);
  }
}
