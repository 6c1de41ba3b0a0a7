package dev.latchkey.process;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * What the stores of all {@link CacheServer}s answer now, in a file that they share with the test:
 * for each {@link CacheQuestion} the version of its subject, and the oldest one that may still be
 * believed.
 */
public final class CacheVersions {

  private static final VarHandle SLOT =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final Map<CacheQuestion, Integer> SLOTS = new HashMap<>();

  static {
    CacheQuestion.ALL.forEach(question -> SLOTS.put(question, SLOTS.size()));
  }

  private final ByteBuffer memory;

  CacheVersions(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      memory = channel.map(MapMode.READ_WRITE, 0, 2L * Long.BYTES * SLOTS.size());
    }
  }

  private static int offset(CacheQuestion question) {
    return 2 * Long.BYTES * SLOTS.getOrDefault(question, 0);
  }

  /** The version now; 0 of a subject that has none. */
  long version(CacheQuestion question) {
    return SLOTS.containsKey(question) ? (long) SLOT.getVolatile(memory, offset(question)) : 0;
  }

  /** The oldest version that a look-up which begins now may answer with. */
  long oldestBelieved(CacheQuestion question) {
    return (long) SLOT.getVolatile(memory, offset(question) + Long.BYTES);
  }

  /** Changes the subjects of some questions. */
  public void raise(Collection<CacheQuestion> questions) {
    for (CacheQuestion question : questions) {
      SLOT.setVolatile(memory, offset(question), version(question) + 1);
    }
  }

  /** From now on nobody may answer with what was before the last change. */
  void forbidOlder(Collection<CacheQuestion> questions) {
    for (CacheQuestion question : questions) {
      SLOT.setVolatile(memory, offset(question) + Long.BYTES, version(question));
    }
  }
}
