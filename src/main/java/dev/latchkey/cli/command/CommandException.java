package dev.latchkey.cli.command;

import org.jspecify.annotations.Nullable;

/** A command that cannot go on, worded for the operator. Never quotes a secret. */
public final class CommandException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final ExitCode exit;
  private final ErrorCode code;
  private final String text;
  private final @Nullable String hint;

  /**
   * Words a failure.
   *
   * @param exit what the process exits with
   * @param code a name for programs
   * @param text what happened, in lower case and without a full stop
   * @param hint what to try, null if there is nothing
   */
  public CommandException(ExitCode exit, ErrorCode code, String text, @Nullable String hint) {
    this(exit, code, text, hint, null);
  }

  /** The same with the failure behind it, which {@code --debug} shows. */
  public CommandException(
      ExitCode exit,
      ErrorCode code,
      String text,
      @Nullable String hint,
      @Nullable Throwable cause) {
    super(text, cause);
    this.exit = exit;
    this.code = code;
    this.text = text;
    this.hint = hint;
  }

  /** A command line that is wrong. */
  public static CommandException usage(String text, @Nullable String hint) {
    return new CommandException(ExitCode.USAGE, ErrorCode.USAGE, text, hint);
  }

  /** What the process exits with. */
  public ExitCode exit() {
    return exit;
  }

  /** A name for programs. */
  public ErrorCode code() {
    return code;
  }

  /** What happened. */
  public String text() {
    return text;
  }

  /** What to try, null if there is nothing. */
  public @Nullable String hint() {
    return hint;
  }
}
