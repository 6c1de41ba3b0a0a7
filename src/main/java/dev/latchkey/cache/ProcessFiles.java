package dev.latchkey.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.latchkey.format.JsonReader;
import dev.latchkey.store.CorruptFileException;
import dev.latchkey.store.LatchkeyException;
import dev.latchkey.store.RunFiles;
import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The files in which attached processes say how far they are: {@code processes/PID.json}, and
 * {@code PID-2.json} and so on where one process attaches several times. Thread-safe.
 */
final class ProcessFiles {

  static final String DIRECTORY = "processes";

  private static final String SUFFIX = ".json";
  private static final String TEMPORARY = ".tmp_";
  private static final int MAX_BYTES = 1 << 20;
  private static final int START_TIME_FIELD = 19; // of those after the name of the program
  private static final JsonFactory JSON = new JsonFactory();

  /** No process starts with the host but init, which does not attach. */
  private static final long UNKNOWN_TICKS = 0;

  private final RunFiles files;

  ProcessFiles(RunFiles files) {
    this.files = files;
  }

  /** A file name for this process that none of its attachments has yet. */
  String unusedName(long pid, long startTicks) {
    for (int i = 1; ; i++) {
      String name = pid + (i == 1 ? "" : "-" + i) + SUFFIX;
      AttachedProcess other = read(name);
      if (other == null || other.startTicks() != startTicks) {
        return name;
      }
    }
  }

  /**
   * Writes the file of an attachment, whatever it held before.
   *
   * @throws LatchkeyException if it cannot be written
   */
  void write(String name, AttachedProcess process) {
    files.createDirectory(DIRECTORY);
    files.replace(inDirectory(name), encode(process));
  }

  /** Removes the file of an attachment. */
  void delete(String name) {
    files.delete(inDirectory(name));
  }

  /** Whether the file of an attachment is there. */
  boolean exists(String name) {
    return files.exists(inDirectory(name));
  }

  /**
   * What the processes that live say of themselves.
   *
   * @param sweep whether to remove the files of all others, as far as that is possible
   * @return by file names; empty for one that makes no sense
   */
  Map<String, Optional<AttachedProcess>> living(boolean sweep) {
    Map<String, Optional<AttachedProcess>> living = new TreeMap<>();
    for (String name : files.list(DIRECTORY)) {
      Optional<AttachedProcess> process =
          Optional.ofNullable(name.endsWith(SUFFIX) ? read(name) : null);
      long started = startTicks(pid(name));
      long said = process.map(AttachedProcess::startTicks).orElse(started);
      if (started < 0 || (started != UNKNOWN_TICKS && started != said)) {
        if (sweep && isOurs(name)) {
          deleteQuietly(name);
        }
      } else if (name.endsWith(SUFFIX)) {
        living.put(name, process);
      }
    }
    return living;
  }

  /**
   * Whether we give files such names, also temporary ones: {@code PID.json} or {@code PID-2.json},
   * and what may follow. Any other file is somebody else's, however it came here.
   */
  static boolean isOurs(String name) {
    int end = digits(name, 0);
    if (end > 0 && end < name.length() && name.charAt(end) == '-') {
      int number = end + 1;
      end = digits(name, number) > number ? digits(name, number) : 0;
    }
    return end > 0
        && name.startsWith(SUFFIX, end)
        && (name.length() == end + SUFFIX.length()
            || name.startsWith(TEMPORARY, end + SUFFIX.length()));
  }

  /** Where the digits end that begin somewhere. */
  private static int digits(String name, int start) {
    int end = start;
    while (end < name.length() && isDigit(name.charAt(end))) {
      end++;
    }
    return end;
  }

  private void deleteQuietly(String name) {
    try {
      delete(name);
    } catch (LatchkeyException leftBehind) {
      // It says nothing, and somebody else may be able to remove it.
    }
  }

  /**
   * What a process says of itself.
   *
   * @return null if there is no such file, or it makes no sense
   */
  private @Nullable AttachedProcess read(String name) {
    try {
      return decode(files.read(inDirectory(name), MAX_BYTES).bytes());
    } catch (LatchkeyException unreadable) {
      return null;
    }
  }

