package dev.latchkey.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.latchkey.cli.command.InstalledCompletion;
import dev.latchkey.cli.command.Shell;
import dev.latchkey.cli.host.Host;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code admin completion SHELL --install}, for a user whose home is a temporary directory. */
class CompletionInstallerTest {

  private final Host host;
  private final CompletionInstaller installer;

  CompletionInstallerTest(@TempDir Path directory) {
    AdminRunner runner = new AdminRunner(directory);
    runner.environment.put("HOME", directory.resolve("home").toString());
    host = runner.host("", OutputStream.nullOutputStream(), OutputStream.nullOutputStream());
    installer = new CompletionInstaller(host, false, false);
  }

  private static InstalledCompletion install(CompletionInstaller installer, Shell shell) {
    return installer.install(shell, question -> fail("asked: " + question));
  }

  @ParameterizedTest
  @EnumSource
  void install_nothingThere_writesTheScriptForEveryoneToRead(Shell shell) throws Exception {
    InstalledCompletion installed = install(installer, shell);

    Path file = installer.place(shell);
    assertThat(installed.changed()).isTrue();
    assertThat(installed.file()).isEqualTo(file.toString());
    assertThat(file).hasContent(CompletionScript.of(shell));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-r--r--");
    try (var files = Files.list(file.resolveSibling(""))) {
      assertThat(files).containsExactly(file);
    }
  }

  @ParameterizedTest
  @EnumSource
  void install_again_changesNothing(Shell shell) {
    install(installer, shell);

    assertThat(install(installer, shell).changed()).isFalse();
  }

  @Test
  void install_overAnOlderOneOfOurs_replacesIt() throws Exception {
    install(installer, Shell.FISH);
    Path file = installer.place(Shell.FISH);
    Files.writeString(file, "# older; " + CompletionScript.MARK + "fish\n");

    assertThat(install(installer, Shell.FISH).changed()).isTrue();
    assertThat(file).hasContent(CompletionScript.of(Shell.FISH));
  }

  @Test
  void install_overAFileThatIsNotOurs_asksAndLeavesItIfNotWanted() throws Exception {
    Path file = installer.place(Shell.BASH);
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, "complete -W mine admin\n");

    assertThatThrownBy(
            () ->
                installer.install(
                    Shell.BASH,
                    question -> {
                      throw new IllegalStateException(question);
                    }))
        .hasMessageContaining(file.toString())
        .hasMessageContaining("not made by this command");
    assertThat(file).hasContent("complete -W mine admin\n");

    InstalledCompletion installed = installer.install(Shell.BASH, yes -> {});
    assertThat(installed.changed()).isTrue();
    assertThat(installed.hint()).startsWith("it replaces a file that was not made by this command");
    assertThat(file).hasContent(CompletionScript.of(Shell.BASH));
  }

  @Test
  void install_dryRun_writesNothing() {
    CompletionInstaller dry = new CompletionInstaller(host, true, false);

    assertThat(install(dry, Shell.ZSH).changed()).isTrue();
    assertThat(installer.place(Shell.ZSH)).doesNotExist();
  }

  @Test
  void place_asRoot_isEverybodys() {
    CompletionInstaller root = new CompletionInstaller(host, true, true);

    assertThat(root.place(Shell.BASH))
        .isEqualTo(Path.of("/usr/local/share/bash-completion/completions/admin"));
    assertThat(root.place(Shell.ZSH))
        .isEqualTo(Path.of("/usr/local/share/zsh/site-functions/_admin"));
    assertThat(root.place(Shell.FISH)).isEqualTo(Path.of("/etc/fish/completions/admin.fish"));
  }
}
