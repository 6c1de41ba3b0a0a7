package dev.latchkey.store;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** UTF-8 as RFC 3629 has it, which a decoder of the JDK takes for granted unless told otherwise. */
public final class Utf8 {

  private static final int DECODED_AT_ONCE = 8192;

  private Utf8() {}

  /** Where a text stops being UTF-8, -1 if it does not; keeps none of it in memory. */
  public static int invalidAt(byte[] text) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer bytes = ByteBuffer.wrap(text);
    CharBuffer characters = CharBuffer.allocate(Math.min(text.length, DECODED_AT_ONCE) + 1);
    CoderResult result = CoderResult.OVERFLOW;
    while (result.isOverflow()) {
      result = decoder.decode(bytes, characters.clear(), true);
    }
    Arrays.fill(characters.array(), '\0');
    return result.isError() ? bytes.position() : -1;
  }
}
