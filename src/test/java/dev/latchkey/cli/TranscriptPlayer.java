package dev.latchkey.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchkey.Counters;
import dev.latchkey.Directories;
import dev.latchkey.DirectorySnapshot;
import dev.latchkey.Latchkey;
import dev.latchkey.cache.CacheStatus;
import dev.latchkey.cli.AdminRunner.Result;
import dev.latchkey.posix.Flock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs a {@link Transcript} and fails where the command does anything else.
 *
 * <p>File names are relative to the configuration directory; {@code audit} is its audit log. Lines
 * that set the scene:
 *
 * <pre>
 * now TIME · zone ID · env NAME VALUE · unset NAME
 * type LINE … · nobody types           who sits at the terminal
 * stdout terminal COLUMNS | pipe | full
 * mkdir NAME · rm NAME · mode NAME rw-r----- · link NAME TARGET · touch NAME TIME
 * empty NAME · bytes NAME HEX          make a file without a line end
 * lock NAME · unlock                   another holder of a lock file
 * absent NAME                          asserts that it is not there
 * has-mode NAME rw-r----- [rw-------]  asserts its mode, the other one for an ordinary user
 * tmpfs                                the run directory lies on a tmpfs, and is <RUN>
 * odd OFFSET                           makes a counter odd, as a killed process leaves it
 * aot yes | no                         whether the JVM has an AOT cache
 * server NAME                          attaches caches that never come to apply anything
 * needs root | ordinary-user           else the transcript is skipped
 * </pre>
 */
final class TranscriptPlayer implements AutoCloseable {

  private static final Set<String> OF_COMMAND = Set.of("<", ">", "!", "=", "~");

  private final AdminRunner runner;
  private final Map<String, String> known = new HashMap<>();
  private final List<Flock> locks = new ArrayList<>();
  private final List<Path> directories = new ArrayList<>();

  TranscriptPlayer(Path work) {
    this.runner = new AdminRunner(work);
    known.put("WORK", work.toString());
    known.put("NUL", "\0");
    known.put("LF", "\n");
    known.put("ESC", "\033");
  }

  void play(Transcript transcript) throws IOException {
    Deque<Transcript.Line> lines = new ArrayDeque<>(transcript.lines());
    while (!lines.isEmpty()) {
      Transcript.Line line = lines.removeFirst();
      switch (line.mark()) {
        case "$" -> command(line, take(lines, OF_COMMAND));
        case "file" -> write(line.text(), body(lines));
        case "cat" -> compare(line, body(lines));
        default -> scene(line.mark(), Transcript.words(Transcript.fill(line.text(), known)));
      }
    }
  }

  private static List<Transcript.Line> take(Deque<Transcript.Line> lines, Set<String> marks) {
    List<Transcript.Line> taken = new ArrayList<>();
    while (!lines.isEmpty() && marks.contains(lines.getFirst().mark())) {
      taken.add(lines.removeFirst());
    }
    return taken;
  }

  private static String body(Deque<Transcript.Line> lines) {
    return take(lines, Set.of("|")).stream()
        .map(Transcript.Line::text)
        .collect(Collectors.joining("\n"));
  }

  private void command(Transcript.Line command, List<Transcript.Line> rest) throws IOException {
    List<String> words = Transcript.words(Transcript.fill(command.text(), known));
    assertThat(words).as("line %d", command.number()).startsWith("admin");
    boolean dry = words.contains("--dry-run") || words.contains("-n");
    DirectorySnapshot before = DirectorySnapshot.of(runner.work);
    Set<Path> names = names();

    Result result =
        runner.runWithInput(
            Transcript.fill(text(rest, "<"), known),
            words.subList(1, words.size()).toArray(String[]::new));

    String place = "line " + command.number() + ": " + command.text();
    if (command.text().contains("-o json") && !words.contains("export")) {
      OutputSchema.assertValid(words, result);
    }
    String actual = result.out() + result.err() + result.exit();
    assertMatches(place, "standard output", text(rest, ">"), result.out());
    assertMatches(place, "standard error", text(rest, "!"), result.err());
    assertThat(result.exit()).as("%s: exit code, %s", place, actual).isEqualTo(exit(rest));
    DirectorySnapshot after = DirectorySnapshot.of(runner.work);
    Set<String> changed = before.filesThatDiffer(after);
    changed.removeIf(name -> name.startsWith("run/"));
    assertThat(changed).as("%s: changed files", place).isEqualTo(changes(rest));
    assertThat(before.entries().keySet())
        .as("%s: temporary files", place)
        .containsAll(temporaryFiles(after));
    if (dry) {
      assertThat(names()).as("%s: a dry run writes nothing", place).isEqualTo(names);
    }
  }

