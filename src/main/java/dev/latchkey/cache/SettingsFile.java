package dev.latchkey.cache;

import dev.latchkey.store.ConfigStore;
import dev.latchkey.store.CorruptFileException;
import dev.latchkey.store.CorruptFileException.Problem;
import dev.latchkey.store.FileImage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/**
 * The cache settings in {@code latchkey.toml}, the table {@code [auth.cache]}. A setting that
 * nobody knows is an error: a misspelt one would otherwise count for nothing.
 */
final class SettingsFile {

  private static final String NAME = "latchkey.toml";

  /** The size above which it is refused: tomlj takes seconds for a megabyte. */
  private static final int MAX_BYTES = 64 << 10;

  private static final String TABLE = "auth";
  private static final String SUBTABLE = "cache";
  private static final Set<String> SETTINGS =
      Set.of(
          CacheSettings.ENABLED,
          CacheSettings.TTL,
          CacheSettings.SOFT_TTL,
          CacheSettings.NEGATIVE_TTL,
          CacheSettings.MAX_ENTRIES);

  private final Path path;
  private final TomlParseResult toml;

  private SettingsFile(Path path, TomlParseResult toml) {
    this.path = path;
    this.toml = toml;
  }

  /**
   * Reads the settings; those that are not there are as in {@link CacheSettings#DEFAULT}.
   *
   * @throws CorruptFileException if the file makes no sense, or a setting is unknown or out of its
   *     range
   * @throws dev.latchkey.store.LatchkeyException if it cannot be read
   */
  static CacheSettings read(ConfigStore store) {
    FileImage image = store.read(NAME, MAX_BYTES);
    return image.exists() ? parse(image.path(), image.text()) : CacheSettings.DEFAULT;
  }

  static CacheSettings parse(Path path, String text) {
    TomlParseResult toml;
    try {
      toml = Toml.parse(text);
    } catch (RuntimeException | AssertionError | StackOverflowError surprised) {
      // tomlj takes some texts for impossible. Without a cause: it may quote what it read.
      throw new CorruptFileException(path, Problem.SYNTAX);
    }
    if (toml.hasErrors()) {
      TomlPosition place = toml.errors().getFirst().position();
      throw new CorruptFileException(path, Problem.SYNTAX, place.line(), place.column());
    }
    SettingsFile file = new SettingsFile(path, toml);
    file.requireKnown();
    return file.settings();
  }

  private void requireKnown() {
    for (List<String> name : toml.keyPathSet(true)) {
      boolean known =
          switch (name.size()) {
            case 1 -> name.equals(List.of(TABLE));
            case 2 -> name.equals(List.of(TABLE, SUBTABLE));
            default -> name.equals(full(name.getLast())) && SETTINGS.contains(name.getLast());
          };
      if (!known) {
        TomlPosition place = toml.inputPositionOf(name);
        throw place == null
            ? new CorruptFileException(path, Problem.UNKNOWN_SETTING)
            : new CorruptFileException(path, Problem.UNKNOWN_SETTING, place.line(), place.column());
      } else if (name.size() < 3 && !(toml.get(name) instanceof TomlTable)) {
        throw bad(name); // what is said to be in it could not be asked for
      }
    }
  }

  private CacheSettings settings() {
    CacheSettings standard = CacheSettings.DEFAULT;
    Duration ttl = seconds(CacheSettings.TTL, standard.ttl());
    // A shorter life shortens those that were not set, too.
    Duration softTtl = seconds(CacheSettings.SOFT_TTL, shorter(ttl, standard.softTtl()));
    Duration negativeTtl =
        seconds(CacheSettings.NEGATIVE_TTL, shorter(ttl, standard.negativeTtl()));
    long maxEntries = value(CacheSettings.MAX_ENTRIES, Long.class, standard.maxEntries());
    boolean enabled = value(CacheSettings.ENABLED, Boolean.class, standard.enabled());
    String wrong = CacheSettings.outOfRange(ttl, softTtl, negativeTtl, maxEntries);
    if (wrong != null) {
      throw bad(full(wrong));
    }
    return new CacheSettings(enabled, ttl, softTtl, negativeTtl, maxEntries);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private Duration seconds(String name, Duration standard) {
    return Duration.ofSeconds(value(name, Long.class, standard.toSeconds()));
  }

  private <T> T value(String name, Class<T> type, T standard) {
    Object value = toml.get(full(name));
    if (value == null) {
      return standard;
    } else if (!type.isInstance(value)) {
      throw bad(full(name));
    }
    return type.cast(value);
  }

  private CorruptFileException bad(List<String> name) {
    @Nullable TomlPosition place = toml.inputPositionOf(name);
    String setting = String.join(".", name);
    return CorruptFileException.badSetting(
        path, setting, place == null ? 0 : place.line(), place == null ? 0 : place.column());
  }

  private static List<String> full(String name) {
    return List.of(TABLE, SUBTABLE, name);
  }
}
