package dev.latchkey.cli;

import dev.latchkey.posix.TerminalWindow;
import dev.latchkey.store.Secret;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * {@code /dev/tty}, whatever the standard streams are. Echo is switched with {@code stty(1)}, which
 * is there wherever a shell is.
 */
final class ControllingTerminal implements Terminal {

  private static final File TTY = new File("/dev/tty");
  private static final int STDOUT = 1;
  private static final int DEFAULT_COLUMNS = 80;
  private static final int KILLED = 128;
  private static final long MAX_NANOS_TO_END = 5_000_000_000L;

  @Override
  public Optional<Secret> readSecret(String prompt) {
    // Opened before anything is switched: without a terminal this fails.
    try (InputStream in = new FileInputStream(TTY);
        OutputStream out = new FileOutputStream(TTY)) {
      try (Echo _ = Echo.off()) {
        // Not before the echo is off: what is typed in answer to the prompt would be seen.
        out.write(prompt.getBytes(StandardCharsets.UTF_8));
        return SecretInput.readLine(in);
      } finally {
        out.write('\n');
      }
    } catch (IOException noTerminal) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<String> readLine(String prompt) {
    try (InputStream in = new FileInputStream(TTY);
        OutputStream out = new FileOutputStream(TTY)) {
      out.write(prompt.getBytes(StandardCharsets.UTF_8));
      try (Secret line = SecretInput.readLine(in).orElseThrow(() -> new IOException("ended"))) {
        return Optional.of(
            line.useExposedBytes(bytes -> new String(bytes, StandardCharsets.UTF_8)));
      }
    } catch (IOException noTerminal) {
      return Optional.empty();
    }
  }

  @Override
  public int columns() {
    int columns = TerminalWindow.columns(STDOUT);
    return columns > 0 ? columns : DEFAULT_COLUMNS;
  }

  /**
   * The terminal without echo, until closed. An interrupt that ends the process restores the echo
   * as well; whichever of the two comes last does nothing.
   */
  private static final class Echo implements AutoCloseable {

    private final String settings;
    private final Thread hook = new Thread(this::restore);
    private boolean restored;

    private Echo(String settings) {
      this.settings = settings;
    }

    static Echo off() throws IOException {
      Echo echo = new Echo(stty("-g").strip());
      try {
        Runtime.getRuntime().addShutdownHook(echo.hook);
      } catch (IllegalStateException ending) {
        awaitTheEnd();
      }
      synchronized (echo) {
        if (!echo.restored) {
          stty("-echo");
        }
      }
      return echo;
    }

    private synchronized void restore() {
      if (!restored) {
        restored = true;
        try {
          stty(settings);
        } catch (IOException e) {
          // There is nothing left to try, and the terminal may be gone.
        }
      }
    }

    @Override
    public void close() {
      restore();
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException ending) {
        awaitTheEnd();
      }
    }
  }

  /** A signal is ending the process: whatever this thread said now would be wrong. */
  private static void awaitTheEnd() {
    LockSupport.parkNanos(MAX_NANOS_TO_END);
  }

  private static String stty(String argument) throws IOException {
    Process process =
        new ProcessBuilder("stty", argument)
            .redirectInput(TTY)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    byte[] output = process.getInputStream().readAllBytes();
    try {
      int exit = process.waitFor();
      if (exit > KILLED) {
        awaitTheEnd(); // the signal that killed it came to this process, too
      }
      if (exit != 0) {
        throw new IOException("stty failed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    String text = new String(output, StandardCharsets.UTF_8);
    Arrays.fill(output, (byte) 0);
    return text;
  }
}
