package dev.latchkey.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchkey.store.CorruptFileException.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunDirectoryTest {

  private final ConfigFixture fixture;

  RunDirectoryTest(@TempDir Path root) {
    this.fixture = ConfigFixture.created(root);
  }

  @ParameterizedTest
  @CsvSource({
    "/etc/latchkey, etc-latchkey",
    "/, -",
    "/.hidden/x, \\x2ehidden-x",
    "/a/.b, a-.b",
    "/a b/c-d, a\\x20b-c\\x2dd",
    "/ü, \\xc3\\xbc",
    "/a\\b, a\\x5cb",
    "/x/a.b_c:d@e!f~g, x-a.b_c:d\\x40e\\x21f\\x7eg",
    "/0/9/A/Z, 0-9-A-Z"
  })
  void escape_ofPath_isWhatSystemdMakesOfIt(String path, String name) {
    assertThat(RunDirectory.escape(Path.of(path))).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/etc/latchkey", "/.x/.y", "/a b-c/ü€🔑/\\\t\"'$(x)", "/-/--", "/_:."})
  void escape_ofPath_agreesWithSystemdEscape(String path) throws Exception {
    Path program = Path.of("/usr/bin/systemd-escape");
    assumeTrue(Files.isExecutable(program), "systemd-escape is not installed");
    Process process =
        new ProcessBuilder(program.toString(), "--path", "--", path)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String expected =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor()).isZero();

    assertThat(RunDirectory.escape(Path.of(path))).isEqualTo(expected);
  }

  @Test
  void path_whenChosen_isThatWithoutAskingForTheConfiguration() {
    ConfigDirectory absent = new ConfigDirectory(fixture.root.resolve("absent"));

    RunDirectory run = new RunDirectory(absent, fixture.run);

    assertThat(run.path()).isEqualTo(fixture.run);
    assertThat(run.sharedMemory()).isEqualTo(fixture.run.resolve("shmem"));
  }

  @Test
  void path_whenChosenRelative_isAbsolute() {
    RunDirectory run = new RunDirectory(fixture.directory, Path.of("some/../run"));

    assertThat(run.path()).isEqualTo(Path.of("run").toAbsolutePath());
  }

  @Test
  void path_byDefault_followsFromTheOwnerOfTheConfiguration() throws IOException {
    int owner = (int) Files.getAttribute(fixture.config, "unix:uid");
    Path base = owner == 0 ? Path.of("/run") : Path.of("/run/user/" + owner);

    assertThat(new RunDirectory(fixture.directory, null).path())
        .isEqualTo(
            base.resolve("latchkey").resolve(RunDirectory.escape(fixture.config.toRealPath())));
  }

  @Test
  void path_byDefaultForRoot_followsFromTheOwnerAndNotFromWhoAsks() throws IOException {
    assumeTrue(ConfigFixture.isRoot(), "only root can give directories away");
    Files.setAttribute(fixture.config, "unix:uid", 54321);

    assertThat(new RunDirectory(fixture.directory, null).path())
        .hasParentRaw(Path.of("/run/user/54321/latchkey"));
  }

  @Test
  void path_ofConfigurationReachedThroughALink_isThatOfTheDirectoryItself() throws IOException {
    Path link = Files.createSymbolicLink(fixture.root.resolve("link"), fixture.config);

    assertThat(new RunDirectory(new ConfigDirectory(link), null).path())
        .isEqualTo(new RunDirectory(fixture.directory, null).path());
  }

  @Test
  void path_byDefaultWithoutConfiguration_isNotFound() {
    ConfigDirectory absent = new ConfigDirectory(fixture.root.resolve("absent"));

    assertThatThrownBy(() -> new RunDirectory(absent, null).path())
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void create_ofAbsentDirectories_makesThemForTheGroupOrTheUser() throws IOException {
    boolean root = ConfigFixture.isRoot();
    if (root) {
      Files.setAttribute(fixture.config, "unix:gid", 4242);
    }

    new RunDirectory(fixture.directory, fixture.run).create();

    for (Path made : new Path[] {fixture.run, fixture.run.resolve("shmem")}) {
      assertThat(DirectoryState.mode(made)).isEqualTo(root ? 0770 : 0700);
      assertThat(Files.getAttribute(made, "unix:gid"))
          .isEqualTo(Files.getAttribute(root ? fixture.config : fixture.root, "unix:gid"));
    }
  }

  @Test
  void create_ofPresentDirectories_leavesThemAsTheyAre() throws IOException {
    Files.createDirectories(fixture.run.resolve("shmem"));
    Files.setAttribute(fixture.run.resolve("shmem"), "unix:mode", 0755);
    var before = DirectoryState.of(fixture.root);

    new RunDirectory(fixture.directory, fixture.run).create();

    assertThat(DirectoryState.of(fixture.root)).isEqualTo(before);
  }

  @Test
  void create_whereALinkIsInThePlaceOfOurDirectory_isRefusedAndLeavesItsTarget()
      throws IOException {
    Path target = Files.createDirectory(fixture.root.resolve("another"));
    Files.createDirectory(fixture.run);
    Files.createSymbolicLink(fixture.run.resolve("shmem"), target);
    RunDirectory run = new RunDirectory(fixture.directory, fixture.run);
    var before = DirectoryState.of(fixture.root);

    assertThatThrownBy(run::create)
        .isInstanceOfSatisfying(
            CorruptFileException.class,
            e -> assertThat(e.problem()).isEqualTo(Problem.SYMBOLIC_LINK));

    assertThat(DirectoryState.of(fixture.root)).isEqualTo(before);
  }

  @Test
  void create_whenTheChosenOneIsReachedThroughALink_makesWhatBelongsThere() throws IOException {
    Path target = Files.createDirectory(fixture.root.resolve("chosen"));
    Files.createSymbolicLink(fixture.run, target);

    new RunDirectory(fixture.directory, fixture.run).create();

    assertThat(target.resolve("shmem")).isDirectory();
  }

  @Test
  void create_whereItIsNotPossible_makesNothing() throws IOException {
    var before = DirectoryState.of(fixture.root);
    Path nowhere = fixture.root.resolve("absent/run");

    new RunDirectory(fixture.directory, nowhere).create();

    assertThat(DirectoryState.of(fixture.root)).isEqualTo(before);
  }
}
