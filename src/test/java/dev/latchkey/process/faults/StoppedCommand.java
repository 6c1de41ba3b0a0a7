package dev.latchkey.process.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.process.AdminProcess;
import dev.latchkey.process.AdminProcess.Outcome;
import dev.latchkey.process.Sandbox;
import dev.latchkey.process.Strace;
import dev.latchkey.process.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A command that strace stops after one of its calls, so that something can happen meanwhile. */
final class StoppedCommand implements AutoCloseable {

  private static final long POLL_NANOS = 1_000_000;

  private final Sandbox box;
  private final AdminProcess command;
  private final Path log;
  private int stops;

  /**
   * Starts it.
   *
   * @param when at which of its calls of a name, as strace writes it
   */
  StoppedCommand(Sandbox box, AdminProcess command, String call, String when) throws IOException {
    this.box = box;
    this.log = Files.createTempFile(box.scratch(), "stops", "");
    List<String> words = Strace.injecting(log, call + ":signal=STOP:when=" + when);
    this.command = command.under(words).start();
  }

  /** Waits until it has stopped once more. */
  void awaitStop() throws IOException {
    stops++;
    while (!isStopped()) {
      assertThat(command.process().isAlive()).as("gets to where it is stopped").isTrue();
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private boolean isStopped() throws IOException {
    List<String> parts = List.of(Files.readString(log).split("--- SIGSTOP ", -1));
    return parts.size() > stops && parts.get(stops).contains("--- stopped by SIGSTOP ");
  }

  /** Lets it go on. */
  void resume() throws IOException, InterruptedException {
    for (ProcessHandle child : command.process().children().toList()) {
      Tools.signal(box, "CONT", child.pid());
    }
  }

  /** Lets it go on to its end. */
  Outcome finish() throws IOException, InterruptedException {
    resume();
    return command.finish();
  }

  @Override
  public void close() {
    command.close();
  }
}
