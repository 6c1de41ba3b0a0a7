package dev.latchkey.iam;

import dev.latchkey.store.ConfigStore;
import dev.latchkey.store.CorruptFileException;
import dev.latchkey.store.FileImage;
import dev.latchkey.store.FileStamp;
import dev.latchkey.store.JsonReader;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One file of a catalog, parsed again only if its stamp has changed. Thread-safe.
 *
 * @param <V> what stands under each name of the file's object
 */
final class CatalogFile<V> {

  /** The directory of all of them. */
  private static final String DIRECTORY = "catalog";

  /** Reads what stands under a name: the present value. */
  interface Parser<V> {
    V read(JsonReader json, String name);
  }

  /** What was read, and of which state of the file. */
  private record Read<V>(FileStamp stamp, Map<String, V> entries) {}

  private final ConfigStore store;
  private final String name;
  private final Parser<V> parser;
  private volatile @Nullable Read<V> last;

  CatalogFile(ConfigStore store, String name, Parser<V> parser) {
    this.store = store;
    this.name = DIRECTORY + "/" + name;
    this.parser = parser;
  }

  /**
   * What the file holds now, empty if there is none.
   *
   * @throws CorruptFileException if it makes no sense, or is not safe to read
   * @throws dev.latchkey.store.UnavailableException if it cannot be read
   */
  Map<String, V> current() {
    if (!store.hasDirectory(DIRECTORY)) {
      return Map.of();
    }
    Read<V> known = last;
    if (known != null && known.stamp.equals(store.stamp(name))) {
      return known.entries;
    }
    FileImage image = store.read(name);
    Map<String, V> entries = image.exists() ? parse(image) : Map.of();
    last = new Read<>(image.stamp(), entries);
    return entries;
  }

  private Map<String, V> parse(FileImage image) {
    Map<String, V> entries = new LinkedHashMap<>();
    try {
      JsonReader.read(
          image.path(),
          image.bytes(),
          json -> name -> entries.put(name, parser.read(json, name)) == null);
    } finally {
      image.wipe();
    }
    return entries;
  }
}
