package dev.latchkey.token;

/** Whether a token may be used, and if not, why. */
public enum TokenState {
  /** It may be used. */
  ACTIVE,
  /** It was disabled. */
  DISABLED,
  /** Its time is over. */
  EXPIRED,
  /** Its owner's {@code user:} section is disabled. */
  OWNER_DISABLED,
  /** The time of its owner's {@code user:} section is over. */
  OWNER_EXPIRED
}
