package dev.latchkey.authkey;

/** Why the key pair is to be replaced. */
public enum RotationReason {
  /** There is no public key, or no private one. */
  NO_KEY,
  /** It is older than its lifetime. */
  TOO_OLD,
  /** The private key does not belong to the public one: a rotation was cut short. */
  NO_PAIR,
  /** It is from a time to come, further than clocks may disagree. */
  FROM_THE_FUTURE,
  /** Somebody wants it replaced. */
  FORCED
}
