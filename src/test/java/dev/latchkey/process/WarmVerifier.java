package dev.latchkey.process;

import dev.latchkey.Latchkey;
import dev.latchkey.store.Secret;
import dev.latchkey.token.TokenVerifier;
import dev.latchkey.token.Verification;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A process with a warm verifier, whose heap can be dumped. Its input is the secret and then a text
 * that it keeps in a field; what it reads them with is overwritten.
 */
final class WarmVerifier {

  private WarmVerifier() {}

  /**
   * Verifies the secret twice, says so, and waits for the end of the input.
   *
   * @param args configuration directory, run directory, token and the length of both texts
   */
  public static void main(String[] args) throws IOException {
    TokenVerifier verifier =
        Latchkey.builder(Path.of(args[0]))
            .runDirectory(Path.of(args[1]))
            .open()
            .tokens()
            .verifier();
    try (InputStream input = new FileInputStream(FileDescriptor.in)) {
      int length = Integer.parseInt(args[3]);
      byte[] bytes = input.readNBytes(length);
      try (Secret secret = Secret.copyOf(bytes)) {
        Arrays.fill(bytes, (byte) 0);
        boolean first = verifier.verify(args[2], secret) instanceof Verification.Valid;
        boolean again = verifier.verify(args[2], secret) instanceof Verification.Valid;
        System.out.println(first && again ? "warm" : "refused");
        System.out.flush();
      }
      byte[] kept = input.readNBytes(length);
      System.out.println("kept " + kept.length);
      System.out.flush();
      System.exit(input.read() + verifier.hashCode() + kept[0] > 0 ? 0 : 1);
    }
  }
}
