package dev.latchkey.token;

import java.nio.file.Path;

/**
 * Something about the tokens that an administrator should look at. Immutable.
 *
 * @param kind what it is
 * @param id the id that it concerns; empty if it is none by our grammar, because it may as well be
 *     a secret that somebody has put in the wrong place
 * @param path the file that it is about
 * @param place which entry of {@code token.shadow}, or which line of {@code user.cfg}, counted from
 *     1; 0 if it is about none
 */
public record TokenFinding(Kind kind, String id, Path path, int place) {

  /** What can be found. */
  public enum Kind {
    /** An entry of {@code token.shadow} whose id is none by our grammar; kept and ignored. */
    UNKNOWN_ENTRY,
    /** A section of {@code user.cfg} whose id is none by our grammar; kept and ignored. */
    UNKNOWN_SECTION,
    /** A token without a section: without limits, and unknown to Proxmox Backup Server. */
    HASH_WITHOUT_METADATA,
    /** A section without a token: what a crash leaves of a token being created or deleted. */
    METADATA_WITHOUT_HASH,
    /** A token whose time, or whose owner's time, is over. */
    EXPIRED,
    /** A token whose secret is hashed with DES or MD5. */
    WEAK_HASH
  }
}
