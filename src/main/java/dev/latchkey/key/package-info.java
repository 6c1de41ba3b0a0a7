/**
 * Encryption keys: their ids and fingerprints, the files that hold them, protected by a passphrase
 * or not, and the repository that creates, archives and deletes them.
 */
@NullMarked
package dev.latchkey.key;

import org.jspecify.annotations.NullMarked;
