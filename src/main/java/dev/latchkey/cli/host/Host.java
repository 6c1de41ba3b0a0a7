package dev.latchkey.cli.host;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything of the process that the command uses, so that tests can hand in another.
 *
 * @param environment the environment variables
 * @param in standard input
 * @param out standard output; a failure to write is an exception, unlike with {@link System#out}
 * @param err standard error
 * @param inIsTerminal whether a person types standard input
 * @param outIsTerminal whether a person reads standard output
 * @param errIsTerminal whether a person reads standard error
 * @param terminal where a person can be asked, whatever the three streams are
 * @param clock the time
 * @param zone the local time zone, loaded only when it is needed
 * @param aotCache whether the JVM runs with an AOT cache
 */
public record Host(
    Map<String, String> environment,
    InputStream in,
    OutputStream out,
    OutputStream err,
    BooleanSupplier inIsTerminal,
    boolean outIsTerminal,
    boolean errIsTerminal,
    Terminal terminal,
    InstantSource clock,
    Supplier<TimeZone> zone,
    BooleanSupplier aotCache) {

  private static final int MAX_DIGITS = 5;

  /** The process itself. */
  public static Host ofProcess() {
    return new Host(
        System.getenv(),
        new FileInputStream(FileDescriptor.in),
        new FileOutputStream(FileDescriptor.out),
        new FileOutputStream(FileDescriptor.err),
        () -> isTerminal(0),
        isTerminal(1),
        isTerminal(2),
        new ControllingTerminal(),
        InstantSource.system(),
        TimeZone::getDefault,
        Host::hasAotCache);
  }

  /** Asks {@code /proc}: the JVM maps the cache into memory, if it accepts it. */
  private static boolean hasAotCache() {
    try (Stream<String> mappings = Files.lines(Path.of("/proc/self/maps"))) {
      return mappings.anyMatch(line -> line.endsWith(".aot"));
    } catch (IOException | UncheckedIOException unknown) {
      return true;
    }
  }

  /** Asks {@code /proc}, because {@link System#console} starts a line editor to find out. */
  private static boolean isTerminal(int descriptor) {
    try {
      String file =
          Files.readSymbolicLink(Path.of("/proc/self/fd", Integer.toString(descriptor))).toString();
      return file.startsWith("/dev/pts/")
          || file.startsWith("/dev/tty")
          || file.startsWith("/dev/console")
          || file.startsWith("/dev/hvc");
    } catch (IOException closed) {
      return false;
    }
  }

  /** How many columns a line of standard output can have, if that is a terminal. */
  public int columns() {
    String columns = variable("COLUMNS");
    if (columns != null && columns.length() <= MAX_DIGITS) {
      try {
        int given = Integer.parseInt(columns);
        if (given > 0) {
          return given;
        }
      } catch (NumberFormatException unusable) {
        // The terminal knows better.
      }
    }
    return terminal.columns();
  }

  /** Whether the terminal can do nothing but print one line after the other. */
  public boolean isDumb() {
    String type = variable("TERM");
    return type == null || type.equals("dumb");
  }

  /**
   * Whether a terminal shows UTF-8. The launcher, which sets a locale of its own, hands on that of
   * its caller.
   */
  public boolean isUtf8() {
    String locale = environment.get("ADMIN_LOCALE");
    for (String name : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
      locale = locale == null ? variable(name) : locale;
    }
    String lower = locale == null ? "" : locale.toLowerCase(Locale.ROOT);
    return lower.contains(".utf-8") || lower.contains(".utf8");
  }

  /** The same for a command that must leave standard input alone, or has another terminal. */
  public Host with(InputStream otherIn, Terminal otherTerminal) {
    return new Host(
        environment,
        otherIn,
        out,
        err,
        inIsTerminal,
        outIsTerminal,
        errIsTerminal,
        otherTerminal,
        clock,
        zone,
        aotCache);
  }

  /** An environment variable, null if it is unset or empty. */
  public @Nullable String variable(String name) {
    String value = environment.get(name);
    return value == null || value.isEmpty() ? null : value;
  }
}
