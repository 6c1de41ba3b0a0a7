package dev.latchkey.cli;

import dev.latchkey.cli.command.Answer;
import dev.latchkey.store.Secret;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Answers as text. A secret stands alone on its line. One thing is a line a field; several are a
 * table on a terminal, and elsewhere tab-separated lines without a heading.
 */
final class TextFormat {

  private static final String GAP = "  ";
  private static final int NARROWEST = 8;
  private static final String BOLD = "\u001b[1m";
  private static final String PLAIN = "\u001b[0m";

  private final Host host;
  private final boolean color;

  TextFormat(Host host, boolean color) {
    this.host = host;
    this.color = color;
  }

  void write(Answer answer, ByteArrayOutputStream out) {
    List<Answer.Field> fields =
        answer.fields().stream().filter(field -> field.text() != null).toList();
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
    int width = fields.stream().mapToInt(field -> field.name().length()).max().orElse(0);
    for (Answer.Field field : fields) {
      String name = field.name() + ":";
      line(out, (pad(name, width + 1) + " " + text(field)).stripTrailing());
    }
  }

  void writeAll(List<Answer> answers, ByteArrayOutputStream out) {
    List<List<String>> rows = new ArrayList<>();
    for (Answer answer : answers) {
      rows.add(answer.fields().stream().filter(f -> f.text() != null).map(this::text).toList());
    }
    if (!host.outIsTerminal()) {
      rows.forEach(row -> line(out, String.join("\t", row)));
    } else if (!answers.isEmpty()) {
      List<String> heading =
          answers.getFirst().fields().stream()
              .filter(field -> field.text() != null)
              .map(field -> field.name().toUpperCase(Locale.ROOT))
              .toList();
      table(heading, rows, out);
    }
  }

  private void table(List<String> heading, List<List<String>> rows, ByteArrayOutputStream out) {
    int columns = heading.size();
    int[] widths = new int[columns];
    for (int i = 0; i < columns; i++) {
      int column = i;
      int widest = rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
      widths[i] = Math.max(heading.get(i).length(), widest);
    }
    int before = 0;
    for (int i = 0; i < columns - 1; i++) {
      before += widths[i] + GAP.length();
    }
    // The last column is the one of free text: it gives way.
    widths[columns - 1] =
        Math.min(widths[columns - 1], Math.max(NARROWEST, host.terminal().columns() - before));
    String line = row(heading, widths);
    line(out, color ? BOLD + line + PLAIN : line);
    rows.forEach(row -> line(out, row(row, widths)));
  }

  private static String row(List<String> cells, int[] widths) {
    StringBuilder row = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String cell = cells.get(i);
      boolean fits = cell.length() <= widths[i];
      row.append(pad(fits ? cell : cut(cell, widths[i] - 1) + "…", widths[i]));
      row.append(GAP);
    }
    return row.toString().stripTrailing();
  }

  /** The beginning of a text, without half a surrogate pair at its end. */
  private static String cut(String text, int length) {
    boolean half = Character.isHighSurrogate(text.charAt(length - 1));
    return text.substring(0, half ? length - 1 : length);
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }

  private String text(Answer.Field field) {
    return field.text() instanceof Instant time
        ? TimeExpressions.format(time, host.zone())
        : printable(String.valueOf(field.text()));
  }

  /** The text without what would drive a terminal or reorder what is read on it. */
  static String printable(String text) {
    if (text.codePoints().allMatch(TextFormat::isPrintable)) {
      return text;
    }
    StringBuilder safe = new StringBuilder();
    text.codePoints().forEach(c -> safe.appendCodePoint(isPrintable(c) ? c : '\ufffd'));
    return safe.toString();
  }

  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  private static void line(ByteArrayOutputStream out, String line) {
    out.writeBytes((line + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
