package dev.latchkey.cli;

import dev.latchkey.cli.host.Host;
import dev.latchkey.cli.host.Terminal;
import dev.latchkey.store.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TimeZone;

/**
 * Runs what administrators run, so that the JVM learns which classes the command needs and writes
 * them to its AOT cache when it ends.
 */
public final class AotTraining {

  private static final String SECRET = "00000000-0000-4000-8000-000000000000";

  private AotTraining() {}

  /**
   * Runs the training.
   *
   * @param args a directory to work in, and what to train: a noun, {@code complete} for the ids
   *     that a shell asks for, or {@code all}. A smaller AOT cache loads sooner
   */
  public static void main(String[] args) throws IOException {
    Path directory = Files.createDirectories(Path.of(args[0], args[1]));
    Path config = directory.resolve("config");
    for (List<String> command : commands(directory)) {
      if (args[1].equals("all") || args[1].equals(command.getFirst())) {
        String[] words = command.toArray(String[]::new);
        // Both ways to print, and the process' own streams, which open lazily.
        new AdminCli(host(config, directory.resolve("run"), false)).run(words);
        new AdminCli(host(config, directory.resolve("run"), true)).run(words);
      }
    }
    if (args[1].equals("complete")) {
      complete(Path.of(args[0], "all", "config").toString());
    }
    Host.ofProcess();
    Objects.requireNonNull(Main.class);
  }

  private static List<List<String>> commands(Path directory) throws IOException {
    Path secret = Files.writeString(directory.resolve("secret"), SECRET + "\n");
    Path exported = directory.resolve("exported");
    return List.of(
        List.of("token", "create", "user@realm", "name", "--expire", "90d"),
        List.of("token", "create", "user@realm", "other", "--secret-file", secret.toString()),
        List.of("token", "create", "user@realm!other", "-o", "json", "--comment", "text"),
        List.of("token", "regenerate", "user@realm!name", "-o", "json"),
        List.of("token", "update", "user@realm!name", "--expire", "2999-12-31"),
        List.of("token", "disable", "user@realm!name"),
        List.of("token", "enable", "user@realm!name", "--dry-run"),
        List.of("token", "verify", "user@realm", "other", "--secret-file", secret.toString()),
        List.of("token", "show", "user@realm!name"),
        List.of("token", "list", "-o", "json"),
        List.of("token", "list"),
        List.of("token", "delete", "user@realm", "name"),
        List.of("token", "delete", "user@realm", "name"),
        List.of("token", "create", "--help"),
        List.of("token", "unknown"),
        List.of("key", "create", "open"),
        List.of("key", "create", "sealed", "--passphrase-file", secret.toString()),
        List.of("key", "verify", "--all", "--passphrase-file", secret.toString()),
        List.of("key", "show", "sealed"),
        List.of("key", "list", "-o", "json"),
        List.of("key", "list"),
        List.of("key", "export", "sealed", "--out", exported.toString()),
        List.of("key", "store", "copy", "--in", exported.toString()),
        List.of(
            "key",
            "change-passphrase",
            "sealed",
            "--hint",
            "none",
            "--passphrase-file",
            secret.toString(),
            "--new-passphrase-file",
            secret.toString()),
        List.of("key", "archive", "sealed"),
        List.of("key", "unarchive", "sealed"),
        List.of("key", "archive", "open"),
        List.of("key", "delete", "open", "--yes", "--confirm", "open"),
        List.of("auth-key", "rotate"),
        List.of("auth-key", "rotate", "--force", "-o", "json"),
        List.of("auth-key", "status"),
        List.of("auth-key", "show"),
        List.of("auth-key", "sign", "--prefix", "P", "--data", "d"),
        List.of("auth-key", "verify"),
        List.of("cache", "invalidate", "all", "--yes"),
        List.of("cache", "invalidate", "tokens", "user@realm!other", "-o", "json"),
        List.of("cache", "invalidate", "user", "--account-id", "1", "--user-name", "a"),
        List.of("cache", "status"),
        List.of("cache", "status", "-o", "json"),
        List.of("doctor"),
        List.of("completion", "bash"),
        List.of("help", "token", "create"),
        List.of("version"),
        List.of("--help"));
  }

  private static void complete(String config) {
    for (String kind : List.of("token", "token-id", "token-name", "user", "key", "active-key")) {
      CompletionCandidates.print(
          Host.ofProcess(), CompletionCandidates.WORD, "--config-dir", config, kind, "");
    }
  }

  private static Host host(Path config, Path run, boolean terminal) {
    return new Host(
        Map.of(
            "ADMIN_CONFIG_DIR",
            config.toString(),
            "ADMIN_RUN_DIR",
            run.toString(),
            "LANG",
            "C.UTF-8",
            "TERM",
            "xterm"),
        new ByteArrayInputStream(SECRET.getBytes(StandardCharsets.UTF_8)),
        OutputStream.nullOutputStream(),
        OutputStream.nullOutputStream(),
        () -> false,
        terminal,
        terminal,
        new NoTerminal(),
        InstantSource.system(),
        TimeZone::getDefault,
        () -> true);
  }

  private record NoTerminal() implements Terminal {
    @Override
    public Optional<Secret> readSecret(String prompt) {
      return Optional.empty();
    }

    @Override
    public Optional<String> readLine(String prompt) {
      return Optional.empty();
    }

    @Override
    public int columns() {
      return 80;
    }
  }
}
