package dev.latchkey.store;

import java.nio.file.Path;

/**
 * A file is damaged, or not safe to use as it is. Nothing was changed.
 *
 * <p>Says where and what is wrong, never what stands there: the file may hold secrets. It has no
 * cause, because a parser's own exception quotes what it read.
 */
public final class CorruptFileException extends LatchkeyException {

  private static final long serialVersionUID = 1;

  /** What is wrong with a file. */
  public enum Problem {
    /** A symbolic link stands in its place. */
    SYMBOLIC_LINK,
    /** It is a directory, a device or a pipe. */
    NOT_A_REGULAR_FILE,
    /** It should be a directory and is none. */
    NOT_A_DIRECTORY,
    /** Others than owner and group may write to it. */
    WRITABLE_BY_OTHERS,
    /** It is larger than such a file can sensibly be. */
    TOO_LARGE,
    /** It does not follow the grammar of its format, or ends too early. */
    SYNTAX,
    /** A name that must be unique stands there twice. */
    DUPLICATE,
    /** A value is of the wrong type, or out of its range. */
    WRONG_TYPE,
    /** It goes on after its end. */
    TRAILING_DATA,
    /** It is not valid UTF-8. */
    NOT_UTF8,
    /** It does not begin with the magic number of its format. */
    WRONG_MAGIC,
    /** It changes faster than it can be read. */
    UNSTABLE
  }

  private final transient Path path;
  private final Problem problem;
  private final int line;
  private final int column;

  /** A problem with the file as a whole. */
  public CorruptFileException(Path path, Problem problem) {
    this(path, problem, 0, 0);
  }

  /**
   * A problem at one place of the file.
   *
   * @param line counted from 1, 0 for the file as a whole
   * @param column counted from 1, 0 for the line as a whole
   */
  public CorruptFileException(Path path, Problem problem, int line, int column) {
    super(
        "corrupt: "
            + path
            + (line > 0 ? ":" + line : "")
            + (column > 0 ? ":" + column : "")
            + ": "
            + problem,
        null);
    this.path = path;
    this.problem = problem;
    this.line = line;
    this.column = column;
  }

  /** The file. */
  public Path path() {
    return path;
  }

  /** What is wrong with it. */
  public Problem problem() {
    return problem;
  }

  /** The line of the problem, counted from 1; 0 for the file as a whole. */
  public int line() {
    return line;
  }

  /** The column of the problem, counted from 1; 0 for the line as a whole. */
  public int column() {
    return column;
  }
}
