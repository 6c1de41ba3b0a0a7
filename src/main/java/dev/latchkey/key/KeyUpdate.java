package dev.latchkey.key;

/**
 * A key before and after a change of its state. Immutable.
 *
 * @param before as it was
 * @param after as it is
 */
public record KeyUpdate(EncryptionKey before, EncryptionKey after) {

  /** Whether anything had to be changed. */
  public boolean changed() {
    return !before.equals(after);
  }
}
