package dev.latchkey.cli;

import dev.latchkey.cli.host.Host;
import dev.latchkey.cli.host.Terminal;
import dev.latchkey.store.Secret;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.TimeZone;
import java.util.TreeMap;

/**
 * Runs command lines within this process, as on a host of its own: a temporary directory with the
 * configuration directory {@code config} and the run directory {@code run}, a fixed time in UTC,
 * and nobody at the terminal, unless a test says otherwise.
 */
final class AdminRunner {

  /** What one command line came to. */
  record Result(int exit, String out, String err) {}

  /** Types the lines in turn, the last one again and again. */
  private record FakeTerminal(Deque<String> lines, int columns) implements Terminal {

    @Override
    public Optional<Secret> readSecret(String prompt) {
      return readLine(prompt).map(text -> Secret.copyOf(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public Optional<String> readLine(String prompt) {
      return Optional.ofNullable(lines.size() > 1 ? lines.pollFirst() : lines.peekFirst());
    }
  }

  private static final class FullDevice extends OutputStream {

    @Override
    public void write(int b) throws IOException {
      throw new IOException("No space left on device");
    }
  }

  final Path work;
  final Path config;
  final Path run;
  final Map<String, String> environment = new TreeMap<>();

  Instant now = Instant.parse("2026-03-01T12:00:00Z");
  TimeZone zone = TimeZone.getTimeZone("UTC");
  boolean aotCache = true;
  boolean outIsTerminal;
  boolean errIsTerminal;
  boolean outIsFull;
  int columns = 80;

  /** What is typed when something is asked, line by line; empty if there is nobody. */
  final Deque<String> typed = new ArrayDeque<>();

  AdminRunner(Path work) {
    this.work = work;
    this.config = work.resolve("config");
    this.run = work.resolve("run");
    environment.put("ADMIN_CONFIG_DIR", config.toString());
    environment.put("ADMIN_RUN_DIR", run.toString());
    environment.put("LANG", "C.UTF-8");
  }

  /** Runs a command line without its first word, with nothing on standard input. */
  Result run(String... words) {
    return runWithInput("", words);
  }

  /** Runs a command line without its first word. */
  Result runWithInput(String input, String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exit = new AdminCli(host(input, outIsFull ? new FullDevice() : out, err)).run(words);
    return new Result(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** The host on which the next command line runs. */
  Host host(String input, OutputStream out, OutputStream err) {
    return new Host(
        environment,
        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
        out,
        err,
        () -> false,
        outIsTerminal,
        errIsTerminal,
        new FakeTerminal(typed, columns),
        InstantSource.fixed(now),
        () -> zone,
        () -> aotCache);
  }
}
