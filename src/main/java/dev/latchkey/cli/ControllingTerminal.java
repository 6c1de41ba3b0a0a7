package dev.latchkey.cli;

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

/**
 * {@code /dev/tty}, whatever the standard streams are. Echo is switched with {@code stty(1)}, which
 * is there wherever a shell is.
 */
final class ControllingTerminal implements Terminal {

  private static final File TTY = new File("/dev/tty");
  private static final int DEFAULT_COLUMNS = 80;

  @Override
  public Optional<Secret> readSecret(String prompt) {
    // Opened before anything is switched: without a terminal this fails.
    try (InputStream in = new FileInputStream(TTY);
        OutputStream out = new FileOutputStream(TTY)) {
      String settings = stty("-g").strip();
      Thread restore = new Thread(() -> sttyQuietly(settings));
      Runtime.getRuntime().addShutdownHook(restore); // an interrupt must not leave the echo off
      try {
        out.write(prompt.getBytes(StandardCharsets.UTF_8));
        stty("-echo");
        return SecretInput.readLine(in);
      } finally {
        sttyQuietly(settings);
        out.write('\n');
        Runtime.getRuntime().removeShutdownHook(restore);
      }
    } catch (IOException noTerminal) {
      return Optional.empty();
    }
  }

  @Override
  public int columns() {
    try {
      String[] size = stty("size").strip().split(" ", -1); // "24 80"
      int columns = size.length == 2 ? Integer.parseInt(size[1]) : 0;
      return columns > 0 ? columns : DEFAULT_COLUMNS;
    } catch (IOException | NumberFormatException unknown) {
      return DEFAULT_COLUMNS;
    }
  }

  private static void sttyQuietly(String settings) {
    try {
      stty(settings);
    } catch (IOException e) {
      // There is nothing left to try, and the terminal may be gone.
    }
  }

  private static String stty(String argument) throws IOException {
    Process process =
        new ProcessBuilder("stty", argument)
            .redirectInput(TTY)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    byte[] output = process.getInputStream().readAllBytes();
    try {
      if (process.waitFor() != 0) {
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
