package dev.latchkey.cli;

import dev.latchkey.cli.command.CommandException;
import dev.latchkey.cli.command.ErrorCode;
import dev.latchkey.cli.command.ExitCode;
import dev.latchkey.cli.command.Program;
import dev.latchkey.cli.command.Wording;
import dev.latchkey.store.AlreadyExistsException;
import dev.latchkey.store.BusyException;
import dev.latchkey.store.CorruptFileException;
import dev.latchkey.store.LatchkeyException;
import dev.latchkey.store.LockHolder;
import dev.latchkey.store.NotFoundException;
import dev.latchkey.store.RefusedException;
import dev.latchkey.store.Subject;
import dev.latchkey.store.UnavailableException;
import java.nio.file.AccessDeniedException;
import org.jspecify.annotations.Nullable;

/** Words the failures of the library for an operator: the one place that does. */
final class Failures {

  private Failures() {}

  /** The failure as an operator reads it, with its exit code and a way out. */
  static CommandException word(LatchkeyException failure) {
    return switch (failure) {
      case NotFoundException e -> notFound(e);
      case AlreadyExistsException e -> alreadyExists(e);
      case RefusedException e -> refused(e);
      case BusyException e -> busy(e);
      case CorruptFileException e -> corrupt(e);
      case UnavailableException e -> unavailable(e);
    };
  }

  private static CommandException notFound(NotFoundException e) {
    return switch (e.subject()) {
      case TOKEN -> {
        String owner = e.id().substring(0, e.id().lastIndexOf('!'));
        yield missing(
            "token " + Wording.quote(e.id()) + " not found",
            Program.NAME + " token list " + Wording.quote(owner),
            e);
      }
      case CONFIG_DIRECTORY ->
          missing(
              "configuration directory " + Wording.quote(e.id()) + " does not exist",
              "'"
                  + Program.NAME
                  + " token create', 'key create' or 'auth-key rotate' makes it;"
                  + " --config-dir names another",
              e);
      case KEY ->
          missing("key " + Wording.quote(e.id()) + " not found", Program.NAME + " key list", e);
      case AUTH_KEY ->
          missing(
              "there is no key: " + Wording.quote(e.id()) + " does not exist",
              Program.NAME + " auth-key rotate",
              e);
      case PREVIOUS_AUTH_KEY ->
          missing(
              "there is no key before the present one: "
                  + Wording.quote(e.id())
                  + " does not exist",
              "a rotation keeps it: "
                  + Program.NAME
                  + " auth-key status tells when the next is due",
              e);
      case FILE, KEY_FILE -> missing("file " + Wording.quote(e.id()) + " not found", null, e);
    };
  }

  private static CommandException alreadyExists(AlreadyExistsException e) {
    return switch (e.subject()) {
      case TOKEN ->
          taken(
              "token " + Wording.quote(e.id()) + " already exists",
              Program.NAME + " token regenerate " + Wording.quote(e.id()),
              e);
      case KEY ->
          taken(
              "key " + Wording.quote(e.id()) + " already exists",
              "choose another id, or see what it is: "
                  + Program.NAME
                  + " key show "
                  + Wording.quote(e.id()),
              e);
      case KEY_FILE ->
          taken(
              "key file " + Wording.quote(e.id()) + " already exists; it is not overwritten",
              "move it away; to keep its key: " + Program.NAME + " key store ID --in FILE",
              e);
      case CONFIG_DIRECTORY, FILE, AUTH_KEY, PREVIOUS_AUTH_KEY ->
          taken(Wording.quote(e.id()) + " already exists", "name a file that does not exist", e);
    };
  }

  private static CommandException refused(RefusedException e) {
    return switch (e.reason()) {
      case CHANGED_MEANWHILE ->
          new CommandException(
              ExitCode.CONFLICT,
              ErrorCode.CHANGED_MEANWHILE,
              name(e) + " was changed by another program meanwhile; nothing was written",
              "look at the file, then try again",
              e);
      case STILL_ACTIVE ->
          new CommandException(
              ExitCode.CONFLICT,
              ErrorCode.STILL_ACTIVE,
              "cannot delete key " + Wording.quote(e.id()) + ": it is still active",
              Program.NAME + " key archive " + Wording.quote(e.id()),
              e);
      case ARCHIVED ->
          new CommandException(
              ExitCode.CONFLICT,
              ErrorCode.ARCHIVED,
              "key " + Wording.quote(e.id()) + " is archived",
              Program.NAME + " key unarchive " + Wording.quote(e.id()),
              e);
      case PASSPHRASE_NEEDED ->
          new CommandException(
              ExitCode.INPUT_NEEDED,
              ErrorCode.INPUT_NEEDED,
              name(e) + " is protected by a passphrase",
              "name it with --passphrase-stdin, --passphrase-file FILE or --passphrase-fd N",
              e);
      case WRONG_PASSPHRASE ->
          new CommandException(
              ExitCode.VERIFICATION_FAILED,
              ErrorCode.WRONG_PASSPHRASE,
              "that is not the passphrase of " + name(e),
              null,
              e);
    };
  }

