package dev.latchkey.store;

import org.jspecify.annotations.Nullable;

/**
 * A lock of the configuration directory.
 *
 * @param rank its place in the order in which locks are taken, lowest first
 * @param file the lock file, relative to the configuration directory
 * @param generation the counter that changes with the files this lock guards; null if that is the
 *     counter of another lock, which is always held as well
 */
public record LockName(int rank, String file, @Nullable Generation generation) {

  /** Guards {@code user.cfg}. */
  public static final LockName USER = new LockName(10, ".user.lck", Generation.USER);

  /** Guards {@code token.shadow}. */
  public static final LockName TOKEN_SHADOW =
      new LockName(20, "token.shadow.lock", Generation.TOKEN_SHADOW);

  /** Guards {@code encryption-keys.cfg}. */
  public static final LockName ENCRYPTION_KEYS =
      new LockName(30, ".encryption-keys.lck", Generation.ENCRYPTION_KEYS);

  /** Guards a file in a directory of keys; whoever holds it holds {@link #ENCRYPTION_KEYS} too. */
  public static LockName ofKeyFile(String file) {
    return new LockName(40, file + ".lck", null);
  }

  /** Guards the key pair that signs tickets. */
  public static final LockName AUTHKEY = new LockName(50, ".authkey.lck", Generation.AUTHKEY);
}
