package dev.latchkey.process;

import dev.latchkey.Latchkey;
import dev.latchkey.key.EncryptionKeyRepository;
import dev.latchkey.key.KeyId;
import dev.latchkey.key.Protection;
import java.nio.file.Path;

/**
 * A process that gives one id a new key again and again, numbered from 1: it stores it, writes its
 * file anew, archives and deletes it. It prints the number of a key once that is stored.
 */
final class KeyChanger {

  private KeyChanger() {}

  /** 32 bytes in hexadecimal that tell the number of a key. */
  static String material(int number) {
    return String.format("%08x", number).repeat(8);
  }

  /**
   * Changes keys to the end of the last round.
   *
   * @param args configuration directory, run directory, id and number of rounds
   */
  public static void main(String[] args) {
    EncryptionKeyRepository keys =
        Latchkey.builder(Path.of(args[0])).runDirectory(Path.of(args[1])).open().keys();
    KeyId id = new KeyId(args[2]);
    for (int round = 1; round <= Integer.parseInt(args[3]); round++) {
      KeyChange.store(keys, args[2], material(round));
      System.out.println(round);
      System.out.flush();
      keys.changePassphrase(id, null, Protection.NONE);
      keys.archive(id);
      keys.delete(id);
    }
  }
}
