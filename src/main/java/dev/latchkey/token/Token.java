package dev.latchkey.token;

import dev.latchkey.token.Verification.Reason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A token as the files describe it; neither its secret nor the hash of that. Immutable.
 *
 * @param id its id
 * @param settings what its {@code token:} section says, the defaults if there is none
 * @param ownerEnabled whether the owner's {@code user:} section, if there is one, is enabled
 * @param ownerExpires when that section expires, null for never
 * @param hashMethod the method of {@code crypt(5)} that its secret is hashed with, such as {@code
 *     yescrypt}; {@code unknown} if the hash begins with no known prefix
 */
public record Token(
    TokenId id,
    TokenSettings settings,
    boolean ownerEnabled,
    @Nullable Instant ownerExpires,
    String hashMethod) {

  /** Whether it, or its owner, was disabled. */
  public boolean isDisabled() {
    return !settings.enabled() || !ownerEnabled;
  }

  /** Whether its time, or its owner's, is over at a time. */
  public boolean isExpiredAt(Instant time) {
    return isOver(settings.expires(), time) || isOver(ownerExpires, time);
  }

  /**
   * Whether it may be used at a time, and the first reason why not. From the second of an expiry on
   * it has expired.
   */
  public TokenState stateAt(Instant time) {
    if (!settings.enabled()) {
      return TokenState.DISABLED;
    } else if (isOver(settings.expires(), time)) {
      return TokenState.EXPIRED;
    } else if (!ownerEnabled) {
      return TokenState.OWNER_DISABLED;
    } else if (isOver(ownerExpires, time)) {
      return TokenState.OWNER_EXPIRED;
    }
    return TokenState.ACTIVE;
  }

  /** What its state makes of the right secret at a time. */
  Verification answerAt(Instant time) {
    return switch (stateAt(time)) {
      case ACTIVE -> new Verification.Valid(this);
      case DISABLED -> new Verification.Refused(Reason.DISABLED);
      case EXPIRED -> new Verification.Refused(Reason.EXPIRED);
      case OWNER_DISABLED -> new Verification.Refused(Reason.OWNER_DISABLED);
      case OWNER_EXPIRED -> new Verification.Refused(Reason.OWNER_EXPIRED);
    };
  }

  private static boolean isOver(@Nullable Instant expires, Instant time) {
    return expires != null && !time.isBefore(expires);
  }
}
