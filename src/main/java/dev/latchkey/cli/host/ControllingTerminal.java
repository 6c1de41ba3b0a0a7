package dev.latchkey.cli.host;

import dev.latchkey.posix.TerminalWindow;
import dev.latchkey.store.Secret;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code /dev/tty}, whatever the standard streams are. Echo is switched with {@code stty(1)}, which
 * is there wherever a shell is.
 */
public final class ControllingTerminal implements Terminal {

  private static final File TTY = new File("/dev/tty");
  private static final int STDOUT = 1;
  private static final int DEFAULT_COLUMNS = 80;
  private static final int KILLED = 128;
  private static final int CTRL_C = 3;
  private static final long MAX_NANOS_TO_END = 5_000_000_000L;

  /** Makes Ctrl-C a character that ends the line, in place of a signal that ends the process. */
  private static final String[] CTRL_C_IS_READ = {"-isig", "eol", "^C"};

  private final boolean outlivesCtrlC;

  /** One at whose prompts Ctrl-C ends the process, as it does elsewhere. */
  ControllingTerminal() {
    this(false);
  }

  /**
   * Chooses what Ctrl-C at a prompt is.
   *
   * @param outlivesCtrlC whether it ends the prompt only, with an {@link
   *     InterruptedPromptException}; else it ends the process, as everywhere
   */
  public ControllingTerminal(boolean outlivesCtrlC) {
    this.outlivesCtrlC = outlivesCtrlC;
  }

  @Override
  public Optional<Secret> readSecret(String prompt) {
    // Opened before anything is switched: without a terminal this fails.
    try (InputStream in = new FileInputStream(TTY);
        OutputStream out = new FileOutputStream(TTY)) {
      try (Settings _ = Settings.of(Stream.concat(Stream.of("-echo"), settings()))) {
        // Not before the echo is off: what is typed in answer to the prompt would be seen.
        out.write(prompt.getBytes(StandardCharsets.UTF_8));
        return SecretLine.read(new Keyboard(in), SecretLine.MAX_BYTES);
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
      try (Settings _ = Settings.of(settings())) {
        out.write(prompt.getBytes(StandardCharsets.UTF_8));
        return lineFrom(new Keyboard(in));
      } catch (InterruptedPromptException e) {
        out.write('\n');
        throw e;
      }
    } catch (IOException noTerminal) {
      return Optional.empty();
    }
  }

  private Stream<String> settings() {
    return outlivesCtrlC ? Stream.of(CTRL_C_IS_READ) : Stream.of();
  }

  private static Optional<String> lineFrom(InputStream in) throws IOException {
    try (Secret line =
        SecretLine.read(in, SecretLine.MAX_BYTES).orElseThrow(() -> new IOException("ended"))) {
      return Optional.of(line.useExposedBytes(bytes -> new String(bytes, StandardCharsets.UTF_8)));
    }
  }

  /** What is typed; a Ctrl-C that comes as a character ends the prompt. */
  private static final class Keyboard extends FilterInputStream {

    Keyboard(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int next = super.read();
      if (next == CTRL_C) {
        throw new InterruptedPromptException();
      }
      return next;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int next = length == 0 ? 0 : read();
      if (next >= 0 && length > 0) {
        bytes[offset] = (byte) next;
      }
      return next < 0 ? next : Math.min(length, 1);
    }
  }

  @Override
  public int columns() {
    int columns = TerminalWindow.columns(STDOUT);
    return columns > 0 ? columns : DEFAULT_COLUMNS;
  }

  /**
   * The terminal with other settings, without echo for instance, until closed. An interrupt that
   * ends the process restores them as well; whichever of the two comes last does nothing.
   */
  private static final class Settings implements AutoCloseable {

    private final String before;
    private final Thread hook = new Thread(this::restore);
    private boolean restored;

    private Settings(String before) {
      this.before = before;
    }

    /** Changes the settings, and returns null if there is nothing to change. */
    static @Nullable Settings of(Stream<String> changes) throws IOException {
      List<String> arguments = changes.toList();
      if (arguments.isEmpty()) {
        return null;
      }
      Settings settings = new Settings(stty(List.of("-g")).strip());
      try {
        Runtime.getRuntime().addShutdownHook(settings.hook);
      } catch (IllegalStateException ending) {
        awaitTheEnd();
      }
      synchronized (settings) {
        if (!settings.restored) {
          stty(arguments);
        }
      }
      return settings;
    }

    private synchronized void restore() {
      if (!restored) {
        restored = true;
        try {
          stty(List.of(before));
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

  private static String stty(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("stty"));
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command)
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
