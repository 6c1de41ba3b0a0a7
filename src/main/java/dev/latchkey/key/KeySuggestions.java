package dev.latchkey.key;

import dev.latchkey.store.Glance;
import java.nio.file.Path;
import java.util.List;

/**
 * The keys as somebody may want to name them, found as quickly as can be: no lock is taken. Nothing
 * may be decided on it.
 */
public final class KeySuggestions {

  private KeySuggestions() {}

  /**
   * All keys, in the order of their ids.
   *
   * @param directory the configuration directory
   * @throws dev.latchkey.store.LatchkeyException if the file cannot be read or is damaged
   */
  public static List<EncryptionKey> in(Path directory) {
    Path file = directory.resolve(KeyRegistry.FILE);
    return KeyRegistry.parse(file, Glance.at(file)).keys();
  }
}
