package dev.latchkey.format;

import dev.latchkey.store.CorruptFileException;
import dev.latchkey.store.CorruptFileException.Problem;
import dev.latchkey.store.FileImage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Where the sections of a text in section configuration format stand. They are numbered from 1; 0
 * is what stands before the first.
 */
final class SectionIndex {

  private static final int BYTES_OF_ENTRY = 64;

  private final Path path;
  private final byte[] text;
  private final EntryIndex sections;
  private int[] lines = new int[16];

  /**
   * Looks at a text.
   *
   * @param text valid UTF-8
   * @throws CorruptFileException as {@link SectionConfig#parse(FileImage)} does
   */
  SectionIndex(Path path, byte[] text) {
    this.path = path;
    this.text = text;
    this.sections = new EntryIndex(text.length / BYTES_OF_ENTRY);
    int number = 0;
    for (int start = 0; start < text.length; ) {
      int end = endOfLine(start);
      number++;
      if (isHeader(start, end)) {
        add(start, end, number);
      } else if (sections.size() == 0 && SectionLine.isProperty(string(start, end))) {
        throw new CorruptFileException(path, Problem.SYNTAX, number, 1);
      }
      start = end;
    }
  }

  private int endOfLine(int start) {
    int end = start;
    while (end < text.length) {
      if (text[end++] == '\n') {
        break;
      }
    }
    return end;
  }

  private String string(int start, int end) {
    return new String(text, start, end - start, StandardCharsets.UTF_8);
  }

  private boolean isHeader(int start, int end) {
    byte first = text[start];
    return first < 0 ? SectionLine.isHeader(string(start, end)) : first != '#' && !isBlank(first);
  }

  /** Whether a byte is a blank of ASCII. */
  private static boolean isBlank(byte b) {
    return b >= 0 && Character.isWhitespace(b);
  }

  private void add(int start, int end, int line) {
    int hash = hash(start, end, line);
    for (int other = sections.first(hash); other != 0; other = sections.next(other)) {
      if (name(other).equals(SectionLine.name(string(start, end)))) {
        throw new CorruptFileException(path, Problem.DUPLICATE, line, 1);
      }
    }
    sections.add(hash, start);
    if (sections.size() == lines.length) {
      lines = Arrays.copyOf(lines, 2 * lines.length);
    }
    lines[sections.size()] = line;
  }

  /** The hash of the name in a header, whatever blanks are around it. */
  private int hash(int start, int end, int line) {
    int colon = start;
    while (colon < end && SectionLine.isTypeCharacter(text[colon])) {
      colon++;
    }
    int from = colon + 1;
    int to = end;
    while (from < to && isBlank(text[from])) {
      from++;
    }
    while (from < to && isBlank(text[to - 1])) {
      to--;
    }
    if (colon == start || colon == end || text[colon] != ':' || from >= to) {
      throw new CorruptFileException(path, Problem.SYNTAX, line, 1);
    } else if (text[from] >= 0 && text[to - 1] >= 0) {
      return EntryIndex.hash(EntryIndex.hash(0, text, start, colon + 1), text, from, to);
    }
    String name = SectionLine.name(string(start, end));
    if (name.length() == colon + 1 - start) {
      throw new CorruptFileException(path, Problem.SYNTAX, line, 1);
    }
    return hash(name);
  }

  private static int hash(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    return EntryIndex.hash(0, bytes, 0, bytes.length);
  }

  /** The number of a section, 0 if there is none of that name. */
  int find(String name) {
    int section = sections.first(hash(name));
    while (section != 0 && !name(section).equals(name)) {
      section = sections.next(section);
    }
    return section;
  }

  /** How many sections there are. */
  int size() {
    return sections.size();
  }

  /** The name of a section. */
  String name(int section) {
    int start = sections.start(section);
    return SectionLine.name(string(start, endOfLine(start)));
  }

  /** The number of the line with the header of a section. */
  int line(int section) {
    return lines[section];
  }

  /** Where the lines of a section begin. */
  int start(int section) {
    return section == 0 ? 0 : sections.start(section);
  }

  /** Where they end. */
  int end(int section) {
    return section == sections.size() ? text.length : sections.start(section + 1);
  }

  /** The lines of a section, its header the first of them. */
  String text(int section) {
    return string(start(section), end(section));
  }
}
