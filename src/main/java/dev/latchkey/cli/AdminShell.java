package dev.latchkey.cli;

import dev.latchkey.cli.command.Answer;
import dev.latchkey.cli.command.CommandException;
import dev.latchkey.cli.command.ErrorCode;
import dev.latchkey.cli.command.ExitCode;
import dev.latchkey.cli.command.Program;
import dev.latchkey.cli.command.Wording;
import dev.latchkey.cli.host.ControllingTerminal;
import dev.latchkey.cli.host.Host;
import dev.latchkey.cli.host.Terminal;
import dev.latchkey.cli.output.Output;
import dev.latchkey.cli.shell.LineEditor;
import dev.latchkey.cli.shell.ScriptLines;
import dev.latchkey.cli.shell.Words;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code admin shell}: lines of the same grammar, one after the other in one process. At a terminal
 * they are edited, completed and remembered; else they are a script, which ends at the first line
 * that fails.
 *
 * <p>Remembered is only what was a command: anything else may be a secret that was typed too soon.
 */
final class AdminShell {

  /** The words that only the shell has. */
  static final String[] HELP = {
    "",
    "Words of the shell:",
    "  status       print the exit code of the last command",
    "  exit [CODE]  leave, as do quit and Ctrl-D",
    "  help         show all commands",
    "",
    "Quotation marks and backslashes group words as in sh; nothing is expanded, '#' begins a",
    "comment. A line that begins with a blank is not kept in the history.",
    "Options given to the shell hold for every line. If standard input is no terminal, the",
    "first line that fails ends the shell, with its exit code."
  };

  private static final int MAX_CODE = 255;

  private final Host host;
  private final GlobalOptions options;
  private final Output output;

  /** The exit code of the last command. */
  private int status;

  /** What to exit with, null as long as lines are read. */
  private @Nullable Integer exit;

  AdminShell(Host host, GlobalOptions options, Output output) {
    this.host = host;
    this.options = options;
    this.output = output;
  }

  /** Runs lines until there are no more, and returns the exit code. */
  int run() {
    boolean isSeen = host.outIsTerminal() || host.errIsTerminal();
    return isSeen && host.inIsTerminal().getAsBoolean() ? edit() : runScript();
  }

  private int runScript() {
    AdminCli cli = cli(host.terminal());
    ScriptLines lines = new ScriptLines(host.in());
    int first = 0;
    try {
      for (String line = lines.next(); line != null && exit == null; line = lines.next()) {
        first = lines.number();
        StringBuilder text = new StringBuilder(line);
        String more = "";
        while (Words.last(text.toString()).end() == Words.End.AFTER_BACKSLASH && more != null) {
          more = lines.next();
          text.append(more == null ? "" : "\n" + more);
        }
        runAll(text.toString(), cli);
        if (exit == null && status != 0) {
          return stopped(first);
        }
      }
    } catch (CommandException e) {
      output.error(e);
      status = e.exit().code();
      return stopped(Math.max(first, lines.number()));
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.FAILURE,
          ErrorCode.INPUT,
          "cannot read standard input: " + Wording.reason(e),
          null,
          e);
    }
    return exit == null ? 0 : exit;
  }

  private int stopped(int line) {
    ExitCode code = ExitCode.FAILURE;
    for (ExitCode each : ExitCode.values()) {
      code = each.code() == status ? each : code;
    }
    output.error(new CommandException(code, ErrorCode.STOPPED, "stopped at line " + line, null));
    return status;
  }

  private int edit() {
    AdminCli cli = cli(new ControllingTerminal(true));
    // A line of its own, because the terminal shows ^C where it was typed.
    Interruption interruption = new Interruption(() -> output.notice("\n"));
    ShellCompletion completion = new ShellCompletion(host, options.configDirectory());
    try (LineEditor editor = new LineEditor(completion::suggest, interruption::request)) {
      ShellHistory history = new ShellHistory(host, output, editor::remember);
      while (exit == null) {
        Optional<String> line =
            editor.read(Program.NAME + (status == 0 ? "> " : " [" + status + "]> "));
        if (line.isEmpty()) {
          return ExitCode.OK.code();
        }
        String text = line.get();
        status = interruption.during(() -> runAll(text, cli));
        history.add(text, status);
      }
      return exit;
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.FAILURE,
          ErrorCode.TERMINAL,
          "cannot use the terminal: " + Wording.reason(e),
          "pipe the commands in: " + Program.NAME + " shell < FILE",
          e);
    }
  }

  private AdminCli cli(Terminal terminal) {
    return AdminCli.inShell(host.with(new ShellInput(), terminal), options);
  }

  /** Runs the commands of a text up to the first that fails, and returns the last exit code. */
  private int runAll(String text, AdminCli cli) {
    int from = 0;
    boolean isDone = true;
    while (isDone && exit == null && from < text.length()) {
      Words words = Words.first(text, from);
      from = words.next();
      isDone = run(words, cli);
    }
    return status;
  }

  /** Runs one command, and returns whether it did what it was to do. */
  private boolean run(Words line, AdminCli cli) {
    List<String> words = line.list();
    if (words.size() > 1 && words.getFirst().equals(Program.NAME)) {
      words = words.subList(1, words.size()); // pasted from elsewhere
    }
    try {
      if (line.end() != Words.End.COMPLETE) {
        boolean inQuotes = line.end() == Words.End.IN_QUOTES;
        String what = inQuotes ? "a quotation mark is not closed" : "nothing follows the backslash";
        throw CommandException.usage(what, null);
      } else if (words.isEmpty() || runOwn(words)) {
        return true;
      }
      status = cli.run(words.toArray(String[]::new));
      if (words.equals(List.of(CommandTree.HELP))) {
        output.print(String.join("\n", HELP) + "\n");
      }
    } catch (CommandException e) {
      output.error(e);
      status = e.exit().code();
    }
    return status == 0;
  }

  /** Does what only the shell does, if that is what the words say. */
  private boolean runOwn(List<String> words) {
    String first = words.getFirst();
    boolean leaves = first.equals("exit") || first.equals("quit");
    if (!leaves && !first.equals("status")) {
      return false;
    } else if (words.size() > (leaves ? 2 : 1)) {
      throw CommandException.usage("too many operands", CommandTree.HELP);
    } else if (leaves) {
      exit = words.size() == 1 ? 0 : exitCode(words.getLast());
    } else if (output.isJson()) {
      output.answer(new Answer().withNumber("exit", status));
    } else {
      output.print(status + "\n");
    }
    return true;
  }

  private static int exitCode(String word) {
    try {
      int code = Integer.parseInt(word);
      if (code >= 0 && code <= MAX_CODE) {
        return code;
      }
    } catch (NumberFormatException notANumber) {
      // Not quoted: it may be anything.
    }
    throw CommandException.usage("exit wants a number from 0 to " + MAX_CODE, CommandTree.HELP);
  }

  /** Standard input, from which the shell reads its lines: the next one is no secret. */
  private static final class ShellInput extends InputStream {

    @Override
    public int read() {
      throw refusal();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
      throw refusal();
    }

    private static CommandException refusal() {
      return CommandException.usage(
          "standard input is where the shell reads its lines",
          "name a file, or leave the option out to be asked for a secret");
    }
  }
}
