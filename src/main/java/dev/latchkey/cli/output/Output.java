package dev.latchkey.cli.output;

import dev.latchkey.cli.command.Answer;
import dev.latchkey.cli.command.CommandException;
import dev.latchkey.cli.command.ErrorCode;
import dev.latchkey.cli.command.ExitCode;
import dev.latchkey.cli.command.Line;
import dev.latchkey.cli.command.Program;
import dev.latchkey.cli.command.Tone;
import dev.latchkey.cli.command.Wording;
import dev.latchkey.cli.host.Host;
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
public final class Output {

  /** When colours are used. */
  public static final List<String> COLORS = List.of(Theme.AUTO, Theme.ALWAYS, Theme.NEVER);

  private static final String CLEARED_SCREEN = "\u001b[H\u001b[2J";
  private static final String ERASED_LINE = "\r\u001b[K";

  private final Host host;
  private final boolean json;
  private final boolean quiet;
  private final Theme theme;
  private final Theme errTheme;
  private final boolean isOutAscii;
  private final boolean isErrAscii;
  private final TextFormat text;

  /**
   * Chooses the form of answers.
   *
   * @param json JSON instead of text
   * @param quiet whether notices are left out
   * @param color when colours are used, one of {@link #COLORS}
   */
  public Output(Host host, boolean json, boolean quiet, String color) {
    this.host = host;
    this.json = json;
    this.quiet = quiet;
    this.theme = Theme.of(host, color, host.outIsTerminal());
    this.errTheme = Theme.of(host, color, host.errIsTerminal());
    this.isOutAscii = host.outIsTerminal() && !host.isUtf8();
    this.isErrAscii = host.errIsTerminal() && !host.isUtf8();
    this.text = new TextFormat(host, theme);
  }

  /** Whether answers are JSON. */
  public boolean isJson() {
    return json;
  }

  /** Answers with one thing. */
  public void answer(Answer answer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (json) {
      JsonFormat.write(answer, bytes, isOutAscii);
    } else {
      text.write(answer, bytes);
    }
    write(host.out(), json ? shown(bytes) : bytes);
  }

  /** Answers with a secret and a line end, in text and with {@code --output json} alike. */
  public void printSecret(Secret secret) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    text.write(new Answer().withSecret("", secret), bytes);
    write(host.out(), bytes);
  }

  /** Answers with any number of things. */
  public void answerAll(List<Answer> answers) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (json) {
      JsonFormat.writeAll(answers, bytes, isOutAscii);
    } else {
      text.writeAll(answers, bytes);
    }
    write(host.out(), json ? shown(bytes) : bytes);
  }

  /** Answers with any number of things in JSON, or with lines in text. */
  public void answerLines(List<Answer> answers, List<Line> lines) {
    if (json) {
      answerAll(answers);
    } else {
      StringBuilder all = new StringBuilder();
      for (Line line : lines) {
        all.append(theme.paint(line.tone(), TerminalText.printable(line.head())));
        all.append(TerminalText.printable(line.rest())).append('\n');
      }
      print(all.toString());
    }
  }

  /** Answers with one thing in JSON, or with several tables in text. */
  public void answerTables(Answer whole, List<List<Answer>> tables) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (json) {
      JsonFormat.write(whole, bytes, isOutAscii);
    } else {
      for (List<Answer> table : tables) {
        if (bytes.size() > 0 && !table.isEmpty()) {
          bytes.write('\n');
        }
        text.writeAll(table, bytes);
      }
    }
    write(host.out(), json ? shown(bytes) : bytes);
  }

  /** JSON as standard output takes it. */
  private ByteArrayOutputStream shown(ByteArrayOutputStream document) {
    if (!host.outIsTerminal()) {
      return document;
    }
    ByteArrayOutputStream safe = new ByteArrayOutputStream(document.size());
    JsonFormat.forTerminal(document.toByteArray(), safe);
    return safe;
  }

  /** Takes away what stands on a terminal, where the next answer is to stand. */
  public void beginScreen() {
    if (host.outIsTerminal() && !json && !host.isDumb()) {
      print(CLEARED_SCREEN);
    }
  }

  /** Answers with text as it is. */
  public void print(String plain) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    String shown = isOutAscii ? TerminalText.ascii(plain) : plain;
    bytes.writeBytes(shown.getBytes(StandardCharsets.UTF_8));
    write(host.out(), bytes);
  }

  /** Answers with the text of help, or with an object that has it as its one field. */
  public void help(String usage) {
    if (json) {
      answer(new Answer().with("help", usage));
    } else {
      print(theme.paintHelp(usage));
    }
  }

  private static void write(OutputStream stream, ByteArrayOutputStream bytes) {
    try {
      bytes.writeTo(stream);
      stream.flush();
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.FAILURE,
          ErrorCode.OUTPUT,
          "cannot write to standard output: " + Wording.reason(e),
          null,
          e);
    }
  }

  /** Shows a line that is taken away again when {@code work} is done; only to a person. */
  public <T> T working(String line, Supplier<T> work) {
    if (quiet || json || !host.errIsTerminal() || host.isDumb()) {
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
  public void notice(String text) {
    if (!quiet) {
      text.lines().forEach(this::converse);
    }
  }

  /** Tells an error and the way out. */
  public void error(CommandException e) {
    if (json) {
      toStandardError(TerminalText.printable(JsonFormat.error(e, isErrAscii)) + "\n");
      return;
    }
    converse(Tone.BAD, Program.NAME + ":", " " + e.text());
    if (e.hint() != null) {
      converse(Tone.HEADING, "hint:", " " + e.hint());
    }
  }

  /** Writes a line to standard error. */
  private void converse(String line) {
    // The lines of a stack trace begin with one.
    String tab = line.startsWith("\t") ? "\t" : "";
    converse(Tone.PLAIN, tab, line.substring(tab.length()));
  }

  private void converse(Tone tone, String head, String rest) {
    toStandardError(errTheme.paint(tone, head) + TerminalText.printable(rest) + "\n");
  }

  /** Where even this fails there is nobody left to tell. */
  private void toStandardError(String text) {
    String shown = isErrAscii ? TerminalText.ascii(text) : text;
    try {
      host.err().write(shown.getBytes(StandardCharsets.UTF_8));
      host.err().flush();
    } catch (IOException e) {
      // The exit code still tells.
    }
  }
}
