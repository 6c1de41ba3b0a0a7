package dev.latchkey.cli.output;

/** Text as a terminal shows it: how many cells it takes, and what of it can be shown at all. */
public final class TerminalText {

  /** First and last of the ranges that are two cells wide, whatever they show. */
  private static final int[] WIDE = {
    0x1100, 0x115f, // Hangul initial consonants
    0x2329, 0x232a, // angle brackets
    0x2e80, 0x303e, // radicals, punctuation
    0x3041, 0xa4cf, // kana to Yi, with the ideographs in between
    0xa960, 0xa97c, // Hangul initial consonants
    0xac00, 0xd7a3, // Hangul syllables
    0xf900, 0xfaff, // compatibility ideographs
    0xfe10, 0xfe19, // vertical forms
    0xfe30, 0xfe6f, // compatibility and small forms
    0xff01, 0xff60, // fullwidth forms
    0xffe0, 0xffe6,
    0x16fe0, 0x18dff, // Tangut, Khitan
    0x1aff0, 0x1b2ff, // kana, Nushu
    0x1d300, 0x1d376, // Tai Xuan Jing
    0x1f200, 0x1f265, // squared ideographs
    0x20000, 0x3fffd // ideographs
  };

  /** Below it, every character that can be printed takes one cell. */
  private static final int FIRST_MARK = 0x300;

  private TerminalText() {}

  /** How many cells a text takes that has passed {@link #printable}. */
  static int cells(String text) {
    int cells = 0;
    int i = 0;
    while (i < text.length()) {
      int c = text.codePointAt(i);
      cells += cells(c);
      i += Character.charCount(c);
    }
    return cells;
  }

  private static int cells(int c) {
    if (c < FIRST_MARK) {
      return 1;
    }
    int type = Character.getType(c);
    if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
      return 0;
    } else if ((c >= 0x1160 && c <= 0x11ff) || (c >= 0xd7b0 && c <= 0xd7fb)) {
      return 0; // Hangul vowels and final consonants, drawn into the initial one
    }
    return isWide(c) ? 2 : 1;
  }

  private static boolean isWide(int c) {
    for (int i = 0; i < WIDE.length && WIDE[i] <= c; i += 2) {
      if (c <= WIDE[i + 1]) {
        return true;
      }
    }
    // Of the letters that make flags, each takes one cell and a pair two.
    return Character.isEmojiPresentation(c) && !(c >= 0x1f1e6 && c <= 0x1f1ff);
  }

  /**
   * As much of the beginning of a text as fits, whole characters with their marks.
   *
   * @param max how many cells there are
   */
  static String cut(String text, int max) {
    int cells = 0;
    int i = 0;
    while (i < text.length()) {
      int c = text.codePointAt(i);
      cells += cells(c);
      if (cells > max) {
        break;
      }
      i += Character.charCount(c);
    }
    return text.substring(0, i);
  }

  /** The text without what would drive a terminal or reorder what is read on it. */
  public static String printable(String text) {
    if (text.codePoints().allMatch(TerminalText::isPrintable)) {
      return text;
    }
    StringBuilder safe = new StringBuilder();
    text.codePoints().forEach(c -> safe.appendCodePoint(isPrintable(c) ? c : '\ufffd'));
    return safe.toString();
  }

  static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  /**
   * The text in ASCII, for a terminal that would show other characters wrongly: those become {@code
   * \}{@code u{e9}}.
   */
  public static String ascii(String text) {
    if (isAscii(text)) {
      return text;
    }
    StringBuilder ascii = new StringBuilder();
    int i = 0;
    while (i < text.length()) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (c < 0x80) {
        ascii.append((char) c);
      } else if (c == '…') {
        ascii.append("...");
      } else if (c == '\ufffd') {
        ascii.append('?');
      } else {
        ascii.append("\\u{").append(Integer.toHexString(c)).append('}');
      }
    }
    return ascii.toString();
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }
}
