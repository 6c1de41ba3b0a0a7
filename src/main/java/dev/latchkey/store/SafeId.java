package dev.latchkey.store;

/**
 * The names that are safe in a file name, a section header and a shell: {@code
 * [A-Za-z0-9_][A-Za-z0-9._-]*}, which Proxmox calls a safe id.
 */
public final class SafeId {

  private SafeId() {}

  /**
   * Checks a name.
   *
   * @param what names it in the exception
   * @throws IllegalArgumentException if it is none; the message says what is wrong and does not
   *     quote it
   */
  public static void require(String name, String what) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException(what + " is empty");
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean word =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
      if (!word && (i == 0 || (c != '.' && c != '-'))) {
        throw new IllegalArgumentException(
            what + " has a character that is not a letter, a digit or one of '_', '.', '-'");
      }
    }
  }
}
