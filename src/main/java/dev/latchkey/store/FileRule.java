package dev.latchkey.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a file or directory of ours is to be: the table of files, as root makes them.
 *
 * @param mode what its mode may have at most; a tighter one is an administrator's choice
 * @param directory whether it is a directory
 * @param shared whether anybody may read it, so that its group does not matter
 */
record FileRule(int mode, boolean directory, boolean shared) {

  /** The name of the configuration directory itself. */
  static final String SELF = "";

  static final String KEYS = "encryption-keys";
  static final String STATE = "state";

  /** Directories of the run directory. */
  static final String SHMEM = "shmem";

  static final String PROCESSES = "processes";

  private static final String CATALOG = "catalog";
  private static final String KEY_SUFFIX = ".enc";
  private static final String KEY_LOCK_SUFFIX = ".enc.lck";

  private static final FileRule DIRECTORY = new FileRule(0750, true, false);
  private static final FileRule FILE = new FileRule(0640, false, false);
  private static final FileRule PRIVATE = new FileRule(0600, false, false);
  private static final FileRule LOCK = new FileRule(0660, false, false);

  /** Of what an administrator writes by hand and what holds no secret. */
  private static final FileRule OPEN_FILE = new FileRule(0664, false, true);

  private static final FileRule OPEN_DIRECTORY = new FileRule(0775, true, true);

  /** The locks whose files have names of their own; those of single keys have the keys'. */
  static final List<LockName> LOCKS =
      List.of(LockName.USER, LockName.TOKEN_SHADOW, LockName.ENCRYPTION_KEYS, LockName.AUTHKEY);

  /** Those with names of their own, in the order in which they are mended: the audit log early. */
  static final List<String> NAMES =
      List.of(
          SELF,
          STATE,
          AuditLog.FILE,
          KEYS,
          CATALOG,
          LockName.USER.file(),
          LockName.TOKEN_SHADOW.file(),
          LockName.ENCRYPTION_KEYS.file(),
          LockName.AUTHKEY.file(),
          "token.shadow",
          "user.cfg",
          "encryption-keys.cfg",
          "authkey.key",
          "authkey.pub",
          "authkey.pub.old",
          "latchkey.toml",
          "catalog/credentials.json",
          "catalog/users.json",
          "catalog/groups.json",
          "catalog/roles.json",
          "catalog/sessions.json",
          "catalog/tables.json",
          "catalog/tags.json");

  /** Those of the run directory that are ours alone. */
  static final List<String> RUN_NAMES =
      List.of(
          SELF,
          SHMEM,
          SHMEM + "/" + SharedGenerations.FILE,
          PROCESSES,
          "invalidations.jsonl",
          "invalidations.lck");

  /** The rule for a file of the configuration directory, null if it is none of ours. */
  static @Nullable FileRule of(String name) {
    return switch (name) {
      case SELF, STATE, KEYS -> DIRECTORY;
      case CATALOG -> OPEN_DIRECTORY;
      case "authkey.key" -> PRIVATE;
      case "latchkey.toml" -> OPEN_FILE;
      case "catalog/credentials.json" -> FILE;
      default ->
          isLock(name)
              ? LOCK
              : name.startsWith(CATALOG + "/") && NAMES.contains(name)
                  ? OPEN_FILE
                  : NAMES.contains(name) || isKey(name) ? FILE : null;
    };
  }

  /** The rule for a file of the run directory. */
  static FileRule ofRun(String name) {
    return name.equals(SELF) || name.equals(SHMEM) || name.equals(PROCESSES)
        ? OPEN_DIRECTORY
        : OPEN_FILE;
  }

  /** Whether it is the rule for lock files. */
  boolean isLock() {
    return equals(LOCK);
  }

  /** Whether it is a key's own file. */
  static boolean isKey(String name) {
    return name.startsWith(KEYS + "/") && name.endsWith(KEY_SUFFIX);
  }

  private static boolean isLock(String name) {
    return lockAt(name) != null || (name.startsWith(KEYS + "/") && name.endsWith(KEY_LOCK_SUFFIX));
  }

  private static @Nullable LockName lockAt(String name) {
    for (LockName lock : LOCKS) {
      if (lock.file().equals(name)) {
        return lock;
      }
    }
    return null;
  }

  /** What a temporary file was to become, null if it is no temporary file of ours. */
  static @Nullable String targetOf(String name) {
    String target = beforeMark(name);
    return target == null || of(target) == null ? null : target;
  }

  /** Whether a file of the run directory is a temporary one of ours. */
  static boolean isTemporaryOfRun(String name) {
    String target = beforeMark(name);
    return target != null && (RUN_NAMES.contains(target) || target.startsWith(PROCESSES + "/"));
  }

  private static @Nullable String beforeMark(String name) {
    int mark = name.indexOf(TemporaryFile.MARK);
    boolean isMarked = mark > 0 && mark + TemporaryFile.MARK.length() < name.length();
    return isMarked ? name.substring(0, mark) : null;
  }

  /** The lock that guards a file; null if none does. A lock file is guarded by itself. */
  static @Nullable LockName guardOf(String name) {
    LockName itself = lockAt(name);
    if (itself != null) {
      return itself;
    }
    return switch (name) {
      case "user.cfg" -> LockName.USER;
      case "token.shadow" -> LockName.TOKEN_SHADOW;
      case "encryption-keys.cfg" -> LockName.ENCRYPTION_KEYS;
      case "authkey.key", "authkey.pub", "authkey.pub.old" -> LockName.AUTHKEY;
      default -> isKey(name) || isLock(name) ? LockName.ENCRYPTION_KEYS : null;
    };
  }

  /** The lock to take before owner or mode of a file are changed; null if there is none. */
  static @Nullable LockName guardOfAttributes(String name) {
    return isLock(name) ? null : guardOf(name);
  }
}
