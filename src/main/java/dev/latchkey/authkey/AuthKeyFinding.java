package dev.latchkey.authkey;

/** Something about the key pair that an administrator should look at. */
public enum AuthKeyFinding {
  /**
   * The private key does not belong to the public one, or there is no public one: a rotation was
   * cut short. Tickets count for the grace period only.
   */
  UNFINISHED_ROTATION
}
