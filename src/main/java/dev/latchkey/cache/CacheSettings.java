package dev.latchkey.cache;

import dev.latchkey.store.ConfigStore;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long a cache believes what it was told, and how much of it. Immutable.
 *
 * @param enabled false for no cache at all: every call goes through
 * @param ttl how long an answer is served; after that the caller waits for a new one
 * @param softTtl how long an answer is served without a refresh behind; up to {@code ttl}
 * @param negativeTtl how long it is believed that there is no such thing; up to {@code ttl}
 * @param maxEntries how many answers are kept
 */
public record CacheSettings(
    boolean enabled, Duration ttl, Duration softTtl, Duration negativeTtl, long maxEntries) {

  // These two stand before the settings that are checked against them: statics begin in order.

  /** Nanoseconds in a long reach far further. */
  private static final Duration LONGEST = Duration.ofDays(366);

  private static final Duration SHORTEST = Duration.ofSeconds(1);

  /** The settings where nobody says otherwise. */
  public static final CacheSettings DEFAULT =
      new CacheSettings(
          true, Duration.ofSeconds(60), Duration.ofSeconds(30), Duration.ofSeconds(5), 10_000);

  /** The names that the settings have in {@code latchkey.toml}. */
  static final String ENABLED = "enabled";

  static final String TTL = "ttl_seconds";
  static final String SOFT_TTL = "soft_ttl_seconds";
  static final String NEGATIVE_TTL = "negative_ttl_seconds";
  static final String MAX_ENTRIES = "max_entries";

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is less than a second or an entry, or a soft or
   *     negative time to live is above {@code ttl}; the message begins with its name
   */
  public CacheSettings {
    String wrong = outOfRange(ttl, softTtl, negativeTtl, maxEntries);
    if (wrong != null) {
      throw new IllegalArgumentException(wrong + " is out of its range");
    }
  }

  /**
   * The settings in {@code latchkey.toml} of a configuration directory, table {@code [auth.cache]};
   * those that are not there are as in {@link #DEFAULT}, but no longer than {@code ttl_seconds}.
   *
   * @throws dev.latchkey.store.CorruptFileException if the file makes no sense, or a setting is
   *     unknown or out of its range
   * @throws dev.latchkey.store.LatchkeyException if it cannot be read
   */
  public static CacheSettings read(ConfigStore store) {
    return SettingsFile.read(store);
  }

  /** The name of the first setting that makes no sense, null if all do. */
  static @Nullable String outOfRange(
      Duration ttl, Duration softTtl, Duration negativeTtl, long maxEntries) {
    if (!isWithin(ttl, LONGEST)) {
      return TTL;
    } else if (!isWithin(softTtl, ttl)) {
      return SOFT_TTL;
    } else if (!isWithin(negativeTtl, ttl)) {
      return NEGATIVE_TTL;
    }
    return maxEntries < 1 ? MAX_ENTRIES : null;
  }

  private static boolean isWithin(Duration time, Duration longest) {
    return time.compareTo(SHORTEST) >= 0 && time.compareTo(longest) <= 0;
  }
}
