package dev.latchkey.store;

/**
 * A lock of the configuration directory.
 *
 * @param rank its place in the order in which locks are taken, lowest first
 * @param file the lock file, relative to the configuration directory
 * @param generation the counter that changes with the files this lock guards
 */
public record LockName(int rank, String file, Generation generation) {

  /** Guards {@code user.cfg}. */
  public static final LockName USER = new LockName(10, ".user.lck", Generation.USER);

  /** Guards {@code token.shadow}. */
  public static final LockName TOKEN_SHADOW =
      new LockName(20, "token.shadow.lock", Generation.TOKEN_SHADOW);

  /** Guards {@code encryption-keys.cfg}. */
  public static final LockName ENCRYPTION_KEYS =
      new LockName(30, ".encryption-keys.lck", Generation.ENCRYPTION_KEYS);

  /** Guards the key pair that signs tickets. */
  public static final LockName AUTHKEY = new LockName(50, ".authkey.lck", Generation.AUTHKEY);
}
