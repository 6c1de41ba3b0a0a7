package dev.latchkey.store;

import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that must not be seen: a token's secret, a passphrase, key material.
 *
 * <p>Owns its bytes: they are copied in, overwritten by {@link #close}, compared in constant time
 * and never printed. It has no {@code equals}. Thread-safe as long as nobody closes it while
 * another thread uses it.
 */
public final class Secret implements AutoCloseable {

  /**
   * What is done with the bytes of a secret.
   *
   * @param <R> what comes of it
   * @param <E> what it may throw
   */
  @FunctionalInterface
  public interface Use<R extends @Nullable Object, E extends Exception> {
    /** Uses the bytes; must neither keep nor change the array. */
    R apply(byte[] bytes) throws E;
  }

  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };

  private final byte[] bytes;
  private boolean closed;

  private Secret(byte[] owned) {
    this.bytes = owned;
  }

  /** A secret of the same bytes; the caller overwrites its own copy. */
  public static Secret copyOf(byte[] bytes) {
    return new Secret(bytes.clone());
  }

  /**
   * A random UUID (RFC 9562, version 4: 122 random bits) in lower case with hyphens, as ASCII.
   *
   * @param random where the bits come from
   */
  public static Secret randomUuid(RandomSource random) {
    byte[] bits = new byte[16];
    random.fill(bits);
    bits[6] = (byte) ((bits[6] & 0x0f) | 0x40);
    bits[8] = (byte) ((bits[8] & 0x3f) | 0x80);
    byte[] text = new byte[36];
    int at = 0;
    for (int i = 0; i < bits.length; i++) {
      if (i == 4 || i == 6 || i == 8 || i == 10) {
        text[at++] = '-';
      }
      text[at++] = HEX[(bits[i] >> 4) & 15];
      text[at++] = HEX[bits[i] & 15];
    }
    Arrays.fill(bits, (byte) 0);
    return new Secret(text);
  }

  /** How many bytes it has. */
  public int length() {
    return bytes.length;
  }

  /**
   * Whether both hold the same bytes; takes the same time wherever they differ.
   *
   * @throws IllegalStateException if either is closed
   */
  public boolean contentEquals(Secret other) {
    return useExposedBytes(mine -> other.useExposedBytes(its -> MessageDigest.isEqual(mine, its)));
  }

  /**
   * Lends the bytes themselves: the one way to read them.
   *
   * @param use must neither keep nor change the array, nor return anything that holds its content
   * @return what {@code use} returns
   * @throws E if {@code use} throws it
   * @throws IllegalStateException if it is closed
   */
  public <R extends @Nullable Object, E extends Exception> R useExposedBytes(Use<R, E> use)
      throws E {
    if (closed) {
      throw new IllegalStateException("secret is closed");
    }
    return use.apply(bytes);
  }

  /** Overwrites the bytes. The second and later calls do nothing. */
  @Override
  public void close() {
    closed = true;
    Arrays.fill(bytes, (byte) 0);
  }

  /** Never the content. */
  @Override
  public String toString() {
    return "Secret[redacted]";
  }
}
