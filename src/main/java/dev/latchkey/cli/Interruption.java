package dev.latchkey.cli;

import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets Ctrl-C end a command without the process: where the command waits, for a lock for instance,
 * it is woken by an interrupt. What it is doing else is done to its end: an interrupt in the midst
 * of a change would only make it fail.
 */
final class Interruption {

  /** What a command that was ended exits with. */
  static final int EXIT_CODE = 130;

  /** The JVM tells nobody when another thread begins to wait, so that is looked at again. */
  private static final long PAUSE_MILLIS = 1;

  private final Runnable notice;
  private @Nullable Thread running;
  private boolean done;

  /**
   * Prepares for commands.
   *
   * @param notice called before one is woken
   */
  Interruption(Runnable notice) {
    this.notice = notice;
  }

  /** Runs a command on this thread, and returns its exit code. */
  int during(IntSupplier command) {
    begin(Thread.currentThread());
    int code;
    try {
      code = command.getAsInt();
    } finally {
      begin(null);
    }
    return Thread.interrupted() || done ? EXIT_CODE : code;
  }

  private synchronized void begin(@Nullable Thread thread) {
    if (thread != null) {
      done = false;
    }
    running = thread;
  }

  /** Ends the command that runs as soon as it waits; returns then, or when it has ended. */
  void request() {
    while (!wake()) {
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private synchronized boolean wake() {
    Thread thread = running;
    if (thread != null && !done && thread.getState() == Thread.State.TIMED_WAITING) {
      done = true;
      notice.run();
      thread.interrupt();
    }
    return thread == null || done;
  }
}
