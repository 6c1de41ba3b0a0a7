package dev.latchkey.process;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.latchkey.Directories;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One run of the packaged command as a process of its own.
 *
 * <p>Its standard input is empty and its output goes to files unless told otherwise. It is
 * destroyed with all its descendants by {@link #close}, or when it takes longer than any test
 * should.
 */
public final class AdminProcess implements AutoCloseable {

  /** How a process ended, and what it wrote where that was not redirected. */
  public record Outcome(int exit, String out, String err) {}

  private static final long LIMIT_SECONDS = 120;

  private final List<String> command;
  private final ProcessBuilder builder;
  private final Path scratch;
  private @Nullable Process process;

  /** A run of {@code admin} with the given arguments in a sandbox; not started yet. */
  AdminProcess(Sandbox box, String... arguments) {
    this(Installation.INSTANCE.command("dev.latchkey.cli.Main", arguments), box);
  }

  private AdminProcess(List<String> command, Sandbox box) {
    try {
      scratch = Files.createTempDirectory(box.scratch(), "run");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.command = new ArrayList<>(command);
    builder =
        new ProcessBuilder()
            .redirectInput(new File("/dev/null"))
            .redirectOutput(scratch.resolve("out").toFile())
            .redirectError(scratch.resolve("err").toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("JAVA_") || name.startsWith("JDK_"));
    environment.put("ADMIN_CONFIG_DIR", box.config().toString());
    environment.put("ADMIN_RUN_DIR", box.run().toString());
  }

  /** Any other program, run like the command. */
  static AdminProcess other(Sandbox box, String... command) {
    return new AdminProcess(List.of(command), box);
  }

  /** Lets another program start it, whose last arguments are the command. */
  public AdminProcess under(List<String> wrapper) {
    command.addAll(0, wrapper);
    return this;
  }

  public AdminProcess under(String... wrapper) {
    return under(List.of(wrapper));
  }

  /** Adds arguments at the end. */
  public AdminProcess with(String... arguments) {
    command.addAll(List.of(arguments));
    return this;
  }

  AdminProcess input(String text) {
    try {
      builder.redirectInput(Files.writeString(scratch.resolve("in"), text).toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  AdminProcess stdin(Redirect source) {
    builder.redirectInput(source);
    return this;
  }

  AdminProcess stdout(Redirect target) {
    builder.redirectOutput(target);
    return this;
  }

  /** The words that {@link #start} starts. */
  List<String> words() {
    return List.copyOf(command);
  }

  public AdminProcess start() throws IOException {
    Process started = builder.command(command).start();
    process = started;
    var _ =
        started
            .onExit()
            .orTimeout(LIMIT_SECONDS, SECONDS)
            .exceptionally(
                tooLong -> {
                  destroy(started);
                  return started;
                });
    return this;
  }

  public Process process() {
    return Objects.requireNonNull(process, "not started");
  }

  /** Waits for its end. */
  public Outcome finish() throws IOException, InterruptedException {
    int exit = process().waitFor();
    return new Outcome(exit, written("out"), written("err"));
  }

  /** Runs it to its end. */
  public Outcome run() throws IOException, InterruptedException {
    try (this) {
      return start().finish();
    }
  }

  private String written(String name) throws IOException {
    Path file = scratch.resolve(name);
    return Files.exists(file) ? Files.readString(file) : "";
  }

  @Override
  public void close() {
    if (process != null) {
      destroy(process);
    }
  }

  private static void destroy(Process process) {
    List<ProcessHandle> descendants = process.descendants().toList();
    process.destroyForcibly();
    descendants.forEach(ProcessHandle::destroyForcibly);
  }

  /**
   * The packaged command, copied to where every user can read it, with an AOT cache that makes its
   * starts cheap.
   */
  private static final class Installation {

    static final Installation INSTANCE = new Installation();

    private final Path directory;
    private final List<String> java;

    private Installation() {
      try {
        directory =
            Files.createTempDirectory(
                "latchkey-test",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Runtime.getRuntime().addShutdownHook(new Thread(this::delete));
        List<Path> jars = new ArrayList<>();
        jars.add(copy(Path.of("target/latchkey.jar")));
        try (Stream<Path> libraries = Files.list(Path.of("target/lib"))) {
          for (Path library : libraries.sorted().toList()) {
            jars.add(copy(library));
          }
        }
        String classPath = jars.stream().map(Path::toString).collect(Collectors.joining(":"));
        java =
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                // Else it removes what another of its process id has left, with a call more.
                "-XX:+DisableAttachMechanism",
                "-Xlog:disable",
                "-Xlog:all=error,aot*=off,cds*=off:stderr",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath);
        train();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }

    private Path copy(Path jar) throws IOException {
      return Files.copy(jar, directory.resolve(String.valueOf(jar.getFileName())));
    }

    /** A failure is no failure: the command then starts more slowly. */
    private void train() throws IOException, InterruptedException {
      Path scratch = Files.createTempDirectory(directory, "training");
      List<String> words = new ArrayList<>(java);
      words.add(1, "-XX:AOTCacheOutput=" + cache());
      words.addAll(List.of("dev.latchkey.cli.AotTraining", scratch.toString(), "all"));
      Process training =
          new ProcessBuilder(words)
              .redirectErrorStream(true)
              .redirectOutput(Redirect.DISCARD)
              .start();
      if (!training.waitFor(LIMIT_SECONDS, SECONDS)) {
        destroy(training);
      }
    }

    private Path cache() {
      return directory.resolve("admin.aot");
    }

    List<String> command(String main, String... arguments) {
      List<String> words = new ArrayList<>(java);
      if (Files.exists(cache())) {
        words.add(1, "-XX:AOTCache=" + cache());
      }
      words.add(main);
      words.addAll(List.of(arguments));
      return words;
    }

    private void delete() {
      try {
        Directories.delete(directory);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
