package dev.latchkey.store;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

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
    /** It holds no key in any form that we know. */
    NO_KEY,
    /** It holds a key that is encrypted, or of a kind that we do not use. */
    UNSUPPORTED_KEY,
    /** There is no such file, although another one says so. */
    MISSING,
    /** It names a file outside the directory where such files belong. */
    OUTSIDE,
    /** It holds another key than the one whose fingerprint is expected. */
    OTHER_KEY,
    /** A setting is of the wrong type, or out of its range. */
    BAD_SETTING,
    /** It holds a setting that does not exist. */
    UNKNOWN_SETTING,
    /** It changes faster than it can be read. */
    UNSTABLE
  }

  private final transient Path path;
  private final Problem problem;
  private final int line;
  private final int column;
  private final @Nullable String expected;
  private final @Nullable String found;
  private final @Nullable String setting;

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
    this(path, problem, line, column, null, null, null);
  }

  private CorruptFileException(
      Path path,
      Problem problem,
      int line,
      int column,
      @Nullable String expected,
      @Nullable String found,
      @Nullable String setting) {
    super(
        "corrupt: "
            + path
            + (line > 0 ? ":" + line : "")
            + (column > 0 ? ":" + column : "")
            + ": "
            + problem
            + (found == null ? "" : ": expected " + expected + ", found " + found)
            + (setting == null ? "" : ": " + setting),
        null);
    this.path = path;
    this.problem = problem;
    this.line = line;
    this.column = column;
    this.expected = expected;
    this.found = found;
    this.setting = setting;
  }

  /**
   * A file that holds another key than another file says.
   *
   * @param expected the fingerprint that the other file names
   * @param found the fingerprint of what this file holds
   */
  public static CorruptFileException otherKey(Path path, String expected, String found) {
    return new CorruptFileException(path, Problem.OTHER_KEY, 0, 0, expected, found, null);
  }

  /**
   * A setting that cannot be as it is.
   *
   * @param setting its full name
   * @param line as above
   * @param column as above
   */
  public static CorruptFileException badSetting(Path path, String setting, int line, int column) {
    return new CorruptFileException(path, Problem.BAD_SETTING, line, column, null, null, setting);
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

  /** The fingerprint that was expected, null unless the problem is {@link Problem#OTHER_KEY}. */
  public @Nullable String expected() {
    return expected;
  }

  /** The fingerprint that was found, null unless the problem is {@link Problem#OTHER_KEY}. */
  public @Nullable String found() {
    return found;
  }

  /** The name of the setting, null unless the problem is {@link Problem#BAD_SETTING}. */
  public @Nullable String setting() {
    return setting;
  }
}
