package dev.latchkey.bench;

import java.util.ArrayList;
import java.util.List;

/** A table in Markdown whose columns are aligned, so that it can be read as it is. */
final class Table {

  private final List<List<String>> rows = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  /** A table with a heading. */
  Table(String... heading) {
    rows.add(List.of(heading));
  }

  /** Adds a row of as many cells as the heading has. */
  void row(String... cells) {
    if (cells.length != rows.getFirst().size()) {
      throw new IllegalArgumentException(cells[0]);
    }
    rows.add(List.of(cells));
  }

  /** Adds a line below the table. */
  void note(String text) {
    notes.add(text);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < rows.size(); i++) {
      append(text, rows.get(i), ' ');
      if (i == 0) {
        append(text, rows.getFirst().stream().map(cell -> "").toList(), '-');
      }
    }
    notes.forEach(note -> text.append('\n').append(note).append('\n'));
    return text.toString();
  }

  private void append(StringBuilder text, List<String> cells, char filler) {
    for (int column = 0; column < cells.size(); column++) {
      String cell = cells.get(column);
      text.append("| ").append(cell).repeat(filler, width(column) - cell.length()).append(' ');
    }
    text.append("|\n");
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}
