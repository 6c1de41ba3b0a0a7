package dev.latchkey.key;

import dev.latchkey.store.LatchkeyException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Something about the encryption keys that an administrator should look at. Immutable.
 *
 * @param kind what it is
 * @param id the id that it concerns, empty if it concerns none
 * @param path the file that it is about
 * @param failure what says where and why the file makes no sense, null if it is not about that
 */
public record KeyFinding(Kind kind, String id, Path path, @Nullable LatchkeyException failure) {

  /** What can be found. */
  public enum Kind {
    /** A key file that the registry does not know: what a crash leaves of a key being stored. */
    ORPHANED_KEY_FILE,
    /** The registry knows a key whose file is missing or empty. */
    MISSING_KEY_FILE,
    /** The file holds another key than the registry says. */
    OTHER_KEY,
    /** The file makes no sense, or is not safe to use. */
    DAMAGED_KEY_FILE,
    /** This process may not read the file. */
    UNREADABLE_KEY_FILE,
    /** The registry says another protection than the file has. */
    OTHER_KDF,
    /** Something else stands in place of the directory of the key files, or it is not safe. */
    UNSAFE_DIRECTORY,
    /** A section of the registry makes no sense. */
    DAMAGED_ENTRY,
    /** A section of the registry whose id is none by our grammar; it is kept and ignored. */
    UNKNOWN_ID
  }
}
