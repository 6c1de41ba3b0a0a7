package dev.latchkey;

import java.util.List;
import java.util.Random;

/**
 * Makes inputs that are nearly right: one to three times something is put in, cut out, or both.
 *
 * @param tokens what is put in, besides single random bytes
 */
public record Mutations(List<byte[]> tokens) {

  /** A mutant of a seed, which stays as it is. */
  public byte[] mutate(byte[] seed, Random random) {
    byte[] mutant = seed;
    for (int count = 1 + random.nextInt(3); count > 0; count--) {
      int at = random.nextInt(mutant.length + 1);
      int skipped = random.nextInt(3) == 0 ? random.nextInt(mutant.length - at + 1) : 0;
      mutant = splice(mutant, at, skipped, insertion(random));
    }
    return mutant;
  }

  private byte[] insertion(Random random) {
    return switch (random.nextInt(3)) {
      case 0 -> new byte[] {(byte) random.nextInt(256)};
      case 1 -> tokens.get(random.nextInt(tokens.size()));
      default -> new byte[0];
    };
  }

  private static byte[] splice(byte[] bytes, int at, int skipped, byte[] inserted) {
    byte[] result = new byte[bytes.length - skipped + inserted.length];
    System.arraycopy(bytes, 0, result, 0, at);
    System.arraycopy(inserted, 0, result, at, inserted.length);
    int rest = bytes.length - at - skipped;
    System.arraycopy(bytes, at + skipped, result, at + inserted.length, rest);
    return result;
  }
}
