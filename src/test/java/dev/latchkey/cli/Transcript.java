package dev.latchkey.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A dialogue at a shell, as text: what is typed, what comes back, and which files change.
 *
 * <pre>
 * # a comment
 * file NAME          writes a file with the lines that follow, each behind "| "
 * $ admin token …    runs a command; what follows belongs to it:
 * &lt; text             a line of standard input
 * &gt; text             a line of standard output
 * ! text             a line of standard error
 * = 4                the exit code
 * ~ NAME …           the files that it changes; without this line, none
 * cat NAME           asserts what a file holds with the lines that follow, each behind "| "
 * </pre>
 *
 * <p>Other lines set the scene: see {@link TranscriptPlayer}. What differs from run to run is
 * written {@code <uuid>}, {@code <hash>}, {@code <number>}, {@code <fingerprint>}, {@code <short>}
 * for the short form of one, or {@code <base>} for base64; {@code <uuid:old>} also remembers it, so
 * that {@code <old>} can be used from then on. {@code <WORK>} is the temporary directory, {@code
 * <PID>} the process of a server, {@code <NUL>}, {@code <LF>} and {@code <ESC>} those characters,
 * {@code <lines>} stands for any lines.
 *
 * @param lines those that are neither blank nor comments
 */
record Transcript(List<Line> lines) {

  /**
   * A line.
   *
   * @param number its number in the file
   * @param mark its first word
   * @param text the rest
   */
  record Line(int number, String mark, String text) {}

  private static final Pattern PLACEHOLDER = Pattern.compile("<([A-Za-z]+)(?::([a-z]+))?>");
  private static final Map<String, String> PATTERNS =
      Map.of(
          "uuid", "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
          "hash", "\\$(?:y|2b)\\$[!-~]{50,}?",
          "fingerprint", "[0-9a-f]{2}(?::[0-9a-f]{2}){31}",
          "short", "[0-9a-f]{2}(?::[0-9a-f]{2}){7}",
          "base", "[A-Za-z0-9+/]{20,}=*",
          "number", "[0-9]+",
          "lines", "(?s:.*)");

  static Transcript parse(String text) {
    List<Line> lines = new ArrayList<>();
    List<String> all = text.lines().toList();
    for (int i = 0; i < all.size(); i++) {
      String line = all.get(i);
      if (!line.isBlank() && !line.startsWith("#")) {
        int space = line.indexOf(' ');
        String mark = space < 0 ? line : line.substring(0, space);
        lines.add(new Line(i + 1, mark, space < 0 ? "" : line.substring(space + 1)));
      }
    }
    return new Transcript(lines);
  }

  /** The words of a command line: quotes as in a shell, nothing else. */
  static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    Matcher matcher = Pattern.compile("(?:[^\\s'\"]|'[^']*'|\"[^\"]*\")+").matcher(line);
    while (matcher.find()) {
      words.add(matcher.group().replaceAll("'([^']*)'|\"([^\"]*)\"", "$1$2"));
    }
    return words;
  }

  /** The text with what is known put in place of its placeholders. */
  static String fill(String text, Map<String, String> known) {
    Matcher matcher = PLACEHOLDER.matcher(text);
    return matcher.replaceAll(
        found -> Matcher.quoteReplacement(known.getOrDefault(found.group(1), found.group())));
  }

  /**
   * Whether a text is as expected.
   *
   * @param known what placeholders stand for; what this text tells is added
   */
  static boolean matches(String expected, String actual, Map<String, String> known) {
    StringBuilder regex = new StringBuilder();
    List<String> names = new ArrayList<>();
    Matcher matcher = PLACEHOLDER.matcher(expected);
    int from = 0;
    UnaryOperator<String> quote = text -> text.isEmpty() ? "" : Pattern.quote(text);
    while (matcher.find()) {
      regex.append(quote.apply(expected.substring(from, matcher.start())));
      from = matcher.end();
      String kind = matcher.group(1);
      String pattern = PATTERNS.get(kind);
      String name = matcher.group(2);
      if (pattern == null) {
        regex.append(quote.apply(known.getOrDefault(kind, matcher.group())));
      } else if (name == null) {
        regex.append(pattern);
      } else {
        names.add(name);
        regex.append("(?<").append(name).append('>').append(pattern).append(')');
      }
    }
    regex.append(quote.apply(expected.substring(from)));
    Matcher whole = Pattern.compile(regex.toString()).matcher(actual);
    boolean matches = whole.matches();
    if (matches) {
      Map<String, String> found = new TreeMap<>();
      names.forEach(name -> found.put(name, whole.group(name)));
      known.putAll(found);
    }
    return matches;
  }
}
