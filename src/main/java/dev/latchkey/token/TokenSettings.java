package dev.latchkey.token;

import dev.latchkey.format.SectionConfig;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an administrator decides about a token. Immutable.
 *
 * @param comment one line of text without control characters or blanks at either end, null for none
 * @param enabled whether the token may be used
 * @param expires from when on it may not be used, in whole seconds; null for never
 */
public record TokenSettings(@Nullable String comment, boolean enabled, @Nullable Instant expires) {

  /** Enabled for ever, without a comment. */
  public static final TokenSettings DEFAULT = new TokenSettings(null, true, null);

  /**
   * Checks what the file format can hold.
   *
   * @throws IllegalArgumentException if the comment or the time cannot be stored; the message says
   *     what is wrong and quotes nothing
   */
  public TokenSettings {
    if (comment != null && !SectionConfig.isStorable(comment)) {
      throw new IllegalArgumentException(
          "a comment is one line without control characters, and without blanks at either end");
    }
    if (expires != null && (expires.getEpochSecond() <= 0 || expires.getNano() != 0)) {
      throw new IllegalArgumentException("an expiry is a whole number of seconds after 1970");
    }
  }

  /** The same with another comment, null for none. */
  public TokenSettings withComment(@Nullable String newComment) {
    return new TokenSettings(newComment, enabled, expires);
  }

  /** The same, enabled or disabled. */
  public TokenSettings withEnabled(boolean newEnabled) {
    return new TokenSettings(comment, newEnabled, expires);
  }

  /** The same with another expiry, null for never. */
  public TokenSettings withExpires(@Nullable Instant newExpires) {
    return new TokenSettings(comment, enabled, newExpires);
  }
}
