package dev.latchkey;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** The 64-bit counters of a file that others may have in memory, in the order of this processor. */
public final class Counters {

  private Counters() {}

  /** The counter at an offset. */
  public static long get(Path file, int offset) throws IOException {
    return ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder()).getLong(offset);
  }

  /** Sets a counter where it is. */
  public static void set(Path file, int offset, long value) throws IOException {
    byte[] bytes = new byte[Long.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).putLong(value);
    try (RandomAccessFile counters = new RandomAccessFile(file.toFile(), "rw")) {
      counters.seek(offset);
      counters.write(bytes);
    }
  }

  /** Leaves a counter as one does who dies in the middle of a change. */
  public static void makeOdd(Path file, int offset) throws IOException {
    set(file, offset, get(file, offset) | 1);
  }
}
