package dev.latchkey.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * An exclusive advisory lock of {@code flock(2)}, held until {@link #close}.
 *
 * <p>{@link java.nio.channels.FileChannel#lock()} is {@code fcntl(2)}: on Linux the two kinds do
 * not exclude each other, and every other program that guards these files uses flock. The lock
 * belongs to the open file, so it also excludes other threads of this process. The kernel releases
 * it when the process ends, however it ends. Thread-safe.
 */
public final class Flock implements AutoCloseable {

  private static final MemorySegment OPEN = NativeCalls.libc("open");
  private static final MemorySegment CLOSE = NativeCalls.libc("close");
  private static final MemorySegment FLOCK = NativeCalls.libc("flock");

  // <fcntl.h>, <sys/file.h>: the same on x86-64 and AArch64, which O_NOFOLLOW is not.
  private static final long O_RDWR = 02;
  private static final long O_CLOEXEC = 02000000;
  private static final long LOCK_EX = 2;
  private static final long LOCK_NB = 4;

  private final Path path;
  private final int descriptor;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Flock(Path path, int descriptor) {
    this.path = path;
    this.descriptor = descriptor;
  }

  /**
   * Takes the lock on an existing file unless somebody else has it. Does not block.
   *
   * @return null if it is held elsewhere
   * @throws java.nio.file.NoSuchFileException if there is no such file
   * @throws IOException if the file cannot be opened for reading and writing, or not be locked
   */
  public static @Nullable Flock tryExclusive(Path path) throws IOException {
    int descriptor;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = NativeCalls.cString(arena, path);
      descriptor = call(arena, OPEN, path, name.address(), O_RDWR | O_CLOEXEC);
    }
    boolean locked = false;
    try (Arena arena = Arena.ofConfined()) {
      locked = call(arena, FLOCK, path, descriptor, LOCK_EX | LOCK_NB) == 0;
      return locked ? new Flock(path, descriptor) : null;
    } finally {
      if (!locked) {
        close(descriptor);
      }
    }
  }

  /** The result of the call, or -1 if it would have blocked. */
  private static int call(Arena arena, MemorySegment function, Path path, long a, long b)
      throws IOException {
    MemorySegment state = NativeCalls.newState(arena);
    while (true) {
      int result = (int) NativeCalls.call(function, state, a, b, 0, 0, 0, 0);
      int errno = NativeCalls.errno(state);
      if (result >= 0) {
        return result;
      } else if (errno == NativeCalls.EAGAIN) {
        return -1;
      } else if (errno != NativeCalls.EINTR) {
        throw NativeCalls.failure(path, errno);
      }
    }
  }

  private static void close(int descriptor) {
    try (Arena arena = Arena.ofConfined()) {
      // Nothing was written through it, and Linux frees the descriptor even where close fails.
      NativeCalls.call(CLOSE, NativeCalls.newState(arena), descriptor, 0, 0, 0, 0, 0);
    }
  }

  /**
   * Describes the file that is locked, which need not be the one its path names by now.
   *
   * @throws IOException if the file cannot be asked
   */
  public FileStatus status() throws IOException {
    return FileStatus.ofDescriptor(descriptor, path);
  }

  /** Releases the lock. The second and later calls do nothing. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      close(descriptor);
    }
  }
}
