package dev.latchkey.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of a file, put together of ranges of others that are not copied. Not thread-safe.
 *
 * <p>The caller does not change any more what was added.
 */
public final class Pieces {

  /** The channel copies what it writes, into memory of that size. */
  private static final int WRITTEN_AT_ONCE = 256 << 10;

  private final List<ByteBuffer> pieces = new ArrayList<>();
  private int length;

  /** Makes an empty one. */
  public Pieces() {}

  /** All of some bytes. */
  public static Pieces of(byte[] bytes) {
    Pieces whole = new Pieces();
    whole.add(bytes);
    return whole;
  }

  /** Adds all of some bytes. */
  public void add(byte[] bytes) {
    add(bytes, 0, bytes.length);
  }

  /** Adds the bytes from one index up to another. */
  public void add(byte[] bytes, int start, int end) {
    if (start < end) {
      pieces.add(ByteBuffer.wrap(bytes, start, end - start));
      length += end - start;
    }
  }

  /** How many bytes were added. */
  public int length() {
    return length;
  }

  /** Writes all that was added. */
  void writeTo(WritableByteChannel channel) throws IOException {
    for (ByteBuffer piece : pieces) {
      for (int start = 0; start < piece.remaining(); start += WRITTEN_AT_ONCE) {
        int length = Math.min(WRITTEN_AT_ONCE, piece.remaining() - start);
        ByteBuffer part = piece.slice(piece.position() + start, length);
        while (part.hasRemaining()) {
          channel.write(part);
        }
      }
    }
  }

  /** All that was added. */
  public byte[] toBytes() {
    ByteBuffer all = ByteBuffer.allocate(length);
    pieces.forEach(piece -> all.put(piece.duplicate()));
    return all.array();
  }
}
