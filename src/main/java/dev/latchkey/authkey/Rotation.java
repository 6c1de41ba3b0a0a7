package dev.latchkey.authkey;

import org.jspecify.annotations.Nullable;

/**
 * What came of a rotation. Immutable.
 *
 * @param reason why the key pair was replaced, null if nothing was due and nothing was written
 * @param status the key pair afterwards
 */
public record Rotation(@Nullable RotationReason reason, AuthKeyStatus status) {

  /** Whether the key pair was replaced. */
  public boolean done() {
    return reason != null;
  }
}
