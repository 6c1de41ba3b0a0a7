package dev.latchkey.bench;

import dev.latchkey.store.Secret;
import dev.latchkey.token.TokenVerifier;
import dev.latchkey.token.Verification;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Shows the right secret of one token after the other. Each call makes a new string of the id and a
 * new secret, as a server does that reads them from a request. Not thread-safe.
 */
final class Client {

  private static final int DIGITS = 6;

  private final byte[] id = TokenDirectory.id(0).getBytes(StandardCharsets.US_ASCII);
  private final byte[] secret = TokenDirectory.SECRET.getBytes(StandardCharsets.US_ASCII);
  private final int firstDigit = TokenDirectory.id(0).indexOf('0');
  private final MessageDigest sha256;
  private final int tokens;
  private int next;

  /** A client that goes round so many tokens. */
  Client(int tokens) {
    this.sha256 = sha256();
    this.tokens = tokens;
  }

  /** What a verification computes with. */
  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every Java has SHA-256", impossible);
    }
  }

  /**
   * Verifies the next token.
   *
   * @throws IllegalStateException if it is refused
   */
  Verification verify(TokenVerifier verifier) {
    writeNext();
    try (Secret shown = Secret.copyOf(secret)) {
      Verification answer = verifier.verify(new String(id, StandardCharsets.ISO_8859_1), shown);
      if (!(answer instanceof Verification.Valid)) {
        throw new IllegalStateException("refused: " + answer);
      }
      return answer;
    }
  }

  /**
   * Computes of the next token what a verification computes at the least, with nothing that another
   * thread could touch.
   */
  int digest() {
    writeNext();
    try (Secret shown = Secret.copyOf(secret)) {
      String text = new String(id, StandardCharsets.ISO_8859_1);
      return text.hashCode() + shown.useExposedBytes(sha256::digest)[0];
    }
  }

  private void writeNext() {
    // A step that is prime to any number of tokens here: neighbours in the file are not neighbours
    // in time.
    next = (next + 70_001) % tokens;
    int rest = next;
    for (int i = firstDigit + DIGITS - 1; i >= firstDigit; i--) {
      id[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }
}
