package dev.latchkey.iam;

import dev.latchkey.format.JsonReader;
import dev.latchkey.store.ConfigStore;
import dev.latchkey.store.CorruptFileException;
import dev.latchkey.store.FileImage;
import dev.latchkey.store.ParsedFile;
import java.util.LinkedHashMap;
import java.util.Map;

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

  private final ConfigStore store;
  private final ParsedFile<Map<String, V>> file;

  CatalogFile(ConfigStore store, String name, Parser<V> parser) {
    this.store = store;
    this.file =
        new ParsedFile<>(
            store,
            DIRECTORY + "/" + name,
            FileImage.MAX_BYTES,
            image -> image.exists() ? parse(image, parser) : null);
  }

  /**
   * What the file holds now, empty if there is none.
   *
   * @throws CorruptFileException if it makes no sense, or is not safe to read
   * @throws dev.latchkey.store.UnavailableException if it cannot be read
   */
  Map<String, V> current() {
    Map<String, V> entries = store.hasDirectory(DIRECTORY) ? file.current() : null;
    return entries == null ? Map.of() : entries;
  }

  private static <V> Map<String, V> parse(FileImage image, Parser<V> parser) {
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
