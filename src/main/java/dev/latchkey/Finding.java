package dev.latchkey;

import dev.latchkey.authkey.AuthKeyFinding;
import dev.latchkey.key.KeyFinding;
import dev.latchkey.store.FileFinding;
import dev.latchkey.store.LatchkeyException;
import dev.latchkey.token.TokenFinding;

/**
 * Something in a configuration directory, or in its run directory, that an administrator should
 * look at. Holds no secret and no hash. All are immutable.
 */
public sealed interface Finding {

  /** About a file, whatever it holds. */
  record OfFile(FileFinding finding) implements Finding {}

  /** About a token. */
  record OfToken(TokenFinding finding) implements Finding {}

  /** About an encryption key. */
  record OfKey(KeyFinding finding) implements Finding {}

  /** About the key pair that signs tickets. */
  record OfAuthKey(AuthKeyFinding finding) implements Finding {}

  /**
   * About a file that makes no sense or cannot be read.
   *
   * @param failure says which, where and why
   */
  record Damaged(LatchkeyException failure) implements Finding {}
}
