package dev.latchkey.iam;

import java.util.Optional;

/** Where key schemas of tables are looked up. Implementations are thread-safe; calls may block. */
@FunctionalInterface
public interface TableKeyInfoStore {

  /**
   * The key schema of a table.
   *
   * @return empty if there is no such table
   * @throws RuntimeException if that cannot be told, as a rule a {@link
   *     dev.latchkey.store.LatchkeyException}
   */
  Optional<TableKeyInfo> find(TableKey table);
}
