package dev.latchkey.cli.shell;

import java.util.ArrayList;
import java.util.List;

/**
 * A command line as words: split as a POSIX shell splits it, by blanks, quotation marks and
 * backslashes, with comments. Nothing is expanded: {@code !}, {@code $}, {@code *} and {@code ~}
 * stand for themselves. A line end outside of quotation marks ends a command. Immutable.
 */
public final class Words {

  /** How a text ends. */
  public enum End {
    /** With a whole word, or none. */
    COMPLETE,
    /** Within quotation marks. */
    IN_QUOTES,
    /** With a backslash, so that the next line belongs to it. */
    AFTER_BACKSLASH
  }

  private static final char NONE = 0;

  /** Characters that some shell takes for more than themselves, though not this one. */
  private static final String SPECIAL = " \t\\'\"$`&|;<>()*?[]{}";

  private final List<String> words;
  private final End end;
  private final int next;
  private final int openWord;
  private final char openQuote;
  private final boolean inComment;
  private final boolean endsBeforeTheText;

  private Words(Splitter splitter) {
    this.words = List.copyOf(splitter.words);
    this.end = splitter.end;
    this.next = splitter.at;
    this.openWord = splitter.openWord;
    this.openQuote = splitter.openQuote;
    this.inComment = splitter.inComment;
    this.endsBeforeTheText = splitter.atLineEnd;
  }

  /** The first command of a text from a place on. */
  public static Words first(String text, int from) {
    return new Words(new Splitter(text, from));
  }

  /** The last command of a text. */
  public static Words last(String text) {
    Words words = first(text, 0);
    while (words.endsBeforeTheText) {
      words = first(text, words.next);
    }
    return words;
  }

  /** The words, without quotation marks. */
  public List<String> list() {
    return words;
  }

  /** How the text ends with it. */
  public End end() {
    return end;
  }

  /** Where the text goes on after it. */
  public int next() {
    return next;
  }

  /** Whether the text ends within a comment, where nothing can be completed. */
  boolean isInComment() {
    return inComment;
  }

  /** The word at the end of the text, empty if nothing of it is there yet. */
  String openWord() {
    return openWord < 0 ? "" : words.getLast();
  }

  /** The words before {@link #openWord}. */
  List<String> wordsBefore() {
    return openWord < 0 ? words : words.subList(0, words.size() - 1);
  }

  /** Where the word at the end of the text begins. */
  int openWordStart() {
    return openWord < 0 ? next : openWord;
  }

  /**
   * A word as it is to be typed in place of {@link #openWord}.
   *
   * @param whole whether nothing follows, so that an open quotation mark is closed
   */
  String quoteOpenWord(String word, boolean whole) {
    if (openQuote == NONE) {
      return quote(word);
    }
    String inside =
        openQuote == '\''
            ? word.replace("'", "'\\''")
            : word.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("$", "\\$")
                .replace("`", "\\`");
    return openQuote + inside + (whole ? String.valueOf(openQuote) : "");
  }

  /** A word as it is to be typed, here or in another shell that does not recall history. */
  public static String quote(String word) {
    if (word.isEmpty()) {
      return "''";
    }
    StringBuilder quoted = new StringBuilder();
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if (c == '\n') {
        quoted.append("'\n'");
      } else {
        boolean opens = i == 0 && (c == '#' || c == '~');
        quoted.append(opens || SPECIAL.indexOf(c) >= 0 ? "\\" : "").append(c);
      }
    }
    return quoted.toString();
  }

  /** Goes once through a text. */
  private static final class Splitter {

    private final String text;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private int at;
    private int openWord = -1;
    private char openQuote = NONE;
    private End end = End.COMPLETE;
    private boolean inComment;
    private boolean atLineEnd;

    Splitter(String text, int from) {
      this.text = text;
      this.at = from;
      while (!atLineEnd && at < text.length()) {
        if (openQuote == NONE) {
          outside(text.charAt(at));
        } else {
          inside(text.charAt(at));
        }
      }
      if (openQuote != NONE) {
        end = End.IN_QUOTES;
      }
      if (openWord >= 0) {
        words.add(word.toString());
      }
    }

    private void outside(char c) {
      if (c == '\n' || c == ' ' || c == '\t') {
        endWord();
        atLineEnd = c == '\n';
        at++;
      } else if (c == '#' && openWord < 0) {
        int lineEnd = text.indexOf('\n', at);
        inComment = lineEnd < 0;
        at = inComment ? text.length() : lineEnd;
      } else if (c == '\\') {
        backslash();
      } else if (c == '\'' || c == '"') {
        beginWord();
        openQuote = c;
        at++;
      } else {
        beginWord();
        word.append(c);
        at++;
      }
    }

    private void backslash() {
      boolean joins = text.startsWith("\n", at + 1);
      if (at + 1 == text.length()) {
        beginWord();
        end = End.AFTER_BACKSLASH;
      } else if (!joins) {
        beginWord();
        word.append(text.charAt(at + 1));
      }
      at = Math.min(at + 2, text.length());
    }

    private void inside(char c) {
      char next = at + 1 < text.length() ? text.charAt(at + 1) : NONE;
      if (c == openQuote) {
        openQuote = NONE;
      } else if (openQuote == '"' && c == '\\' && "\"\\$`\n".indexOf(next) >= 0) {
        word.append(next == '\n' ? "" : String.valueOf(next));
        at++;
      } else {
        word.append(c);
      }
      at++;
    }

    private void beginWord() {
      if (openWord < 0) {
        openWord = at;
      }
    }

    private void endWord() {
      if (openWord >= 0) {
        words.add(word.toString());
        word.setLength(0);
        openWord = -1;
      }
    }
  }
}
