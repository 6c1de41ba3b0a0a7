package dev.latchkey.process;

import dev.latchkey.Latchkey;
import dev.latchkey.store.Secret;
import dev.latchkey.token.TokenId;
import dev.latchkey.token.TokenRepository;
import dev.latchkey.token.TokenSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * A process that changes tokens as it is told: each line of its input names a verb, a token and
 * perhaps a secret, and is answered with a line once the library has returned.
 */
final class TokenChanger {

  private TokenChanger() {}

  /**
   * Serves until the end of the input.
   *
   * @param args configuration directory and run directory
   */
  public static void main(String[] args) throws IOException {
    TokenRepository tokens =
        Latchkey.builder(Path.of(args[0])).runDirectory(Path.of(args[1])).open().tokens();
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      List<String> words = List.of(line.split(" ", -1));
      change(tokens, words.getFirst(), TokenId.parse(words.get(1)), words.getLast());
      System.out.println("done");
      System.out.flush();
    }
  }

  private static void change(TokenRepository tokens, String verb, TokenId id, String text) {
    try (Secret secret = Secret.copyOf(text.getBytes(StandardCharsets.UTF_8))) {
      switch (verb) {
        case "create" -> tokens.create(id, TokenSettings.DEFAULT, secret);
        case "regenerate" -> tokens.regenerate(id, secret);
        case "delete" -> tokens.delete(id);
        case "disable" -> tokens.disable(id);
        case "enable" -> tokens.enable(id);
        default -> throw new IllegalArgumentException(verb);
      }
    }
  }
}
