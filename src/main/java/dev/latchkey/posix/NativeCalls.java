package dev.latchkey.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The one bridge to native code: every function is called as six 64-bit integers in, one out.
 *
 * <p>On the ABIs that Linux uses for x86-64 and AArch64, integer and pointer arguments travel in
 * registers, a callee reads only the registers and the low half that its prototype names, and
 * surplus registers are ignored. One shape therefore serves every function called here, and the
 * linker has to spin one call stub instead of one per prototype, which is most of what a first
 * native call costs. A result narrower than 64 bits must be narrowed by the caller.
 */
final class NativeCalls {

  static final int EINTR = 4;
  static final int EAGAIN = 11;

  private static final int ENOENT = 2;
  private static final int EPERM = 1;
  private static final int EACCES = 13;
  private static final int ENOTDIR = 20;

  private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG;
  private static final Linker LINKER = Linker.nativeLinker();
  private static final SymbolLookup LIBC = LINKER.defaultLookup();

  /** (function, capture state, six words) to word; the capture state receives errno. */
  @SuppressWarnings("restricted")
  private static final MethodHandle CALL =
      LINKER.downcallHandle(
          FunctionDescriptor.of(WORD, WORD, WORD, WORD, WORD, WORD, WORD),
          Linker.Option.captureCallState("errno"));

  /** File names reach the kernel in the encoding in which Java itself hands them over. */
  private static final Charset FILE_NAMES =
      Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

  static final MemorySegment STATX = libc("statx");

  private static final MemorySegment STRERROR = libc("strerror");

  private NativeCalls() {}

  /** The address of a function of the C library. */
  static MemorySegment libc(String function) {
    return LIBC.findOrThrow(function);
  }

  /**
   * Calls {@code function}; {@code state} receives errno.
   *
   * @param state memory from {@link #newState}
   */
  static long call(
      MemorySegment function, MemorySegment state, long a, long b, long c, long d, long e, long f) {
    try {
      return (long) CALL.invokeExact(function, state, a, b, c, d, e, f);
    } catch (RuntimeException | Error failure) {
      throw failure;
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** Memory in which a call leaves errno. */
  static MemorySegment newState(Arena arena) {
    return arena.allocate(Linker.Option.captureStateLayout());
  }

  /** What errno was after the last call with this state. */
  static int errno(MemorySegment state) {
    return view(state).getInt(0);
  }

  /**
   * Native memory, to be read and written as it lies there. The accessors of {@link MemorySegment}
   * itself spin classes for milliseconds when first used.
   */
  static ByteBuffer view(MemorySegment memory) {
    return memory.asByteBuffer().order(ByteOrder.nativeOrder());
  }

  /** The path as a C string. */
  static MemorySegment cString(Arena arena, Path path) {
    return cString(arena, path.toString().getBytes(FILE_NAMES));
  }

  /** The bytes with a terminating zero. */
  static MemorySegment cString(Arena arena, byte[] bytes) {
    MemorySegment string = arena.allocate(bytes.length + 1L);
    view(string).put(bytes);
    return string;
  }

  /** The exception of {@code java.nio.file} that says the same as {@code errno}. */
  static IOException failure(Path path, int errno) {
    String file = path.toString();
    return switch (errno) {
      case ENOENT, ENOTDIR -> new NoSuchFileException(file);
      case EPERM, EACCES -> new AccessDeniedException(file);
      default -> new FileSystemException(file, null, describe(errno));
    };
  }

  @SuppressWarnings("restricted")
  private static String describe(int errno) {
    try (Arena arena = Arena.ofConfined()) {
      long text = call(STRERROR, newState(arena), errno, 0, 0, 0, 0, 0);
      return MemorySegment.ofAddress(text).reinterpret(256).getString(0);
    }
  }
}
