package dev.latchkey.cli.output;

import dev.latchkey.cli.command.Answer;
import dev.latchkey.cli.command.Tone;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Answers that have the same fields, below each other. What does not fit gives way: free text is
 * cut, then whole columns are left out, the least important first. Not thread-safe.
 */
final class Table {

  private static final String GAP = "  ";

  /** To how many cells free text can be cut before it is left out. */
  private static final int NARROWEST = 8;

  private record Cell(String text, int width, Tone tone) {}

  private final List<Answer.Field> columns;
  private final List<List<Cell>> rows = new ArrayList<>();
  private final int[] widths;
  private final boolean[] shown;

  /**
   * A table.
   *
   * @param answers at least one
   * @param text what a cell says, without what could drive a terminal
   */
  Table(List<Answer> answers, Function<Answer.Field, String> text) {
    columns = textFields(answers.getFirst());
    widths = new int[columns.size()];
    shown = new boolean[columns.size()];
    List<Cell> heading = new ArrayList<>();
    for (Answer.Field field : columns) {
      String name = field.name().toUpperCase(Locale.ROOT);
      heading.add(new Cell(name, name.length(), Tone.HEADING));
    }
    rows.add(heading);
    for (Answer answer : answers) {
      List<Cell> row = new ArrayList<>();
      for (Answer.Field field : textFields(answer)) {
        String content = text.apply(field);
        row.add(new Cell(content, TerminalText.cells(content), field.tone()));
      }
      rows.add(row);
    }
  }

  /** The fields of which a person is told. */
  static List<Answer.Field> textFields(Answer answer) {
    List<Answer.Field> fields = new ArrayList<>();
    for (Answer.Field field : answer.fields()) {
      if (field.text() != null) {
        fields.add(field);
      }
    }
    return fields;
  }

  /**
   * Chooses what to show of it.
   *
   * @return whether that fits into so many cells
   */
  boolean fitInto(int available) {
    for (int i = 0; i < widths.length; i++) {
      shown[i] = true;
      widths[i] = 0;
      for (List<Cell> row : rows) {
        widths[i] = Math.max(widths[i], row.get(i).width());
      }
    }
    int excess = width() - available;
    while (excess > 0) {
      if (cutFreeText(excess)) {
        return true;
      }
      int least = leastImportant();
      if (least < 0) {
        return false;
      }
      shown[least] = false;
      excess = width() - available;
    }
    return true;
  }

  private int width() {
    int width = -GAP.length();
    for (int i = 0; i < widths.length; i++) {
      width += shown[i] ? widths[i] + GAP.length() : 0;
    }
    return width;
  }

  private boolean cutFreeText(int excess) {
    for (int i = 0; i < widths.length; i++) {
      if (shown[i] && columns.get(i).isFreeText() && widths[i] - excess >= NARROWEST) {
        widths[i] -= excess;
        return true;
      }
    }
    return false;
  }

  /** The column to leave out next, -1 if none can be spared. */
  private int leastImportant() {
    int least = -1;
    for (int i = 0; i < widths.length; i++) {
      int spare = columns.get(i).spare();
      if (shown[i] && spare > 0 && (least < 0 || spare > columns.get(least).spare())) {
        least = i;
      }
    }
    return least;
  }

  /**
   * Lays out the rows, the heading first.
   *
   * @param ellipsis what stands for the rest of a text that was cut
   */
  List<String> lines(Theme theme, String ellipsis) {
    List<String> lines = new ArrayList<>();
    for (List<Cell> row : rows) {
      StringBuilder line = new StringBuilder();
      int blanks = 0; // not written before something follows them
      for (int i = 0; i < widths.length; i++) {
        if (shown[i]) {
          Cell cell = cutTo(widths[i], row.get(i), ellipsis);
          boolean right = columns.get(i).isNumber();
          int padding = widths[i] - cell.width();
          if (!cell.text().isEmpty()) {
            line.repeat(' ', blanks + (right ? padding : 0));
            line.append(theme.paint(cell.tone(), cell.text()));
            blanks = right ? 0 : padding;
          } else {
            blanks += widths[i];
          }
          blanks += GAP.length();
        }
      }
      lines.add(line.toString());
    }
    return lines;
  }

  private static Cell cutTo(int width, Cell cell, String ellipsis) {
    if (cell.width() <= width) {
      return cell;
    }
    String text = TerminalText.cut(cell.text(), width - ellipsis.length()) + ellipsis;
    return new Cell(text, TerminalText.cells(text), cell.tone());
  }
}
