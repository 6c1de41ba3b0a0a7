package dev.latchkey.store;

import dev.latchkey.store.CorruptFileException.Problem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
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
      while (count > 1 && !isProperty(lines.get(count - 1))) {
        count--;
      }
      return count;
    }
  }

  private final Path path;
  private final List<String> preamble = new ArrayList<>();
  private final SequencedMap<String, Section> sections = new LinkedHashMap<>();

  private SectionConfig(Path path) {
    this.path = path;
  }

  /**
   * Parses a file; one that does not exist is empty.
   *
   * @throws CorruptFileException if it is not UTF-8, a line is neither header, property, comment
   *     nor blank, or a section stands there twice
   */
  public static SectionConfig parse(FileImage image) {
    return parse(image.path(), image.text());
  }

  /**
   * Parses the text of a file, as {@link #parse(FileImage)} does.
   *
   * @param path named in exceptions
   */
  public static SectionConfig parse(Path path, String text) {
    SectionConfig config = new SectionConfig(path);
    List<String> current = config.preamble;
    int number = 0;
    for (int start = 0; start < text.length(); ) {
      int end = text.indexOf('\n', start) + 1;
      String line = text.substring(start, end == 0 ? text.length() : end);
      start += line.length();
      number++;
      if (isHeader(line)) {
        Section section = new Section(number);
        if (config.sections.putIfAbsent(config.nameOf(line, number), section) != null) {
          throw new CorruptFileException(path, Problem.DUPLICATE, number, 1);
        }
        current = section.lines;
      } else if (isProperty(line) && config.sections.isEmpty()) {
        throw new CorruptFileException(path, Problem.SYNTAX, number, 1);
      }
      current.add(line);
    }
    return config;
  }

  /**
   * Parses some sections of a file's text, as {@link #parse(Path, String)} does, and overlooks all
   * others: what comes of it can be asked, but is not to be written.
   *
   * @param names of the sections, {@code type:id}
   */
  public static SectionConfig parseOnly(Set<String> names, Path path, String text) {
    StringBuilder wanted = new StringBuilder();
    boolean isWanted = false;
    for (int start = 0; start < text.length(); ) {
      int newline = text.indexOf('\n', start);
      int end = newline < 0 ? text.length() : newline + 1;
      char first = text.charAt(start);
      if (!Character.isWhitespace(first) && first != '#') {
        int colon = text.indexOf(':', start);
        isWanted =
            colon >= 0
                && colon < end
                && names.contains(
                    name(text.substring(start, colon), text.substring(colon + 1, end).strip()));
      }
      if (isWanted) {
        wanted.append(text, start, end);
      }
      start = end;
    }
    return parse(path, wanted.toString());
  }

  /** The index of the first character that is not blank, the length if there is none. */
  private static int firstVisible(String line) {
    int i = 0;
    while (i < line.length() && Character.isWhitespace(line.charAt(i))) {
      i++;
    }
    return i;
  }

  /** Whether a line is neither blank nor a comment. */
  private static boolean isContent(String line, int firstVisible) {
    return firstVisible < line.length() && line.charAt(firstVisible) != '#';
  }

  private static boolean isProperty(String line) {
    int first = firstVisible(line);
    return first > 0 && isContent(line, first);
  }

  private static boolean isHeader(String line) {
    return firstVisible(line) == 0 && isContent(line, 0);
  }

  private String nameOf(String header, int number) {
    int colon = header.indexOf(':');
    String type = colon < 0 ? "" : header.substring(0, colon);
    String id = header.substring(colon + 1).strip();
    if (type.isEmpty() || id.isEmpty() || !type.chars().allMatch(SectionConfig::isTypeCharacter)) {
      throw new CorruptFileException(path, Problem.SYNTAX, number, 1);
    }
    return name(type, id);
  }

  /** What a section is found by; a type has no colon, so no two sections share it. */
  private static String name(String type, String id) {
    return type.concat(":").concat(id);
  }

  private static boolean isTypeCharacter(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_';
  }

  /** Whether there is such a section. */
  public boolean contains(String type, String id) {
    return sections.containsKey(name(type, id));
  }

  /** The line at which a section began when it was read; 0 if there is none, or it is new. */
  public int line(String type, String id) {
    Section section = sections.get(name(type, id));
    return section == null ? 0 : section.firstLine;
  }

  /** The ids of all sections of a type, in the order of the file. */
  public List<String> ids(String type) {
    return sections.keySet().stream()
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
    Section section = sections.get(name(type, id));
    int index = section == null ? -1 : indexOf(section, key);
    return section == null || index < 0 ? null : valueOf(section.lines.get(index), key);
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
    Section section = sections.get(name(type, id));
    int line = section == null ? 0 : section.firstLine + indexOf(section, key);
    return new CorruptFileException(path, Problem.WRONG_TYPE, line, 0);
  }

  /** Adds an empty section at the end; one of that name is removed first. */
  public void replaceSection(String type, String id) {
    requireStorable(id);
    remove(type, id);
    List<String> last = lastLines();
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
    sections.put(name(type, id), section);
  }

  private List<String> lastLines() {
    return sections.isEmpty() ? preamble : sections.lastEntry().getValue().lines;
  }

  /** Removes a section, its comments between properties included, those around it not. */
  public void remove(String type, String id) {
    List<String> before = preamble;
    for (Map.Entry<String, Section> entry : sections.entrySet()) {
      Section section = entry.getValue();
      if (entry.getKey().equals(name(type, id))) {
        List<String> rest = section.lines.subList(section.ownLines(), section.lines.size());
        boolean separated = before.isEmpty() || before.getLast().isBlank();
        if (separated && !rest.isEmpty() && rest.getFirst().isBlank()) {
          rest = rest.subList(1, rest.size());
        }
        boolean last = entry.getKey().equals(sections.lastEntry().getKey());
        if (last && rest.isEmpty() && !before.isEmpty() && before.getLast().isBlank()) {
          before.removeLast(); // it separated the section from the one before
        }
        before.addAll(rest);
        sections.remove(entry.getKey());
        return;
      }
      before = section.lines;
    }
  }

  /**
   * Sets a property of an existing section, in its place if it has one.
   *
   * @param value null to remove the property
   * @throws IllegalArgumentException if the value has a control character, or blanks at either end
   * @throws CorruptFileException if the property stands there twice
   */
  public void set(String type, String id, String key, @Nullable String value) {
    Section section = sections.get(name(type, id));
    if (section == null) {
      throw new IllegalArgumentException("no section " + type + ": " + id);
    }
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
      if (isProperty(line) && hasKey(line, key)) {
        if (found >= 0) {
          throw new CorruptFileException(path, Problem.DUPLICATE, section.firstLine + i, 0);
        }
        found = i;
      }
    }
    return found;
  }

  private static boolean hasKey(String property, String key) {
    int start = firstVisible(property);
    int end = start + key.length();
    return property.startsWith(key, start)
        && (end == property.length() || Character.isWhitespace(property.charAt(end)));
  }

  private static String valueOf(String property, String key) {
    return property.substring(firstVisible(property) + key.length()).strip();
  }

  /** The file's new content. */
  public byte[] toBytes() {
    StringBuilder text = new StringBuilder();
    preamble.forEach(text::append);
    sections.values().forEach(section -> section.lines.forEach(text::append));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
