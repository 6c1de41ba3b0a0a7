package dev.latchkey.cli;

import dev.latchkey.cli.command.Answer;
import dev.latchkey.cli.command.CommandException;
import dev.latchkey.cli.command.ExitCode;
import dev.latchkey.store.Secret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;

/**
 * The two ways to speak. Standard output is the answer: text for people, tables only on a terminal
 * and tab-separated lines elsewhere, or JSON for programs. Standard error is the conversation:
 * notices, which {@code --quiet} silences, and errors.
 *
 * <p>An answer is written with one system call, so that it arrives whole or, with an exception, as
 * far as it got.
 */
final class Output {

  private static final String CLEARED_SCREEN = "\u001b[H\u001b[2J";
  private static final String ERASED_LINE = "\r\u001b[K";

  private final Host host;
  private final boolean json;
  private final boolean quiet;
  private final TextFormat text;

  /**
   * Chooses the form of answers.
   *
   * @param json JSON instead of text
   * @param quiet whether notices are left out
   * @param color whether colours may be used on standard output
   */
  Output(Host host, boolean json, boolean quiet, boolean color) {
    this.host = host;
    this.json = json;
    this.quiet = quiet;
    this.text = new TextFormat(host, color);
  }

  /** Whether answers are JSON. */
  boolean isJson() {
    return json;
  }

  /** Answers with one thing. */
  void answer(Answer answer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (json) {
      JsonFormat.write(answer, bytes);
    } else {
      text.write(answer, bytes);
    }
    write(host.out(), bytes);
  }

  /** Answers with a secret and a line end, in text and with {@code --output json} alike. */
  void printSecret(Secret secret) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    text.write(new Answer().withSecret("", secret), bytes);
    write(host.out(), bytes);
  }

  /** Answers with any number of things. */
  void answerAll(List<Answer> answers) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (json) {
      JsonFormat.writeAll(answers, bytes);
    } else {
      text.writeAll(answers, bytes);
    }
    write(host.out(), bytes);
  }

  /** Answers with any number of things in JSON, or with lines in text. */
  void answerLines(List<Answer> answers, List<String> lines) {
    if (json) {
      answerAll(answers);
    } else {
      StringBuilder all = new StringBuilder();
      lines.forEach(line -> all.append(TextFormat.printable(line)).append('\n'));
      print(all.toString());
    }
  }

  /** Answers with one thing in JSON, or with several tables in text. */
  void answerTables(Answer whole, List<List<Answer>> tables) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (json) {
      JsonFormat.write(whole, bytes);
    } else {
      for (List<Answer> table : tables) {
        if (bytes.size() > 0 && !table.isEmpty()) {
          bytes.write('\n');
        }
        text.writeAll(table, bytes);
      }
    }
    write(host.out(), bytes);
  }

  /** Takes away what stands on a terminal, where the next answer is to stand. */
  void beginScreen() {
    if (host.outIsTerminal() && !json && !"dumb".equals(host.variable("TERM"))) {
      print(CLEARED_SCREEN);
    }
  }

  /** Answers with text as it is. */
  void print(String plain) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(plain.getBytes(StandardCharsets.UTF_8));
    write(host.out(), bytes);
  }

  private static void write(OutputStream stream, ByteArrayOutputStream bytes) {
    try {
      bytes.writeTo(stream);
      stream.flush();
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.FAILURE,
          "output",
          "cannot write to standard output: " + Failures.reason(e),
          null,
          e);
    }
  }

  /** Shows a line that is taken away again when {@code work} is done; only to a person. */
  <T> T working(String line, Supplier<T> work) {
    if (quiet || json || !host.errIsTerminal() || "dumb".equals(host.variable("TERM"))) {
      return work.get();
    }
    toStandardError(line);
    try {
      return work.get();
    } finally {
      toStandardError(ERASED_LINE);
    }
  }

  /** Tells something that need not be known, in a line or several. */
  void notice(String text) {
    if (!quiet) {
      text.lines().forEach(this::converse);
    }
  }

  /** Tells an error and the way out. */
  void error(CommandException e) {
    if (json) {
      converse(JsonFormat.error(e));
      return;
    }
    converse("admin: " + e.text());
    if (e.hint() != null) {
      converse("hint: " + e.hint());
    }
  }

  /** Writes a line to standard error. */
  private void converse(String line) {
    // The lines of a stack trace begin with one.
    String tab = line.startsWith("\t") ? "\t" : "";
    toStandardError(tab + TextFormat.printable(line.substring(tab.length())) + "\n");
  }

  /** Where even this fails there is nobody left to tell. */
  private void toStandardError(String bytes) {
    try {
      host.err().write(bytes.getBytes(StandardCharsets.UTF_8));
      host.err().flush();
    } catch (IOException e) {
      // The exit code still tells.
    }
  }
}
