package dev.latchkey.store;

import dev.latchkey.posix.FileStatus;
import dev.latchkey.store.CorruptFileException.Problem;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * A memory-mapped file of 4096 bytes: a magic number of 8 bytes, then 64-bit counters.
 *
 * <p>The counters are in native order and seen by every process that maps the file at once.
 * Thread-safe.
 */
final class CounterFile {

  static final int SIZE = 4096;

  private static final int MAGIC_SIZE = 8;
  private static final VarHandle COUNTER =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private final FileStatus status;
  private final ByteBuffer memory;

  private CounterFile(FileStatus status, ByteBuffer memory) {
    this.status = status;
    this.memory = memory;
  }

  /**
   * Maps an existing file.
   *
   * @param writable whether counters shall be changed; else it is enough to be allowed to read
   * @throws CorruptFileException if it is unsafe, has another magic number, or the wrong size
   * @throws IOException if it cannot be mapped
   */
  static CounterFile open(Path path, byte[] magic, boolean writable) throws IOException {
    FileStatus status = FileStatus.of(path);
    if (status == null) {
      throw new NoSuchFileException(path.toString());
    }
    FileImage.requireRegular(path, status);
    StandardOpenOption[] options =
        writable
            ? new StandardOpenOption[] {StandardOpenOption.READ, StandardOpenOption.WRITE}
            : new StandardOpenOption[] {StandardOpenOption.READ};
    try (FileChannel channel = NoFollow.open(path, options)) {
      // A mapping beyond the end of the file would extend it, and the file may not be ours.
      if (channel.size() < SIZE) {
        throw new CorruptFileException(path, Problem.WRONG_MAGIC);
      }
      // By way of a segment, because a plain map calls a constructor by reflection, whose start
      // takes longer than everything else here. The memory is unmapped with the last reference.
      MapMode mode = writable ? MapMode.READ_WRITE : MapMode.READ_ONLY;
      ByteBuffer memory = channel.map(mode, 0, SIZE, Arena.ofAuto()).asByteBuffer();
      byte[] found = new byte[MAGIC_SIZE];
      memory.get(0, found);
      if (!Arrays.equals(found, magic)) {
        throw new CorruptFileException(path, Problem.WRONG_MAGIC);
      }
      return new CounterFile(status, memory);
    }
  }

  /** Whether this maps the file that was described, and there is something to be mapped. */
  boolean isMappingOf(FileStatus file) {
    return status.isSameFile(file) && file.size() >= SIZE;
  }

  /** What a new file holds: the magic number and the same value in every counter. */
  static byte[] initialContent(byte[] magic, long value) {
    ByteBuffer content = ByteBuffer.allocate(SIZE).order(ByteOrder.nativeOrder());
    content.put(magic);
    while (content.hasRemaining()) {
      content.putLong(value);
    }
    return content.array();
  }

  /** The value of a counter, {@link GenerationSource#UNKNOWN} if the file was cut short. */
  long get(int offset) {
    try {
      return (long) COUNTER.getVolatile(memory, offset);
    } catch (InternalError noMemoryBehind) {
      return GenerationSource.UNKNOWN;
    }
  }

  /** Adds atomically; the sum is seen by every process. */
  void add(int offset, long delta) {
    COUNTER.getAndAdd(memory, offset, delta);
  }

  /** Sets a counter; seen by every process. */
  void set(int offset, long value) {
    COUNTER.setVolatile(memory, offset, value);
  }

  /** The inode of the file. */
  long inode() {
    return status.inode();
  }
}
