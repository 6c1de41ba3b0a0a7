package dev.latchkey.iam;

import dev.latchkey.cache.CacheCounters;
import dev.latchkey.cache.Selector;
import dev.latchkey.cache.SwrCache;
import java.util.Optional;

/** Key schemas from memory where it can be. Thread-safe. */
final class CachedTableKeyInfo implements TableKeyInfoStore {

  private final SwrCache<TableKey, TableKeyInfo> cache;

  CachedTableKeyInfo(CacheFactory caches, TableKeyInfoStore store) {
    this.cache = caches.cache(table -> store.find(table).orElse(null));
  }

  @Override
  public Optional<TableKeyInfo> find(TableKey table) {
    return Optional.ofNullable(cache.get(table));
  }

  void drop(Selection chosen) {
    chosen.drop(cache, TableKey::accountId, TableKey::new, Selector.TABLE_NAME);
  }

  CacheCounters counters() {
    return cache.counters();
  }
}
