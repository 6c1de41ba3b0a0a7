package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.DirectorySnapshot;
import dev.latchkey.process.AdminProcess.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code scripts/install} and {@code scripts/uninstall}, of a copy of this checkout as it is built.
 */
class InstallIT {

  private static final String NAME = "keeper";

  @TempDir static Path shared;

  /** Where the command is installed; tests that change that work on a copy. */
  private static Path prefix;

  @TempDir Path directory;

  private Path copy;

  @BeforeAll
  static void install() throws Exception {
    Path checkout = Files.createDirectories(shared.resolve("checkout/target")).resolve("..");
    run("cp", "-a", "pom.xml", "scripts", "completions", "man", "src", checkout.toString());
    run("cp", "-a", "target/latchkey.jar", "target/lib", checkout.resolve("target").toString());
    prefix = shared.resolve("a prefix");

    Outcome outcome = underStrictUmask(script("install", prefix, "--name", NAME));

    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.exit()).isZero();
    assertThat(outcome.out()).contains("keeper (Latchkey) ", prefix + "/bin/keeper");
  }

  @BeforeEach
  void makeCopy() {
    copy = directory.resolve("copy");
  }

  private void copyInstallation() throws Exception {
    assertThat(run("cp", "-a", prefix.toString(), copy.toString()).exit()).isZero();
  }

  private static Outcome run(String... command) throws IOException, InterruptedException {
    Sandbox box = new Sandbox(shared.resolve("box"));
    return AdminProcess.other(box, command)
        .under("env", "HOME=" + shared, "ADMIN_JAVA_HOME=" + System.getProperty("java.home"))
        .run();
  }

  private static Outcome underStrictUmask(String... command) throws Exception {
    return run(
        Stream.concat(Stream.of("sh", "-c", "umask 077; exec \"$@\"", "sh"), Stream.of(command))
            .toArray(String[]::new));
  }

  private static String[] script(String name, Path prefix, String... arguments) {
    List<String> words = new ArrayList<>();
    words.add(shared.resolve("checkout/scripts").resolve(name).toString());
    words.addAll(List.of("--prefix", prefix.toString()));
    words.addAll(List.of(arguments));
    return words.toArray(String[]::new);
  }

  private static List<String> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(file -> !Files.isDirectory(file))
          .map(file -> directory.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void command_throughALink_runsWithAotCacheUnderItsName() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve(NAME), prefix.resolve("bin/keeper"));

    Outcome created = run(link.toString(), "token", "create", "a@pbs!x");
    Outcome refused = run(link.toString(), "token", "show", "a@pbs!y");
    Outcome doctor = run(link.toString(), "doctor");

    assertThat(created.exit()).isZero();
    assertThat(refused.err())
        .isEqualTo("keeper: token 'a@pbs!y' not found\nhint: keeper token list 'a@pbs'\n");
    assertThat(doctor.out()).doesNotContain("AOT cache");
  }

  @Test
  void files_installedUnderStrictUmask_areReadableByAll() throws IOException {
    for (String file : files(prefix)) {
      assertThat(Files.getPosixFilePermissions(prefix.resolve(file)))
          .as(file)
          .contains(PosixFilePermission.OTHERS_READ)
          .doesNotContain(PosixFilePermission.OTHERS_WRITE);
    }
    assertThat(files(prefix)).contains("lib/latchkey/aot/all.aot", "lib/latchkey/aot/complete.aot");
  }

  @Test
  void manualAndCompletion_underAnotherName_nameNoOther() throws Exception {
    List<String> shares = files(prefix).stream().filter(f -> f.startsWith("share/")).toList();

    assertThat(shares)
        .allMatch(file -> file.contains("keeper") || file.endsWith(".5"))
        .contains(
            "share/man/man1/keeper-auth-key.1",
            "share/bash-completion/completions/keeper",
            "share/zsh/site-functions/_keeper",
            "share/fish/vendor_completions.d/keeper.fish");
    for (String file : shares) {
      if (!file.endsWith(".5")) {
        assertThat(Files.readString(prefix.resolve(file)))
            .as(file)
            .doesNotContainPattern(Pattern.compile("(?:\\b|\\\\f[BIRP])admin\\b"));
      }
    }
    assertThat(Files.readString(prefix.resolve("share/man/man1/keeper-auth-key.1")))
        .contains("ExecStart=" + prefix + "/bin/keeper auth\\-key rotate");
    Outcome bash =
        run(
            "bash",
            "-c",
            "source \"$1\" && complete -p keeper",
            "-",
            prefix + "/" + shares.getFirst());
    assertThat(bash.out()).isEqualTo("complete -F _admin keeper\n");
  }

  @Test
  void install_again_changesNothing() throws Exception {
    DirectorySnapshot before = DirectorySnapshot.of(prefix);

    Outcome outcome = underStrictUmask(script("install", prefix, "--name", NAME));

    assertThat(outcome.exit()).as(outcome.err()).isZero();
    before.assertUnchanged(prefix);
  }

  @Test
  void install_underAnotherName_takesAwayWhatIsNoLongerWanted() throws Exception {
    copyInstallation();
    String library = "lib/latchkey/lib/no-longer-used.jar";
    Files.writeString(copy.resolve(library), "");
    Files.writeString(
        copy.resolve("lib/latchkey/manifest"), library + "\n", StandardOpenOption.APPEND);
    Files.writeString(copy.resolve("bin/foreign"), "");

    Outcome outcome = run(script("install", copy));

    assertThat(outcome.exit()).as(outcome.err()).isZero();
    assertThat(files(copy))
        .contains("bin/admin", "bin/foreign", "share/zsh/site-functions/_admin")
        .noneMatch(file -> file.contains(NAME))
        .doesNotContain(library);
    assertThat(run(copy + "/bin/admin", "version").out()).startsWith("admin (Latchkey) ");
  }

  @Test
  void install_whereTheCommandIsForeign_changesNothing() throws Exception {
    Files.createDirectories(copy.resolve("bin"));
    Files.createSymbolicLink(copy.resolve("bin/admin"), Path.of("elsewhere"));
    DirectorySnapshot before = DirectorySnapshot.of(directory);

    Outcome outcome = run(script("install", copy));

    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.err()).startsWith("install: ").contains(copy + "/bin/admin", "--name");
    before.assertUnchanged(directory);
  }

  @Test
  void install_whereAnotherFileIsForeign_changesNothing() throws Exception {
    copyInstallation();
    Path page = Files.writeString(copy.resolve("share/man/man1/admin-auth-key.1"), "foreign");
    DirectorySnapshot before = DirectorySnapshot.of(directory);

    Outcome outcome = run(script("install", copy));

    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.err()).startsWith("install: ").contains(page.toString());
    before.assertUnchanged(directory);
  }

  @Test
  void install_thatCannotBe_saysWhyAndMakesNothing() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "");

    assertThat(run(script("install", file.resolve("below"))))
        .satisfies(outcome -> assertThat(outcome.exit()).isEqualTo(1))
        .satisfies(outcome -> assertThat(outcome.err()).startsWith("install: cannot write to "));
    for (List<String> wrong :
        List.of(
            List.of("--unknown"),
            List.of("--name"),
            List.of("--name", "../x"),
            List.of("--name", ""),
            List.of("--prefix", directory + "/a:b"))) {
      Outcome outcome = run(script("install", copy, wrong.toArray(String[]::new)));
      assertThat(outcome.exit()).as("%s", wrong).isEqualTo(2);
      assertThat(outcome.err()).startsWith("install: ");
    }
    assertThat(files(directory)).containsExactly("file");
    assertThat(copy).doesNotExist();
  }

  @Test
  void uninstall_withForeignFiles_leavesThemAlone() throws Exception {
    copyInstallation();
    List<String> foreign = List.of("bin/foreign", "lib/latchkey/foreign", "share/foreign");
    for (String file : foreign) {
      Files.writeString(copy.resolve(file), "");
    }

    Outcome outcome = run(script("uninstall", copy));

    assertThat(outcome.exit()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains("left as it is: " + copy + "/lib/latchkey\n");
    assertThat(files(copy)).isEqualTo(foreign);
    assertThat(copy.resolve("share/man")).doesNotExist();
    assertThat(run(script("uninstall", copy)).exit()).isZero();
  }

  @Test
  void uninstall_ofAllThereIs_leavesNothing() throws Exception {
    copyInstallation();

    assertThat(run(script("uninstall", copy)).exit()).isZero();

    assertThat(copy).doesNotExist();
  }
}
