package dev.latchkey.bench;

import dev.latchkey.Latchkey;
import dev.latchkey.store.Secret;
import dev.latchkey.token.TokenId;
import dev.latchkey.token.TokenRepository;
import dev.latchkey.token.TokenSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** A process that creates and deletes a token all the time, for another one to be disturbed by. */
final class TokenStorm implements AutoCloseable {

  private static final TokenId ID = TokenId.parse("storm@pbs!one");

  private final Process process;

  /** Starts the process; returns once it has made its first change. */
  TokenStorm(TokenDirectory directory) throws IOException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                TokenStorm.class.getName(),
                directory.config().toString(),
                directory.run().toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (process.getInputStream().read() < 0) {
      throw new IOException("the other process has ended");
    }
  }

  /**
   * Changes tokens until the end of the input, and writes a byte after each change.
   *
   * @param args configuration directory and run directory
   */
  public static void main(String[] args) throws IOException {
    TokenRepository tokens =
        Latchkey.builder(Path.of(args[0])).runDirectory(Path.of(args[1])).open().tokens();
    try (Secret secret = TokenDirectory.secret()) {
      while (System.in.available() == 0) {
        tokens.create(ID, TokenSettings.DEFAULT, secret);
        changed();
        tokens.delete(ID);
        changed();
      }
    }
  }

  private static void changed() {
    System.out.write('.');
    System.out.flush();
  }

  /** How many changes were made since the last call. */
  int takeChanges() {
    try {
      return (int) process.getInputStream().skip(process.getInputStream().available());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets it finish what it is doing. */
  @Override
  public void close() throws IOException {
    process.getOutputStream().write('.');
    process.getOutputStream().flush();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
