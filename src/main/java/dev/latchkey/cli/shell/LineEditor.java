package dev.latchkey.cli.shell;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jline.reader.Candidate;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.history.DefaultHistory;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Lets a person edit lines at the terminal. Between two calls of {@link #read} the terminal is as
 * it was before, for whatever runs meanwhile. Not thread-safe.
 */
public final class LineEditor implements AutoCloseable {

  private final Terminal terminal;
  private final LineReader reader;
  private final Lines history = new Lines();

  /**
   * Prepares the terminal of this process.
   *
   * @param completions what the last word, the second argument, can become after those before it
   * @param interrupt called when Ctrl-C is typed while no line is edited, by another thread
   */
  public LineEditor(
      BiFunction<List<String>, String, List<Suggestion>> completions, Runnable interrupt)
      throws IOException {
    terminal =
        TerminalBuilder.builder()
            .system(true)
            // It calls the C library; others start processes or unpack a library of their own.
            .provider(TerminalBuilder.PROP_PROVIDER_FFM)
            .systemOutput(TerminalBuilder.SystemOutput.SysErrOrSysOut)
            .encoding(StandardCharsets.UTF_8)
            .graphemeCluster(false) // would ask the terminal, and wait for its answer
            .build();
    if (terminal.getSize().getColumns() == 0) {
      terminal.setSize(Size.of(80, 24)); // a line that does not tell, a serial one for instance
    }
    terminal.handle(Terminal.Signal.INT, _ -> interrupt.run());
    reader =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .history(history)
            .parser(LineEditor::parse)
            .completer(
                (_, line, candidates) -> {
                  Words words = ((Line) line).split();
                  if (!words.isInComment()) {
                    completions.apply(words.wordsBefore(), words.openWord()).stream()
                        .map(LineEditor::candidate)
                        .forEach(candidates::add);
                  }
                })
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
            .option(LineReader.Option.AUTO_FRESH_LINE, false)
            .option(LineReader.Option.BRACKETED_PASTE, !terminal.getType().startsWith("dumb"))
            .variable(LineReader.ERRORS, 0)
            .variable(LineReader.SECONDARY_PROMPT_PATTERN, "> ")
            .build();
  }

  /** Adds a line to those that the arrow keys bring back. */
  public void remember(String line) {
    history.remember(line);
  }

  /**
   * Lets a line be edited.
   *
   * @return the line; empty text if Ctrl-C dropped it; nothing at the end of the input
   */
  public Optional<String> read(String prompt) {
    try {
      return Optional.of(reader.readLine(prompt));
    } catch (UserInterruptException dropped) {
      return Optional.of("");
    } catch (EndOfFileException end) {
      return Optional.empty();
    }
  }

  @Override
  public void close() throws IOException {
    terminal.close();
  }

  private static Candidate candidate(Suggestion suggestion) {
    String description = suggestion.description();
    return new Candidate(
        suggestion.value(),
        suggestion.value(),
        null,
        description.isEmpty() ? null : description,
        null,
        null,
        suggestion.isWhole());
  }

  private static ParsedLine parse(String text, int cursor, Parser.ParseContext context) {
    Words words = Words.last(text.substring(0, cursor));
    if (context == Parser.ParseContext.ACCEPT_LINE
        && Words.last(text).end() != Words.End.COMPLETE) {
      throw new EOFError(-1, cursor, "unfinished", "the rest");
    }
    return new Line(text, cursor, words);
  }

  /** A line up to the cursor. */
  private record Line(String line, int cursor, Words split) implements CompletingParsedLine {

    @Override
    public String word() {
      return split.openWord();
    }

    @Override
    public int wordCursor() {
      return word().length();
    }

    @Override
    public int wordIndex() {
      return split.wordsBefore().size();
    }

    @Override
    public List<String> words() {
      return split.list();
    }

    @Override
    public CharSequence escape(CharSequence candidate, boolean complete) {
      return split.quoteOpenWord(candidate.toString(), complete);
    }

    @Override
    public int rawWordCursor() {
      return cursor - split.openWordStart();
    }

    @Override
    public int rawWordLength() {
      return rawWordCursor();
    }
  }

  /** Has only what it is told to remember: a line that is no command may be a secret. */
  private static final class Lines extends DefaultHistory {

    @Override
    public void add(@Nullable Instant time, @Nullable String line) {
      // The reader would add every line.
    }

    void remember(String line) {
      super.add(Instant.EPOCH, line);
    }
  }
}