  private static Set<String> temporaryFiles(DirectorySnapshot snapshot) {
    return snapshot.entries().keySet().stream()
        .filter(name -> name.contains(".tmp_"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private Set<Path> names() throws IOException {
    try (Stream<Path> paths = Files.walk(runner.work)) {
      return paths.collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static String text(List<Transcript.Line> lines, String mark) {
    return lines.stream()
        .filter(line -> line.mark().equals(mark))
        .map(line -> line.text() + "\n")
        .collect(Collectors.joining());
  }

  private static int exit(List<Transcript.Line> lines) {
    return Integer.parseInt(text(lines, "=").strip());
  }

  private Set<String> changes(List<Transcript.Line> lines) {
    return Transcript.words(text(lines, "~")).stream()
        .map(name -> runner.work.relativize(path(name)).toString())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private void assertMatches(String place, String stream, String expected, String actual) {
    if (!Transcript.matches(expected, actual, known)) {
      assertThat(actual).as("%s: %s", place, stream).isEqualTo(expected);
    }
  }

  private Path path(String name) {
    return runner.config.resolve(name.equals("audit") ? "state/audit.jsonl" : name).normalize();
  }

  private void write(String name, String content) throws IOException {
    Path file = path(name);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.writeString(file, Transcript.fill(content, known) + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
  }

  private void compare(Transcript.Line line, String expected) throws IOException {
    String actual = Files.readString(path(line.text())).stripTrailing();
    assertMatches("line " + line.number(), line.text(), expected, actual);
  }

  private void scene(String mark, List<String> words) throws IOException {
    String first = words.isEmpty() ? "" : words.getFirst();
    switch (mark) {
      case "now" -> runner.now = Instant.parse(first);
      case "zone" -> runner.zone = TimeZone.getTimeZone(first);
      case "env" -> runner.environment.put(first, words.get(1));
      case "unset" -> runner.environment.remove(first);
      case "type" -> {
        runner.typed.clear();
        runner.typed.addAll(words);
      }
      case "nobody" -> runner.typed.clear();
      case "stdout" -> output(first, words);
      case "lock" -> locks.add(Objects.requireNonNull(lock(path(first)), "locked already"));
      case "unlock" -> unlock();
      case "needs" -> need(first);
      case "tmpfs" -> runOnTmpfs();
      case "odd" -> makeOdd(Integer.parseInt(first));
      case "aot" -> runner.aotCache = first.equals("yes");
      case "server" -> attach(first);
      default -> files(mark, path(first), words);
    }
  }

  private void output(String kind, List<String> words) {
    runner.outIsTerminal = kind.equals("terminal");
    runner.outIsFull = kind.equals("full");
    runner.columns = runner.outIsTerminal ? Integer.parseInt(words.get(1)) : 80;
  }

  private void runOnTmpfs() throws IOException {
    Path tmpfs = Path.of("/dev/shm");
    assumeTrue(
        Files.isDirectory(tmpfs) && Files.getFileStore(tmpfs).type().equals("tmpfs"),
        "needs a tmpfs at /dev/shm");
    Path made = Files.createTempDirectory(tmpfs, "latchkey-");
    directories.add(made);
    runner.environment.put("ADMIN_RUN_DIR", made + "/run");
    known.put("RUN", made + "/run");
  }

  private void makeOdd(int offset) throws IOException {
    Path counters = Path.of(runner.environment.get("ADMIN_RUN_DIR"), "shmem/latchkey-versions");
    Counters.makeOdd(counters, offset);
  }

  /** The file of an attachment of this very process, which lives. */
  private void attach(String name) throws IOException {
    CacheStatus status =
        Latchkey.builder(runner.config).runDirectory(runner.run).open().cacheControl().status();
    String stat = Files.readString(Path.of("/proc/self/stat"));
    String started = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[19];
    long pid = ProcessHandle.current().pid();
    known.put("PID", Long.toString(pid));
    Files.createDirectories(runner.run.resolve("processes"));
    Files.writeString(
        runner.run.resolve("processes/" + pid + ".json"),
        """
        {"pid":%d,"start_time":%s,"name":"%s","since":1772366400,\
        "sequence":%d,"counter_file":%d,"caches":{}}
        """
            .formatted(pid, started, name, status.sequence(), status.counterFile()));
  }

  private static Flock lock(Path file) throws IOException {
    if (!Files.exists(file)) {
      Files.createFile(file, PosixFilePermissions.asFileAttribute(mode("rw-------")));
    }
    return Objects.requireNonNull(Flock.tryExclusive(file));
  }

  private static Set<PosixFilePermission> mode(String text) {
    return PosixFilePermissions.fromString(text);
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private static void need(String who) {
    assumeTrue(isRoot() == who.equals("root"), "needs to be run as " + who);
  }

  private static void files(String mark, Path file, List<String> words) throws IOException {
    switch (mark) {
      case "mkdir" -> Files.createDirectories(file);
      case "empty" ->
          Files.createFile(file, PosixFilePermissions.asFileAttribute(mode("rw-r-----")));
      case "bytes" -> Files.write(file, HexFormat.of().parseHex(words.get(1)));
      case "rm" -> Files.delete(file);
      case "mode" -> Files.setPosixFilePermissions(file, mode(words.get(1)));
      case "touch" -> Files.setLastModifiedTime(file, FileTime.from(Instant.parse(words.get(1))));
      case "link" -> Files.createSymbolicLink(file, Path.of(words.get(1)));
      case "absent" -> assertThat(file).doesNotExist();
      case "has-mode" ->
          assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
              .isEqualTo(words.get(isRoot() ? 1 : words.size() - 1));
      default -> throw new IllegalArgumentException("unknown line: " + mark);
    }
  }

  private void unlock() {
    locks.forEach(Flock::close);
    locks.clear();
  }

  @Override
  public void close() throws IOException {
    unlock();
    for (Path directory : directories) {
      Directories.delete(directory);
    }
  }
}
