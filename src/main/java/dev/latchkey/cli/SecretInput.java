package dev.latchkey.cli;

import dev.latchkey.cli.command.CommandException;
import dev.latchkey.cli.command.ErrorCode;
import dev.latchkey.cli.command.ExitCode;
import dev.latchkey.cli.command.Wording;
import dev.latchkey.cli.host.Host;
import dev.latchkey.cli.host.SecretLine;
import dev.latchkey.cli.output.TerminalText;
import dev.latchkey.store.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How secrets enter: from standard input, a file or a descriptor that an option names, else from a
 * prompt. The first line counts, without its line end. No option has a secret as its value.
 */
final class SecretInput {

  /** The names that it has as a file. */
  private static final List<String> STANDARD_INPUT =
      List.of("/dev/stdin", "/dev/fd/0", "/proc/self/fd/0");

  private final Host host;
  private final boolean mayAsk;

  /**
   * Prepares to read.
   *
   * @param mayAsk whether a person may be asked
   */
  SecretInput(Host host, boolean mayAsk) {
    this.host = host;
    this.mayAsk = mayAsk;
  }

  /**
   * The secret from whichever option was given.
   *
   * @param name {@code secret}, {@code passphrase} or the like, which the options begin with
   * @return empty if none was given
   */
  Optional<Secret> supplied(
      String name, boolean stdin, @Nullable String file, @Nullable String descriptor) {
    if (Stream.of(stdin, file != null, descriptor != null).filter(given -> given).count() > 1) {
      throw CommandException.usage(
          "more than one source of the " + spoken(name) + ": " + options(name), "name one of them");
    } else if (stdin) {
      return Optional.of(read(name, "standard input", null));
    } else if (file != null) {
      Path path = SecretFile.path("--" + name + "-file", file);
      return Optional.of(read(name, Wording.quote(file), path));
    } else if (descriptor != null) {
      Path path = Path.of("/proc/self/fd", Integer.toString(number(name, descriptor)));
      return Optional.of(read(name, "file descriptor " + descriptor, path));
    }
    return Optional.empty();
  }

  /** Reads from a path or, where it is null, from standard input, which stays open. */
  private Secret read(String name, String source, @Nullable Path path) {
    try {
      if (path == null) {
        return required(name, host.in(), source);
      }
      try (InputStream in = open(path)) {
        return required(name, in, source);
      }
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.FAILURE,
          ErrorCode.INPUT,
          "cannot read the " + spoken(name) + " from " + source + ": " + Wording.reason(e),
          "use one of " + options(name),
          e);
    }
  }

  /**
   * A new secret that a person types, twice the same.
   *
   * @throws CommandException with {@link ExitCode#INPUT_NEEDED} if there is nobody to ask
   */
  Secret askTwice(String name, String prompt) {
    Secret first = ask(name, prompt);
    boolean same = false;
    try (Secret second = ask(name, "Once more: ")) {
      same = first.contentEquals(second);
    } finally {
      if (!same) {
        first.close();
      }
    }
    if (!same) {
      throw CommandException.usage(
          "the " + spoken(name) + " was not the same both times", "try again");
    }
    return first;
  }

  /**
   * The whole content of a file or, for {@code -}, of standard input.
   *
   * @return up to one byte more than {@code maxBytes}
   */
  Secret content(String file, int maxBytes) {
    byte[] bytes = {};
    try (InputStream in = file.equals("-") ? host.in() : open(Path.of(file))) {
      bytes = in.readNBytes(maxBytes + 1);
      return Secret.copyOf(bytes);
    } catch (IOException e) {
      String source = file.equals("-") ? "standard input" : Wording.quote(file);
      throw new CommandException(
          ExitCode.FAILURE,
          ErrorCode.INPUT,
          "cannot read " + source + ": " + Wording.reason(e),
          null,
          e);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /** The first line of standard input, empty if there is none. */
  Optional<Secret> inputLine(int maxBytes) {
    try (Secret content = content("-", maxBytes);
        InputStream lines = new ByteArrayInputStream(content.useExposedBytes(byte[]::clone))) {
      return SecretLine.read(lines, maxBytes);
    } catch (IOException impossible) {
      throw new AssertionError("bytes in memory can be read", impossible);
    }
  }

  /**
   * The secret that a person types.
   *
   * @throws CommandException with {@link ExitCode#INPUT_NEEDED} if there is nobody to ask
   */
  Secret ask(String name, String prompt) {
    Optional<Secret> typed = mayAsk ? host.terminal().readSecret(shown(prompt)) : Optional.empty();
    Secret secret =
        typed.orElseThrow(
            () ->
                new CommandException(
                    ExitCode.INPUT_NEEDED,
                    ErrorCode.INPUT_NEEDED,
                    "the " + spoken(name) + " is needed and there is nobody to ask",
                    "use " + options(name)));
    return nonEmpty(name, secret, "the terminal");
  }

  private String shown(String prompt) {
    String printable = TerminalText.printable(prompt);
    return host.isUtf8() ? printable : TerminalText.ascii(printable);
  }

  /** Opens a file, which may be another name of standard input: a shell's is not to be read. */
  private InputStream open(Path file) throws IOException {
    return STANDARD_INPUT.contains(file.toString()) ? host.in() : Files.newInputStream(file);
  }

  private static String spoken(String name) {
    return name.replace('-', ' ');
  }

  private static String options(String name) {
    return "--" + name + "-stdin, --" + name + "-file FILE or --" + name + "-fd N";
  }

  private static int number(String name, String descriptor) {
    try {
      int number = Integer.parseInt(descriptor);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      // Not quoted: it may be the secret itself.
    }
    throw CommandException.usage("--" + name + "-fd wants a number", null);
  }

  private static Secret required(String name, InputStream in, String source) throws IOException {
    Optional<Secret> line = SecretLine.read(in, SecretLine.MAX_BYTES);
    if (line.isEmpty()) {
      throw CommandException.usage("no " + spoken(name) + " in " + source, null);
    }
    return nonEmpty(name, line.get(), source);
  }

  private static Secret nonEmpty(String name, Secret secret, String source) {
    if (secret.length() == 0) {
      throw CommandException.usage("the " + spoken(name) + " from " + source + " is empty", null);
    } else if (secret.length() > SecretLine.MAX_BYTES) {
      throw CommandException.usage(
          "the " + spoken(name) + " from " + source + " is too long", null);
    }
    return secret;
  }
}
