package dev.latchkey.cli.command;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a shell can offer where a value is typed. Immutable.
 *
 * @param kind where the candidates come from
 * @param words the candidates of {@link Kind#WORDS}, else empty
 * @param after the first operand if there is nothing to offer after any other one, else null
 */
public record Completion(Kind kind, List<String> words, @Nullable String after) {

  /** Where candidates come from. */
  public enum Kind {
    /** There is nothing to offer. */
    NOTHING,
    /** Words that the script knows. */
    WORDS,
    /** Files, which the shell knows. */
    FILE,
    /** Directories, which the shell knows. */
    DIRECTORY,
    /** Owners of tokens. */
    USER,
    /** Tokens as one word or two: their ids and their owners. */
    TOKEN,
    /** Ids of tokens. */
    TOKEN_ID,
    /** Names of the tokens of the owner that is the first operand. */
    TOKEN_NAME,
    /** Ids of keys. */
    KEY,
    /** Ids of active keys. */
    ACTIVE_KEY,
    /** Ids of archived keys. */
    ARCHIVED_KEY;

    /** Whether only the command itself knows the candidates. */
    public boolean isAsked() {
      return compareTo(USER) >= 0;
    }

    /** How a script names it when it asks the command. */
    public String word() {
      return Choice.word(this);
    }
  }

  /** Nothing to offer: a text, a number, an id that is new. */
  public static final Completion NOTHING = of(Kind.NOTHING);

  /** A file. */
  public static final Completion FILE = of(Kind.FILE);

  /** A directory. */
  public static final Completion DIRECTORY = of(Kind.DIRECTORY);

  /** Checks that the words belong to the kind. */
  public Completion {
    if ((kind == Kind.WORDS) == words.isEmpty()) {
      throw new IllegalArgumentException("words without their kind, or the kind without words");
    }
  }

  /** Candidates of a kind that says all. */
  static Completion of(Kind kind) {
    return new Completion(kind, List.of(), null);
  }

  /** One of some words. */
  public static Completion words(List<String> words) {
    return new Completion(Kind.WORDS, words, null);
  }

  /** The same, but only after a first operand. */
  Completion onlyAfter(String operand) {
    return new Completion(kind, words, operand);
  }
}
