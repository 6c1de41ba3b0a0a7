package dev.latchkey.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchkey.AttachedCaches;
import dev.latchkey.Directories;
import dev.latchkey.Latchkey;
import dev.latchkey.cli.command.Argument;
import dev.latchkey.cli.command.Completion;
import dev.latchkey.cli.command.Noun;
import dev.latchkey.cli.command.Standalone;
import dev.latchkey.cli.command.Verb;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.ParseResult;

/**
 * A host on which the examples of a text are run, one after the other, by a real {@code sh} in an
 * empty directory. Its command {@code admin} asks this process, so that no JVM is started.
 */
final class ExampleScene implements AutoCloseable {

  /** Hands a command line to the test: standard input first, then the words, then the answer. */
  private static final String STUB =
      """
      #!/bin/sh
      [ /dev/stdin -ef /dev/null ] || cat >"$SCENE/$$.in"
      printf '%s\\0' "$PWD" "$ADMIN_CONFIG_DIR" "$ADMIN_RUN_DIR" "$@" >"$SCENE/$$.words"
      echo "run $$" >&9
      read -r exit <&8
      [ ! -s "$SCENE/$$.out" ] || cat "$SCENE/$$.out"
      [ ! -s "$SCENE/$$.err" ] || cat "$SCENE/$$.err" >&2
      exit "$exit"
      """;

  private static final String PREPARE =
      "exec 8<&0 9>&1 </dev/null >\"$SCENE/out\" 2>\"$SCENE/err\"\n";

  private static final String DIRECTORY = "/etc/latchkey";
  private static final Pattern CRON = Pattern.compile("(?:\\S+ +){5}root +(admin .*)");
  private static final Pattern UNIT = Pattern.compile("(?m)^ExecStart=\\S*/(admin .*)$");
  private static final String CRON_START = "[0-9*@].*";

  final AdminRunner runner;

  /** The commands that were run, such as {@code token create}. */
  final Set<String> commands = new TreeSet<>();

  private final Path calls;
  private final Path directory;
  private final Path runDirectory;
  private final Set<String> fileOptions = fileOptions();
  private final List<AttachedCaches> servers = new ArrayList<>();

  ExampleScene(Path work) throws IOException {
    runner = new AdminRunner(work);
    calls = Files.createDirectory(work.resolve("calls"));
    directory = Files.createDirectory(work.resolve("work"));
    Path tmpfs = Path.of("/dev/shm");
    assumeTrue(
        Files.isDirectory(tmpfs) && Files.getFileStore(tmpfs).type().equals("tmpfs"),
        "no tmpfs at /dev/shm");
    runDirectory = Files.createTempDirectory(tmpfs, "latchkey-");
    runner.environment.put("ADMIN_RUN_DIR", runDirectory + "/run");
    runner.environment.put("HOME", work.toString());
    makeDirectory(work.resolve("root/etc/proxmox-backup"));
    for (String program : List.of("bin/admin", "work/scripts/admin")) {
      Path stub = work.resolve(program);
      Files.createDirectories(Objects.requireNonNull(stub.getParent()));
      Files.writeString(stub, STUB);
      Files.setPosixFilePermissions(stub, PosixFilePermissions.fromString("rwx------"));
    }
  }

  private static Set<String> fileOptions() {
    Set<String> names = new HashSet<>();
    Stream<Argument> verbs =
        Stream.concat(
                Noun.all().stream().map(noun -> noun.verbs().get()).flatMap(Collection::stream),
                Standalone.all().stream().map(standalone -> standalone.verb().get()))
            .map(Verb::arguments)
            .flatMap(Collection::stream);
    Stream.concat(GlobalOptions.ARGUMENTS.stream(), verbs)
        .filter(
            argument ->
                argument.values().equals(List.of(Completion.FILE))
                    || argument.values().equals(List.of(Completion.DIRECTORY)))
        .forEach(argument -> names.addAll(argument.names()));
    return names;
  }

  /** Lets somebody sit at the terminal and type lines, the last one again and again. */
  void type(List<String> lines) {
    runner.typed.clear();
    runner.typed.addAll(lines);
  }

  /** Writes a file of the configuration directory, which texts call {@code /etc/latchkey}. */
  void writeConfiguration(String name, String text) throws IOException {
    makeDirectory(runner.config);
    Path file = runner.config.resolve(name);
    makeDirectory(Objects.requireNonNull(file.getParent()));
    Files.writeString(file, text.replace(DIRECTORY, runner.config.toString()));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
  }

