package dev.latchkey.bench;

import java.util.List;

/** One part of what {@code scripts/bench} measures. */
interface Report {

  /**
   * Measures, for some minutes, and tells on standard error how far it is.
   *
   * @throws Exception if anything fails: half a report is none
   */
  Table table() throws Exception;

  /** How figures of the table grow, once it was measured. */
  default List<Picture> pictures() {
    return List.of();
  }
}
