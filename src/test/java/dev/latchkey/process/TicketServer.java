package dev.latchkey.process;

import dev.latchkey.Latchkey;
import dev.latchkey.authkey.AuthKeyRepository;
import dev.latchkey.authkey.Rotation;
import dev.latchkey.authkey.TicketSigner;
import dev.latchkey.authkey.TicketVerification;
import dev.latchkey.authkey.TicketVerifier;
import dev.latchkey.store.RandomSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * A process that rotates the key pair, signs and verifies as it is told: each line of its input is
 * a verb and perhaps a word, and is answered with a line.
 */
final class TicketServer {

  static final String PREFIX = "PBS";

  private static final int SEED_BYTES = 32;

  private final BufferedReader input;
  private final AuthKeyRepository keys;
  private final TicketSigner signer;
  private final TicketVerifier verifier;
  private long now;
  private boolean madeKey;

  private TicketServer(Path config, Path run) {
    input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    RandomSource kernel = RandomSource.ofKernel();
    keys =
        Latchkey.builder(config)
            .runDirectory(run)
            .lockTimeout(Duration.ofMinutes(2))
            .clock(() -> Instant.ofEpochSecond(now))
            .random(
                bytes -> {
                  madeKey |= bytes.length == SEED_BYTES;
                  kernel.fill(bytes);
                })
            .open()
            .authKeys();
    signer = keys.signer();
    verifier = keys.verifier();
  }

  /**
   * Serves until the end of the input.
   *
   * @param args configuration directory and run directory
   */
  public static void main(String[] args) throws IOException {
    TicketServer server = new TicketServer(Path.of(args[0]), Path.of(args[1]));
    for (String line = server.input.readLine(); line != null; line = server.input.readLine()) {
      int space = line.indexOf(' ');
      String verb = space < 0 ? line : line.substring(0, space);
      System.out.println(server.answer(verb, line.substring(space + 1)));
      System.out.flush();
    }
  }

  private String answer(String verb, String word) throws IOException {
    switch (verb) {
      case "now" -> now = Long.parseLong(word);
      case "rotate" -> {
        return rotate();
      }
      case "sign" -> {
        return sign();
      }
      case "verify" -> {
        return verdict(word);
      }
      case "race" -> {
        return race(word);
      }
      default -> throw new IllegalArgumentException(verb);
    }
    return "done";
  }

  /** Rotates if that is due, and says whether this process thought so before it had the lock. */
  private String rotate() {
    madeKey = false;
    Rotation rotation = keys.rotate(null, false, null);
    if (rotation.done()) {
      return "rotated " + rotation.reason();
    }
    return madeKey ? "too late" : "not due";
  }

  private String sign() {
    return signer.sign(PREFIX, "root@pam", null);
  }

  private String verdict(String ticket) {
    return switch (verifier.verify(ticket, PREFIX, null)) {
      case TicketVerification.Valid valid -> valid.ticket().signedWith().name();
      case TicketVerification.Refused refused -> "refused: " + refused.reason();
    };
  }

  /**
   * Verifies a ticket, and signs and verifies others, until the next line of input; answers with
   * what there was to say of the ticket, and with the last of the others.
   */
  private String race(String ticket) throws IOException {
    StringBuilder verdicts = new StringBuilder();
    String own;
    do {
      own = sign();
      String verdict = verdict(ticket);
      if (verdicts.indexOf(verdict) < 0) {
        verdicts.append(verdict).append(',');
      }
      String ownVerdict = verdict(own);
      if (ownVerdict.startsWith("refused")) {
        verdicts.append("own ").append(ownVerdict).append(',');
      }
    } while (!input.ready());
    input.readLine();
    return verdicts + " " + own;
  }
}
