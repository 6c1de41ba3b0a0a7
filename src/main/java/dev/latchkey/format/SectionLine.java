package dev.latchkey.format;

/** What a line of a section configuration is. */
final class SectionLine {

  private SectionLine() {}

  /** The index of the first character that is not blank, the length if there is none. */
  static int firstVisible(String line) {
    int i = 0;
    while (i < line.length() && Character.isWhitespace(line.charAt(i))) {
      i++;
    }
    return i;
  }

  /** Whether a line is neither blank nor a comment. */
  private static boolean isContent(String line, int firstVisible) {
    return firstVisible < line.length() && line.charAt(firstVisible) != '#';
  }

  static boolean isProperty(String line) {
    int first = firstVisible(line);
    return first > 0 && isContent(line, first);
  }

  static boolean isHeader(String line) {
    return firstVisible(line) == 0 && isContent(line, 0);
  }

  static boolean isTypeCharacter(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_';
  }

  /** The name of the section that a header with a colon begins. */
  static String name(String header) {
    int colon = header.indexOf(':');
    return name(header.substring(0, colon), header.substring(colon + 1).strip());
  }

  /** What a section is found by; a type has no colon, so no two sections share it. */
  static String name(String type, String id) {
    return type.concat(":").concat(id);
  }

  /** Whether a property has a key. */
  static boolean hasKey(String property, String key) {
    int start = firstVisible(property);
    int end = start + key.length();
    return property.startsWith(key, start)
        && (end == property.length() || Character.isWhitespace(property.charAt(end)));
  }

  /** The value of a property with a key, without the blanks around it. */
  static String value(String property, String key) {
    return property.substring(firstVisible(property) + key.length()).strip();
  }
}
