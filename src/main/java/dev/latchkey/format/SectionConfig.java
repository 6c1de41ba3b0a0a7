package dev.latchkey.format;

import dev.latchkey.store.CorruptFileException;
import dev.latchkey.store.CorruptFileException.Problem;
import dev.latchkey.store.FileImage;
import dev.latchkey.store.Pieces;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A file in Proxmox' section configuration format, as a list of lines that can be edited.
 *
 * <p>A header {@code type: id} begins a section, indented lines {@code key value} are its
 * properties, {@code #} begins a comment line. What is not changed is given back byte for byte:
 * comments, blank lines, unknown sections and keys, and the order of all of them. Not thread-safe.
 */
public final class SectionConfig {

  /** A header and the lines up to the next one; comments behind the last property included. */
  private static final class Section {
    final int firstLine;
    final List<String> lines = new ArrayList<>();

    Section(int firstLine) {
      this.firstLine = firstLine;
    }

    /** The number of lines up to and with the last property; what follows belongs to nobody. */
    int ownLines() {
      int count = lines.size();
      while (count > 1 && !SectionLine.isProperty(lines.get(count - 1))) {
        count--;
      }
      return count;
    }
  }

  private final Path path;
  private final byte[] text;
  private final SectionIndex index;

  /**
   * Sections that may differ from the text, by their numbers; removed ones have no lines. Numbers
   * above those of the text are of new ones, 0 is what stands before the first.
   */
  private final SortedMap<Integer, Section> edited = new TreeMap<>();

  private final Map<String, Integer> added = new HashMap<>();
  private int lastNumber;

  private SectionConfig(Path path, byte[] text) {
    this.path = path;
    this.text = text;
    this.index = new SectionIndex(path, text);
    this.lastNumber = index.size();
  }

  /**
   * Parses a file; one that does not exist is empty.
   *
   * @throws CorruptFileException if it is not UTF-8, a line is neither header, property, comment
   *     nor blank, or a section stands there twice
   */
  public static SectionConfig parse(FileImage image) {
    return new SectionConfig(image.path(), image.utf8());
  }

  /**
   * Parses the text of a file, as {@link #parse(FileImage)} does.
   *
   * @param path named in exceptions
   */
  public static SectionConfig parse(Path path, String text) {
    return new SectionConfig(path, text.getBytes(StandardCharsets.UTF_8));
  }

  /** The number of a section, 0 if there is none of that name. */
  private int number(String type, String id) {
    String name = SectionLine.name(type, id);
    Integer number = added.get(name);
    if (number != null) {
      return number;
    }
    int inText = index.find(name);
    return isRemoved(inText) ? 0 : inText;
  }

  private boolean isRemoved(int number) {
    Section section = edited.get(number);
    return section != null && section.lines.isEmpty();
  }

  /** The last number up to the given one whose section has not been removed. */
  private int present(int from) {
    int number = from;
    while (number > 0 && isRemoved(number)) {
      number--;
    }
    return number;
  }

  private String name(int number) {
    return number > index.size()
        ? SectionLine.name(section(number).lines.getFirst())
        : index.name(number);
  }

  /** What a section holds now; not to be changed. */
  private @Nullable Section find(String type, String id) {
    int number = number(type, id);
    return number == 0 ? null : section(number);
  }

  private Section section(int number) {
    Section changed = edited.get(number);
    return changed == null ? read(number) : changed;
  }

  private Section read(int number) {
    Section section = new Section(number == 0 ? 0 : index.line(number));
    String lines = index.text(number);
    for (int start = 0; start < lines.length(); ) {
      int newline = lines.indexOf('\n', start);
      int end = newline < 0 ? lines.length() : newline + 1;
      section.lines.add(lines.substring(start, end));
      start = end;
    }
    return section;
  }

  /** What a section holds, to be changed. */
  private Section edit(int number) {
    return edited.computeIfAbsent(number, this::read);
  }

  /** Whether there is such a section. */
  public boolean contains(String type, String id) {
    return number(type, id) != 0;
  }

  /** The line at which a section began when it was read; 0 if there is none, or it is new. */
  public int line(String type, String id) {
    int number = number(type, id);
    return number == 0 || number > index.size() ? 0 : index.line(number);
  }

  /** The ids of all sections of a type, in the order of the file. */
  public List<String> ids(String type) {
    return IntStream.rangeClosed(1, lastNumber)
        .filter(number -> !isRemoved(number))
        .mapToObj(this::name)
        .filter(name -> name.startsWith(type + ":"))
        .map(name -> name.substring(type.length() + 1))
        .toList();
  }

  /**
   * The value of a property, without the blanks around it.
   *
   * @return null if there is no such section, or it has no such property
   * @throws CorruptFileException if it has it twice
   */
  public @Nullable String value(String type, String id, String key) {
    Section section = find(type, id);
    int index = section == null ? -1 : indexOf(section, key);
    return section == null || index < 0 ? null : SectionLine.value(section.lines.get(index), key);
  }

  /**
   * A property that is true or false; {@code 1/on/yes/true} and {@code 0/off/no/false} are known,
   * as in Proxmox' own files.
   *
   * @param absent what it is if there is no such section or property
   * @throws CorruptFileException if it is anything else, or stands there twice
   */
  public boolean booleanValue(String type, String id, String key, boolean absent) {
    String value = value(type, id, key);
    if (value == null) {
      return absent;
    }
    return switch (value) {
      case "1", "on", "yes", "true" -> true;
      case "0", "off", "no", "false" -> false;
      default -> throw wrongType(type, id, key);
    };
  }

  /**
   * A property that is a whole number, not negative.
   *
   * @param absent what it is if there is no such section or property
   * @throws CorruptFileException if it is anything else, or stands there twice
   */
  public long numberValue(String type, String id, String key, long absent) {
    String value = value(type, id, key);
    if (value == null) {
      return absent;
    }
    try {
      long number = Long.parseLong(value);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      // Its message quotes the value.
    }
    throw wrongType(type, id, key);
  }

  private CorruptFileException wrongType(String type, String id, String key) {
    Section section = find(type, id);
    int line = section == null ? 0 : section.firstLine + indexOf(section, key);
    return new CorruptFileException(path, Problem.WRONG_TYPE, line, 0);
  }

  /** Adds an empty section at the end; one of that name is removed first. */
  public void replaceSection(String type, String id) {
    requireStorable(id);
    remove(type, id);
    List<String> last = edit(present(lastNumber)).lines;
    if (!last.isEmpty()) {
      String line = last.getLast();
      if (!line.endsWith("\n")) {
        last.set(last.size() - 1, line + "\n");
      }
      if (!line.isBlank()) {
        last.add("\n");
      }
    }
    Section section = new Section(0);
    section.lines.add(type + ": " + id + "\n");
    lastNumber++;
    edited.put(lastNumber, section);
    added.put(SectionLine.name(type, id), lastNumber);
  }

  /** Removes a section, its comments between properties included, those around it not. */
  public void remove(String type, String id) {
    int number = number(type, id);
    if (number == 0) {
      return;
    }
    Section section = edit(number);
    List<String> before = edit(present(number - 1)).lines;
    List<String> rest = section.lines.subList(section.ownLines(), section.lines.size());
    boolean separated = before.isEmpty() || before.getLast().isBlank();
    if (separated && !rest.isEmpty() && rest.getFirst().isBlank()) {
      rest = rest.subList(1, rest.size());
    }
    boolean last = number == present(lastNumber);
    if (last && rest.isEmpty() && !before.isEmpty() && before.getLast().isBlank()) {
      before.removeLast(); // it separated the section from the one before
    }
    before.addAll(rest);
    section.lines.clear();
    added.remove(SectionLine.name(type, id));
  }

  /**
   * Sets a property of an existing section, in its place if it has one.
   *
   * @param value null to remove the property
   * @throws IllegalArgumentException if the value has a control character, or blanks at either end
   * @throws CorruptFileException if the property stands there twice
   */
  public void set(String type, String id, String key, @Nullable String value) {
    int number = number(type, id);
    if (number == 0) {
      throw new IllegalArgumentException("no section " + type + ": " + id);
    }
    Section section = edit(number);
    int index = indexOf(section, key);
    if (value == null) {
      if (index >= 0) {
        section.lines.remove(index);
      }
      return;
    }
    requireStorable(value);
    String line = "\t" + key + " " + value + "\n";
    if (index >= 0) {
      section.lines.set(index, line);
    } else {
      int end = section.ownLines();
      String previous = section.lines.get(end - 1);
      if (!previous.endsWith("\n")) {
        section.lines.set(end - 1, previous + "\n");
      }
      section.lines.add(end, line);
    }
  }

  /**
   * Whether a text can be the value of a property: one line without control characters, not empty,
   * and without blanks at either end, which the format does not keep.
   */
  public static boolean isStorable(String value) {
    return !value.isEmpty()
        && value.strip().equals(value)
        && value.codePoints().noneMatch(SectionConfig::isUnstorable);
  }

  private static boolean isUnstorable(int c) {
    return Character.isISOControl(c)
        || c == '\u2028'
        || c == '\u2029'
        || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }

  private static void requireStorable(String value) {
    if (!isStorable(value)) {
      throw new IllegalArgumentException("not a value of a section configuration");
    }
  }

  /** The index of a property's line, -1 if there is none. */
  private int indexOf(Section section, String key) {
    int found = -1;
    for (int i = 1; i < section.lines.size(); i++) {
      String line = section.lines.get(i);
      if (SectionLine.isProperty(line) && SectionLine.hasKey(line, key)) {
        if (found >= 0) {
          throw new CorruptFileException(path, Problem.DUPLICATE, section.firstLine + i, 0);
        }
        found = i;
      }
    }
    return found;
  }

  /** The file's new content. */
  public byte[] toBytes() {
    return toPieces().toBytes();
  }

  /** The file's new content, for who writes it. */
  public Pieces toPieces() {
    Pieces pieces = new Pieces();
    int start = 0;
    for (Map.Entry<Integer, Section> edit : edited.entrySet()) {
      int number = edit.getKey();
      if (number <= index.size()) { // a new one comes behind the last, which is edited then
        pieces.add(text, start, index.start(number));
        start = index.end(number);
      }
      String lines = String.join("", edit.getValue().lines);
      pieces.add(lines.getBytes(StandardCharsets.UTF_8));
    }
    pieces.add(text, start, text.length);
    return pieces;
  }
}