  /**
   * Reads the content of a file.
   *
   * @return null if it makes no sense
   */
  static @Nullable AttachedProcess decode(byte[] content) {
    try {
      return content.length == 0 ? null : new Fields().read(content);
    } catch (CorruptFileException | IllegalArgumentException | DateTimeException senseless) {
      return null;
    }
  }

  private static String inDirectory(String name) {
    return DIRECTORY + "/" + name;
  }

  /** The process id that a file is named after, 0 if it is none. */
  static long pid(String fileName) {
    int end = 0;
    while (end < fileName.length() && end < 18 && isDigit(fileName.charAt(end))) {
      end++;
    }
    return end == 0 ? 0 : Long.parseLong(fileName.substring(0, end));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /**
   * When a process started, in clock ticks since the host did (proc(5)).
   *
   * @return -1 if there is no such process, or one that has ended and was not waited for yet;
   *     {@link #UNKNOWN_TICKS} if there is one of which this cannot be read
   */
  static long startTicks(long pid) {
    Path path = Path.of("/proc", Long.toString(pid), "stat");
    try (InputStream in = new FileInputStream(path.toFile())) {
      String text = new String(in.readAllBytes(), UTF_8);
      // The name of the program stands in brackets and may hold blanks and brackets.
      String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
      boolean ended = fields[0].equals("Z") || fields[0].equals("X");
      return ended ? -1 : Long.parseLong(fields[START_TIME_FIELD]);
    } catch (IOException unreadable) {
      // This needs no file descriptor: where there is none left, nobody must be taken for dead.
      return Files.notExists(path) ? -1 : UNKNOWN_TICKS;
    }
  }

  static byte[] encode(AttachedProcess process) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(4096);
    try (JsonGenerator json =
        JSON.createGenerator(ObjectWriteContext.empty(), out, JsonEncoding.UTF8)) {
      json.writeStartObject();
      json.writeNumberProperty("pid", process.pid());
      json.writeNumberProperty("start_time", process.startTicks());
      json.writeStringProperty("name", process.name());
      json.writeNumberProperty("since", process.since().getEpochSecond());
      json.writeNumberProperty("sequence", process.sequence());
      json.writeNumberProperty("counter_file", process.counterFile());
      json.writeName("caches");
      json.writeStartObject();
      process
          .counters()
          .forEach(
              (cache, counters) -> {
                json.writeName(cache);
                json.writeStartObject();
                counters.forEach(json::writeNumberProperty);
                json.writeEndObject();
              });
      json.writeEndObject();
      json.writeEndObject();
    }
    out.write('\n');
    return out.toByteArray();
  }

  /** What was read of a file so far. */
  private static final class Fields {

    private final Map<String, Long> numbers = new LinkedHashMap<>();
    private final Map<String, Map<String, Long>> counters = new LinkedHashMap<>();
    private final Set<String> seen = new HashSet<>();
    private @Nullable String name;

    AttachedProcess read(byte[] content) {
      JsonReader.read(Path.of(DIRECTORY), content, json -> field -> field(field, json));
      return new AttachedProcess(
          number("pid"),
          number("start_time"),
          required(name),
          Instant.ofEpochSecond(number("since")),
          number("sequence"),
          number("counter_file"),
          counters);
    }

    private boolean field(String field, JsonReader json) {
      switch (field) {
        case "name" -> name = json.string();
        case "caches" -> json.object(cache -> counters.put(cache, cache(json)) == null);
        default -> numbers.put(field, json.number());
      }
      return seen.add(field);
    }

    private static Map<String, Long> cache(JsonReader json) {
      Map<String, Long> cache = new LinkedHashMap<>();
      json.object(counter -> cache.put(counter, json.number()) == null);
      return cache;
    }

    private long number(String field) {
      return required(numbers.get(field));
    }

    private static <T> T required(@Nullable T value) {
      if (value == null) {
        throw new CorruptFileException(Path.of(DIRECTORY), CorruptFileException.Problem.WRONG_TYPE);
      }
      return value;
    }
  }
}
