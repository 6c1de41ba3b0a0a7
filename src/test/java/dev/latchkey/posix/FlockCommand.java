package dev.latchkey.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * util-linux's {@code flock}, as another process that holds a lock until closed.
 *
 * <p>Tests that use it are skipped where it is not installed.
 */
public final class FlockCommand implements AutoCloseable {

  private static final Path PROGRAM = Path.of("/usr/bin/flock");

  private final Process process;

  private FlockCommand(Process process) {
    this.process = process;
  }

  /** Starts a process that holds the lock; it holds it when this returns. */
  public static FlockCommand hold(Path file) throws IOException {
    requireInstalled();
    Process process =
        new ProcessBuilder(PROGRAM.toString(), file.toString(), "sh", "-c", "echo held; read _")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    FlockCommand command = new FlockCommand(process);
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    assertThat(output.readLine()).isEqualTo("held");
    return command;
  }

  /** Whether another process obtains the lock at once. */
  public static boolean canLock(Path file) throws IOException, InterruptedException {
    requireInstalled();
    int exit =
        new ProcessBuilder(PROGRAM.toString(), "-n", "-E", "75", file.toString(), "true")
            .inheritIO()
            .start()
            .waitFor();
    assertThat(exit).isIn(0, 75);
    return exit == 0;
  }

  private static void requireInstalled() {
    assumeTrue(Files.isExecutable(PROGRAM), "flock is not installed");
  }

  /** The process that called {@code flock(2)}. */
  public long pid() {
    return process.pid();
  }

  /** Ends the process, and with it the lock. */
  @Override
  public void close() throws IOException {
    // The shell reads the end of its input, and flock waits for the shell.
    process.getOutputStream().close();
    process.onExit().join();
  }
}