  private static String name(RefusedException e) {
    return (e.subject() == Subject.KEY ? "key " : "") + Wording.quote(e.id());
  }

  private static CommandException busy(BusyException e) {
    String holder = e.holder().map(Failures::describe).orElse("another process");
    return new CommandException(
        ExitCode.BUSY,
        ErrorCode.BUSY,
        "lock " + Wording.quote(e.lockFile().toString()) + " is held by " + holder,
        "try again, or wait longer with --lock-timeout 60s",
        e);
  }

  private static String describe(LockHolder holder) {
    String name = holder.name();
    return "process " + holder.pid() + (name == null ? "" : " (" + name + ")");
  }

  private static CommandException corrupt(CorruptFileException e) {
    String place =
        (e.line() > 0 ? " line " + e.line() : "") + (e.column() > 0 ? " column " + e.column() : "");
    String problem =
        switch (e.problem()) {
          case SYMBOLIC_LINK -> "is a symbolic link, which is not followed";
          case NOT_A_REGULAR_FILE -> "is not a regular file";
          case NOT_A_DIRECTORY -> "is not a directory";
          case WRITABLE_BY_OTHERS -> "may be written to by everybody";
          case TOO_LARGE -> "is too large";
          case SYNTAX -> "syntax error, or the file is cut short";
          case DUPLICATE -> "a name stands there twice";
          case WRONG_TYPE -> "a value is of the wrong type or out of its range";
          case TRAILING_DATA -> "data after the end";
          case NOT_UTF8 -> "not valid UTF-8";
          case WRONG_MAGIC -> "is not a counter file of this program";
          case NO_KEY -> "holds no key: neither 32 bytes, nor as hex or base64, nor a key file";
          case UNSUPPORTED_KEY -> "holds a key that is encrypted, or neither Ed25519 nor RSA";
          case MISSING -> "is missing or empty";
          case OUTSIDE -> "path leads elsewhere than to this key's own file";
          case OTHER_KEY ->
              "holds the key " + e.found() + ", but the one expected is " + e.expected();
          case BAD_SETTING ->
              "setting " + e.setting() + " is of the wrong type or out of its range";
          case UNKNOWN_SETTING -> "there is no such setting";
          case UNSTABLE -> "changes faster than it can be read";
        };
    String hint =
        switch (e.problem()) {
          case WRITABLE_BY_OTHERS -> "chmod o-w " + Wording.quote(e.path().toString());
          case WRONG_MAGIC -> "remove it; it is made anew";
          case UNSTABLE -> "try again";
          default -> "nothing was changed; mend the file or restore it from a backup";
        };
    boolean isOfContent =
        switch (e.problem()) {
          case SYNTAX, DUPLICATE, WRONG_TYPE, TRAILING_DATA, NOT_UTF8, UNKNOWN_SETTING -> true;
          default -> false;
        };
    String separator = place.isEmpty() && !isOfContent ? " " : ": ";
    return new CommandException(
        ExitCode.DAMAGED,
        ErrorCode.DAMAGED,
        Wording.quote(e.path().toString()) + place + separator + problem,
        hint,
        e);
  }

  private static CommandException unavailable(UnavailableException e) {
    String text = Wording.quote(e.path().toString()) + ": " + Wording.reason(e.failure());
    if (e.changed().isEmpty()) {
      String hint =
          e.failure() instanceof AccessDeniedException
              ? "nothing was changed; run it as a user who may, such as root"
              : null;
      return new CommandException(ExitCode.FAILURE, ErrorCode.UNAVAILABLE, text, hint, e);
    }
    return new CommandException(
        ExitCode.PARTLY_DONE,
        ErrorCode.PARTLY_DONE,
        text + "; it was partly done and could not be taken back: " + e.changed(),
        "mend the file system, then look at the files named",
        e);
  }

  private static CommandException missing(String text, @Nullable String hint, NotFoundException e) {
    return new CommandException(ExitCode.NOT_FOUND, ErrorCode.NOT_FOUND, text, hint, e);
  }

  private static CommandException taken(String text, String hint, AlreadyExistsException e) {
    return new CommandException(ExitCode.CONFLICT, ErrorCode.ALREADY_EXISTS, text, hint, e);
  }
}
