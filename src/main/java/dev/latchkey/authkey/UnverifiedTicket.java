package dev.latchkey.authkey;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A ticket that somebody has sent, taken apart: nobody knows yet whether it is genuine. Immutable.
 *
 * <p>{@code PREFIX:DATA:TIME::SIGNATURE}: prefix and data with control characters, {@code %},
 * {@code :} and everything outside ASCII percent-encoded, the time in seconds since 1970 as 8 or
 * more hexadecimal digits in upper case, the signature in base64.
 */
public final class UnverifiedTicket {

  /** Longer texts are no tickets. */
  static final int MAX_LENGTH = 16 << 10;

  private static final int MIN_TIME_DIGITS = 8;
  private static final int MAX_TIME_DIGITS = 15;
  private static final String SIGNATURE_MARK = "::";

  private final String signedText;
  private final String prefix;
  private final String data;
  private final Instant time;
  private final byte[] signature;

  private UnverifiedTicket(
      String signedText, String prefix, String data, Instant time, byte[] signature) {
    this.signedText = signedText;
    this.prefix = prefix;
    this.data = data;
    this.time = time;
    this.signature = signature;
  }

  /** Takes a ticket apart; null if the text is none. */
  public static @Nullable UnverifiedTicket parse(String text) {
    int mark = text.lastIndexOf(SIGNATURE_MARK);
    if (text.length() > MAX_LENGTH || mark < 0) {
      return null;
    }
    String signed = text.substring(0, mark);
    int first = signed.indexOf(':');
    int second = signed.lastIndexOf(':');
    if (first < 1 || second <= first || signed.indexOf(':', first + 1) != second) {
      return null;
    }
    String prefix = TicketText.decoded(signed.substring(0, first));
    String data = TicketText.decoded(signed.substring(first + 1, second));
    Instant time = time(signed.substring(second + 1));
    byte[] signature = signature(text.substring(mark + SIGNATURE_MARK.length()));
    return prefix == null || data == null || time == null || signature == null
        ? null
        : new UnverifiedTicket(signed, prefix, data, time, signature);
  }

  private static @Nullable Instant time(String digits) {
    if (digits.length() < MIN_TIME_DIGITS || digits.length() > MAX_TIME_DIGITS) {
      return null;
    }
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      if ((c < '0' || c > '9') && (c < 'A' || c > 'F')) {
        return null;
      }
    }
    long seconds = Long.parseLong(digits, 16);
    return seconds > Instant.MAX.getEpochSecond() ? null : Instant.ofEpochSecond(seconds);
  }

  private static byte @Nullable [] signature(String base64) {
    try {
      byte[] signature = Base64.getDecoder().decode(base64.getBytes(StandardCharsets.US_ASCII));
      String exact = Base64.getEncoder().encodeToString(signature);
      // Decoders overlook bits behind the last byte: then two texts would be the same signature.
      return base64.equals(exact) || base64.equals(exact.replace("=", "")) ? signature : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** The prefix that the sender claims. */
  public String unverifiedPrefix() {
    return prefix;
  }

  /** The data that the sender claims. */
  public String unverifiedData() {
    return data;
  }

  /** The time at which the sender claims that it was signed. */
  public Instant unverifiedTime() {
    return time;
  }

  /** What must have been signed; null if nothing can have been signed with such data. */
  byte @Nullable [] message(@Nullable String additionalData) {
    try {
      return TicketText.message(signedText, additionalData);
    } catch (IllegalArgumentException noText) {
      return null;
    }
  }

  byte[] signature() {
    return signature;
  }

  /** What the sender claims; the signature, which would let others in, is left out. */
  @Override
  public String toString() {
    return "UnverifiedTicket[" + signedText + "]";
  }
}
