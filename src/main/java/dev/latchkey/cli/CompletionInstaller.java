package dev.latchkey.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.latchkey.cli.command.CommandException;
import dev.latchkey.cli.command.ErrorCode;
import dev.latchkey.cli.command.ExitCode;
import dev.latchkey.cli.command.InstalledCompletion;
import dev.latchkey.cli.command.Program;
import dev.latchkey.cli.command.Shell;
import dev.latchkey.cli.command.Wording;
import dev.latchkey.cli.host.Host;
import dev.latchkey.store.Actor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes completion scripts to where shells look for them. */
final class CompletionInstaller {

  /** Whoever may write to a directory of scripts has their commands run by those who log in. */
  private static final FileAttribute<?> OTHERS_READ =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x"));

  private final Host host;
  private final boolean dryRun;
  private final boolean forAll;

  /**
   * Installs for the user of this process, or as root for everybody.
   *
   * @param dryRun whether to write nothing
   */
  CompletionInstaller(Host host, boolean dryRun) {
    this(host, dryRun, Actor.ofProcess().uid() == 0);
  }

  CompletionInstaller(Host host, boolean dryRun, boolean forAll) {
    this.host = host;
    this.dryRun = dryRun;
    this.forAll = forAll;
  }

  /**
   * Installs a script, unless it is there already.
   *
   * @param requireYes asked before a file that is not ours is replaced; throws if it shall stay
   */
  InstalledCompletion install(Shell shell, Consumer<String> requireYes) {
    Path file = place(shell);
    byte[] script = CompletionScript.of(shell).getBytes(UTF_8);
    try {
      boolean exists = Files.exists(file, LinkOption.NOFOLLOW_LINKS);
      byte[] present = Files.isRegularFile(file) ? Files.readAllBytes(file) : new byte[0];
      boolean changes = !Arrays.equals(script, present);
      boolean isOurs = new String(present, UTF_8).contains(CompletionScript.MARK);
      boolean replaces = exists && changes && !isOurs;
      if (replaces) {
        requireYes.accept(
            Wording.quote(file.toString()) + " was not made by this command. Replace it?");
      }
      if (changes && !dryRun) {
        write(file, script);
      }
      String hint = hint(shell, file);
      String replaced = "it replaces a file that was not made by this command";
      return new InstalledCompletion(
          file.toString(),
          changes,
          !replaces ? hint : hint == null ? replaced : replaced + "\n" + hint);
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.FAILURE,
          ErrorCode.OUTPUT,
          "cannot write " + Wording.quote(file.toString()) + ": " + Wording.reason(e),
          "write it elsewhere: "
              + Program.NAME
              + " completion "
              + shell.name().toLowerCase(Locale.ROOT),
          e);
    }
  }

  private static void write(Path file, byte[] script) throws IOException {
    Path directory = Objects.requireNonNull(file.getParent());
    Files.createDirectories(directory, OTHERS_READ); // whatever the umask allows
    Path made = Files.createTempFile(directory, ".completion", null);
    try {
      Files.write(made, script);
      Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-r--r--"));
      Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(made);
    }
  }

  /** Where a shell looks for completion of this command. */
  Path place(Shell shell) {
    return switch (shell) {
      case BASH -> bash().resolve("completions/" + Program.NAME);
      case ZSH -> data().resolve("zsh/site-functions/_" + Program.NAME);
      case FISH ->
          forAll
              ? Path.of("/etc/fish/completions", Program.NAME + ".fish")
              : ConfigPlace.underHome(host, "XDG_CONFIG_HOME", ".config")
                  .resolve("fish/completions")
                  .resolve(Program.NAME + ".fish");
    };
  }

  private Path bash() {
    String named = host.variable("BASH_COMPLETION_USER_DIR");
    return named == null || forAll ? data().resolve("bash-completion") : Path.of(named);
  }

  private Path data() {
    return forAll
        ? Path.of("/usr/local/share")
        : ConfigPlace.underHome(host, "XDG_DATA_HOME", ".local/share");
  }

  /** What a shell does not do by itself. */
  private @Nullable String hint(Shell shell, Path file) {
    return switch (shell) {
      case BASH ->
          "new shells use it where bash-completion is installed; else add to ~/.bashrc:"
              + " source "
              + Wording.quote(file.toString());
      case ZSH ->
          forAll
              ? null
              : "add to ~/.zshrc, before compinit: fpath+=("
                  + Wording.quote(String.valueOf(file.getParent()))
                  + ")";
      case FISH -> null;
    };
  }
}
