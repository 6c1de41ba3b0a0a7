package dev.latchkey.bench;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;

/** The program that runs another one and prints how much memory that took at most. */
final class Peak {

  private static final int RUSAGE_CHILDREN = -1;
  private static final long SIZE_OF_RUSAGE = 144;
  private static final long OFFSET_OF_MAXRSS = 32;

  private Peak() {}

  /**
   * Prints a number of bytes, see {@code getrusage(2)}.
   *
   * @param args the other program
   */
  @SuppressWarnings("restricted") // one call that reads a number
  public static void main(String[] args) throws Throwable {
    ProcessBuilder builder =
        new ProcessBuilder(args).redirectOutput(Redirect.DISCARD).redirectError(Redirect.INHERIT);
    int exit = builder.start().waitFor();
    if (exit != 0) {
      throw new IOException(List.of(args) + " exits with " + exit);
    }
    MethodHandle getrusage =
        Linker.nativeLinker()
            .downcallHandle(
                Linker.nativeLinker().defaultLookup().findOrThrow("getrusage"),
                FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment usage = arena.allocate(SIZE_OF_RUSAGE);
      if ((int) getrusage.invokeExact(RUSAGE_CHILDREN, usage) != 0) {
        throw new IOException("getrusage fails");
      }
      System.out.println(1024 * usage.get(ValueLayout.JAVA_LONG, OFFSET_OF_MAXRSS));
    }
  }
}
