package dev.latchkey.token;

/**
 * A token before and after a change of its settings. Immutable.
 *
 * @param before as it was
 * @param after as it is
 */
public record TokenUpdate(Token before, Token after) {

  /** Whether anything had to be changed. */
  public boolean changed() {
    return !before.equals(after);
  }
}
