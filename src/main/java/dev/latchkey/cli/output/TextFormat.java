package dev.latchkey.cli.output;

import dev.latchkey.cli.command.Answer;
import dev.latchkey.cli.host.Host;
import dev.latchkey.store.Secret;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Answers as text. A secret stands alone on its line. One thing is a line a field; several are on a
 * terminal a table, or a block of lines each where no table fits, and elsewhere tab-separated lines
 * without a heading.
 *
 * <p>A person is told how long a time is from now; a program gets the time alone.
 */
final class TextFormat {

  private final Host host;
  private final Theme theme;
  private final boolean isTerminal;
  private final boolean isAscii;

  TextFormat(Host host, Theme theme) {
    this.host = host;
    this.theme = theme;
    this.isTerminal = host.outIsTerminal();
    this.isAscii = isTerminal && !host.isUtf8();
  }

  void write(Answer answer, ByteArrayOutputStream out) {
    List<Answer.Field> fields = Table.textFields(answer);
    for (Answer.Field field : fields) {
      if (field.text() instanceof Secret secret) {
        secret.useExposedBytes(
            bytes -> {
              out.writeBytes(bytes);
              return true;
            });
        out.write('\n');
        return;
      }
    }
    int width = 0;
    for (Answer.Field field : fields) {
      width = Math.max(width, field.name().length());
    }
    for (Answer.Field field : fields) {
      String blanks = " ".repeat(width - field.name().length() + 1);
      String value = theme.paint(field.tone(), text(field));
      line(out, (field.name() + ":" + blanks + value).stripTrailing());
    }
  }

  void writeAll(List<Answer> answers, ByteArrayOutputStream out) {
    if (isTerminal && !answers.isEmpty()) {
      writeForPerson(answers, out);
      return;
    }
    for (Answer answer : answers) {
      List<String> row = new ArrayList<>();
      for (Answer.Field field : Table.textFields(answer)) {
        row.add(theme.paint(field.tone(), text(field)));
      }
      line(out, String.join("\t", row));
    }
  }

  private void writeForPerson(List<Answer> answers, ByteArrayOutputStream out) {
    Table table = new Table(answers, this::cell);
    if (table.fitInto(host.columns())) {
      table.lines(theme, isAscii ? "..." : "…").forEach(line -> line(out, line));
      return;
    }
    boolean isFirst = true;
    for (Answer answer : answers) {
      if (!isFirst) {
        out.write('\n');
      }
      isFirst = false;
      write(answer, out);
    }
  }

  /** What stands in a table: of a time, only how long it is from now. */
  private String cell(Answer.Field field) {
    return field.text() instanceof Instant time
        ? TimeExpressions.relative(time, host.clock().instant())
        : text(field);
  }

  private String text(Answer.Field field) {
    if (field.text() instanceof Instant time) {
      String exact = TimeExpressions.format(time, host.zone());
      return isTerminal
          ? exact + " (" + TimeExpressions.relative(time, host.clock().instant()) + ")"
          : exact;
    }
    String text = TerminalText.printable(String.valueOf(field.text()));
    return isAscii ? TerminalText.ascii(text) : text;
  }

  private static void line(ByteArrayOutputStream out, String line) {
    out.writeBytes((line + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
