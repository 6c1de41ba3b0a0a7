package dev.latchkey.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The window in which a terminal is shown, from {@code ioctl(2)}. */
public final class TerminalWindow {

  private static final MemorySegment IOCTL = NativeCalls.libc("ioctl");

  // <asm-generic/ioctls.h>: the same on x86-64 and AArch64.
  private static final long TIOCGWINSZ = 0x5413;

  /** Where struct winsize, four unsigned shorts, keeps the columns. */
  private static final int WS_COL = 2;

  private static final int SIZE = 8;

  private TerminalWindow() {}

  /**
   * How many columns the window has.
   *
   * @param descriptor an open file
   * @return 0 if it is no terminal, or one that does not tell
   */
  public static int columns(int descriptor) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment size = arena.allocate(SIZE);
      long result =
          NativeCalls.call(
              IOCTL, NativeCalls.newState(arena), descriptor, TIOCGWINSZ, size.address(), 0, 0, 0);
      return (int) result == 0 ? NativeCalls.view(size).getShort(WS_COL) & 0xffff : 0;
    }
  }
}