  private static void makeDirectory(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      Files.createDirectories(directory);
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-x---"));
    }
  }

  /** Writes a file of the directory in which examples are run. */
  void writeFile(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
  }

  /** Attaches a server with caches. */
  void attach(String name) throws IOException {
    makeDirectory(runner.config);
    Path run = Path.of(runner.environment.getOrDefault("ADMIN_RUN_DIR", ""));
    servers.add(Latchkey.builder(runner.config).runDirectory(run).open().caches(name));
  }

  /** The command lines of an example: of a shell, of cron or of a unit of systemd. */
  static List<String> commandLines(String example) {
    if (example.startsWith("[")) {
      return UNIT.matcher(example).results().map(line -> line.group(1)).toList();
    } else if (example.matches("(?s)" + CRON_START)) {
      return example.lines().filter(line -> !line.startsWith("#")).map(ExampleScene::cron).toList();
    }
    // What begins with blanks goes on with the line before.
    return List.of(example.strip().split("\n(?! )", -1));
  }

  private static String cron(String line) {
    Matcher cron = CRON.matcher(line);
    assertThat(cron.matches()).as("a line of cron: %s", line).isTrue();
    return cron.group(1);
  }

  /** Runs command lines in one shell and checks what each exits with. */
  void run(List<String> lines, List<Integer> exits) throws IOException, InterruptedException {
    StringBuilder script = new StringBuilder(PREPARE);
    lines.forEach(line -> script.append(line).append("\necho \"exit $?\" >&9\n"));
    List<Integer> actual = serve(start(script.toString()));
    assertThat(actual).as("exit codes of %s\n%s", lines, lastOutput()).isEqualTo(exits);
  }

  private Process start(String script) throws IOException {
    ProcessBuilder builder = new ProcessBuilder("sh", "-c", script).directory(directory.toFile());
    builder.redirectError(calls.resolve("shell").toFile());
    Map<String, String> environment = builder.environment();
    environment.putAll(runner.environment);
    environment.put("SCENE", calls.toString());
    environment.put("TMPDIR", runner.work.toString());
    environment.merge("PATH", runner.work + "/bin:", (path, bin) -> bin + path);
    return builder.start();
  }

  private List<Integer> serve(Process shell) throws IOException, InterruptedException {
    List<Integer> exits = new ArrayList<>();
    try (BufferedReader said = shell.inputReader();
        Writer answers = shell.outputWriter()) {
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        String word = line.substring(line.indexOf(' ') + 1);
        if (line.startsWith("exit ")) {
          exits.add(Integer.valueOf(word));
        } else {
          answers.write(answer(word) + "\n");
          answers.flush();
        }
      }
    }
    assertThat(shell.waitFor()).as(Files.readString(calls.resolve("shell"))).isZero();
    return exits;
  }

  /** Runs the command line of a stub, and returns its exit code. */
  private int answer(String stub) throws IOException {
    String[] words = Files.readString(calls.resolve(stub + ".words")).split("\0", -1);
    Map<String, String> present = Map.copyOf(runner.environment);
    runner.environment.put("ADMIN_CONFIG_DIR", words[1]);
    runner.environment.put("ADMIN_RUN_DIR", words[2]);
    String[] line = Arrays.copyOfRange(words, 3, words.length - 1); // each ends with a zero
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Path in = calls.resolve(stub + ".in");
    String input = Files.exists(in) ? Files.readString(in) : "";
    boolean goesOn = List.of(line).contains("--watch");
    int exit =
        new AdminCli(runner.host(input, goesOn ? new Interrupting(out) : out, err))
            .run(inScene(line, Path.of(words[0])));
    assertThat(Thread.interrupted()).isEqualTo(goesOn);
    runner.environment.putAll(present);
    note(line);
    Files.writeString(calls.resolve(stub + ".out"), out.toString(StandardCharsets.UTF_8));
    Files.writeString(calls.resolve(stub + ".err"), err.toString(StandardCharsets.UTF_8));
    return exit;
  }

  /** The person at the terminal interrupts what has shown its answer once. */
  private static final class Interrupting extends FilterOutputStream {

    Interrupting(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      out.write(bytes, from, length);
      Thread.currentThread().interrupt();
    }
  }

  /** The words with files where the shell is, or in its root; nothing is installed. */
  private String[] inScene(String[] words, Path present) {
    List<String> line = new ArrayList<>();
    for (int i = 0; i < words.length; i++) {
      boolean isFile = i > 0 && fileOptions.contains(words[i - 1]) && !words[i].equals("-");
      boolean isInScene = words[i].startsWith(runner.work.toString());
      Path from = words[i].startsWith("/") ? runner.work.resolve("root") : present;
      line.add(
          isFile && !isInScene
              ? from.resolve(words[i].replaceFirst("^/", "")).toString()
              : words[i]);
    }
    if (line.contains("--install")) {
      line.add("--dry-run");
    }
    return line.toArray(String[]::new);
  }

  private void note(String[] line) {
    ParseResult last = CommandTree.forWords(List.of(line)).parseArgs(line);
    while (last.subcommand() != null) {
      last = last.subcommand();
    }
    commands.add(last.commandSpec().qualifiedName().replaceFirst("^admin ?", ""));
  }

  /** What the last command lines have printed, with the usual directory in place of this one. */
  String lastOutput() throws IOException {
    String text = Files.readString(calls.resolve("out")) + Files.readString(calls.resolve("err"));
    return text.replace(runner.config.toString(), DIRECTORY);
  }

  @Override
  public void close() throws IOException {
    servers.forEach(AttachedCaches::close);
    Directories.delete(runDirectory);
  }
}
