package dev.latchkey.authkey;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The percent-encoding of tickets, and the bytes that are signed. */
final class TicketText {

  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private TicketText() {}

  /**
   * Encodes control characters, {@code %}, {@code :} and everything outside ASCII, as UTF-8.
   *
   * @throws IllegalArgumentException if the text has half a surrogate pair
   */
  static String encoded(String text) {
    StringBuilder encoded = new StringBuilder(text.length());
    ByteBuffer bytes = utf8(text);
    while (bytes.hasRemaining()) {
      byte b = bytes.get();
      if (b < ' ' || b == 0x7f || b == '%' || b == ':') { // bytes above 0x7f are negative
        HEX.toHexDigits(encoded.append('%'), b);
      } else {
        encoded.append((char) b);
      }
    }
    return encoded.toString();
  }

  private static ByteBuffer utf8(String text) {
    try {
      return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("not a text that UTF-8 can express", e);
    }
  }

  /** Decodes; null if the text has what an encoded one cannot have, or is no UTF-8. */
  static @Nullable String decoded(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c >= 0x7f) {
        return null;
      } else if (c != '%') {
        bytes.write(c);
      } else if (i + 2 < text.length()
          && HexFormat.isHexDigit(text.charAt(i + 1))
          && HexFormat.isHexDigit(text.charAt(i + 2))) {
        bytes.write(HexFormat.fromHexDigits(text, i + 1, i + 3));
        i += 2;
      } else {
        return null;
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /**
   * What is signed: the text of a ticket up to its signature, and additional data behind it.
   *
   * @throws IllegalArgumentException if the additional data has half a surrogate pair
   */
  static byte[] message(String text, @Nullable String additionalData) {
    ByteBuffer bytes = utf8(additionalData == null ? text : text + ":" + additionalData);
    byte[] message = new byte[bytes.remaining()];
    bytes.get(message);
    return message;
  }
}
