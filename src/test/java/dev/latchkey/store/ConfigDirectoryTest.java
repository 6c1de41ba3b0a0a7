package dev.latchkey.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchkey.store.CorruptFileException.Problem;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigDirectoryTest {

  private final ConfigFixture fixture;

  ConfigDirectoryTest(@TempDir Path root) {
    this.fixture = new ConfigFixture(root);
  }

  private void assertCorrupt(ThrowingCallable call, Problem problem) throws IOException {
    SortedMap<String, String> before = DirectoryState.of(fixture.root);
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            CorruptFileException.class,
            e -> {
              assertThat(e.path()).isEqualTo(fixture.config);
              assertThat(e.problem()).isEqualTo(problem);
            });
    assertThat(DirectoryState.of(fixture.root)).isEqualTo(before);
  }

  @Test
  void path_ofRelativeDirectory_isAbsoluteAndNormal() {
    ConfigDirectory directory = new ConfigDirectory(Path.of("a/../config"));

    assertThat(directory.path()).isEqualTo(Path.of("config").toAbsolutePath());
    assertThat(directory.resolve("x")).isEqualTo(Path.of("config/x").toAbsolutePath());
  }

  @Test
  void create_ofAbsentDirectory_makesItAndThoseAboveIt() throws IOException {
    ConfigDirectory directory = new ConfigDirectory(fixture.root.resolve("a/b/config"));

    directory.create();

    assertThat(DirectoryState.mode(directory.path()))
        .isEqualTo(ConfigFixture.isRoot() ? 0750 : 0700);
    assertThat(directory.exists()).isTrue();
  }

  @Test
  void create_ofPresentDirectory_leavesItAsItIs() throws IOException {
    Files.createDirectory(fixture.config);
    Files.setAttribute(fixture.config, "unix:mode", 0775);
    SortedMap<String, String> before = DirectoryState.of(fixture.root);

    fixture.directory.create();

    assertThat(DirectoryState.of(fixture.root)).isEqualTo(before);
  }

  @Test
  void create_whereOthersMayWrite_isRefused() throws IOException {
    Files.createDirectory(fixture.config);
    Files.setAttribute(fixture.config, "unix:mode", 0757);

    assertCorrupt(fixture.directory::create, Problem.WRITABLE_BY_OTHERS);
    assertCorrupt(fixture.directory::require, Problem.WRITABLE_BY_OTHERS);
  }

  @Test
  void create_whereAFileIsInThePlace_isRefused() throws IOException {
    Files.writeString(fixture.config, "a file");

    assertCorrupt(fixture.directory::create, Problem.NOT_A_DIRECTORY);
    assertCorrupt(fixture.directory::require, Problem.NOT_A_DIRECTORY);
  }

  @Test
  void create_whereADanglingLinkIsInThePlace_isRefused() throws IOException {
    Files.createSymbolicLink(fixture.config, fixture.root.resolve("absent"));

    assertCorrupt(fixture.directory::create, Problem.NOT_A_DIRECTORY);
  }

  @Test
  void create_belowDirectoryThatMayNotBeWritten_isUnavailable() throws IOException {
    Path closed = Files.createDirectory(fixture.root.resolve("closed"));
    Files.setAttribute(closed, "unix:mode", 0500);
    assumeFalse(Files.isWritable(closed), "root may write to every directory");
    ConfigDirectory directory = new ConfigDirectory(closed.resolve("config"));

    assertThatThrownBy(directory::create)
        .isInstanceOfSatisfying(
            UnavailableException.class,
            e -> {
              assertThat(e.path()).isEqualTo(directory.path());
              assertThat(e.failure()).isInstanceOf(AccessDeniedException.class);
            });
    assertThat(directory.path()).doesNotExist();
  }

  @Test
  void require_ofLinkToDirectory_isTheStatusOfThatDirectory() throws IOException {
    Path real = Files.createDirectory(fixture.root.resolve("real"));
    Files.createSymbolicLink(fixture.config, real);

    assertThat(fixture.directory.require().inode()).isEqualTo(Files.getAttribute(real, "unix:ino"));
  }

  @Test
  void require_ofAbsentDirectory_isNotFound() {
    assertThatThrownBy(fixture.directory::require)
        .isInstanceOfSatisfying(
            NotFoundException.class,
            e -> {
              assertThat(e.subject()).isEqualTo(Subject.CONFIG_DIRECTORY);
              assertThat(e.id()).isEqualTo(fixture.config.toString());
            });
    assertThat(fixture.config).doesNotExist();
  }

  @Test
  void createEmpty_ofAbsentFile_isForTheGroupOrTheUser() throws IOException {
    fixture.directory.create();
    boolean root = ConfigFixture.isRoot();
    if (root) {
      Files.setAttribute(fixture.config, "unix:gid", 4242);
    }

    fixture.directory.createEmpty(fixture.file("empty"), 0660);

    assertThat(fixture.file("empty")).isEmptyFile();
    assertThat(DirectoryState.mode(fixture.file("empty"))).isEqualTo(root ? 0660 : 0600);
    if (root) {
      assertThat(DirectoryState.of(fixture.config)).containsEntry("empty", "100660 0:4242 ");
    }
  }

  @Test
  void createEmpty_ofPresentFile_leavesItAsItIs() throws IOException {
    fixture.directory.create();
    fixture.write("file", "content");
    SortedMap<String, String> before = DirectoryState.of(fixture.root);

    fixture.directory.createEmpty(fixture.file("file"), 0660);

    assertThat(DirectoryState.of(fixture.root)).isEqualTo(before);
  }

  @Test
  void createSubdirectory_ofAbsentOne_isForTheGroupOrTheUser() throws IOException {
    fixture.directory.create();
    boolean root = ConfigFixture.isRoot();
    if (root) {
      Files.setAttribute(fixture.config, "unix:gid", 4242);
    }

    fixture.directory.createSubdirectory(fixture.file("state"));
    fixture.directory.createSubdirectory(fixture.file("state"));

    assertThat(DirectoryState.mode(fixture.file("state"))).isEqualTo(root ? 0750 : 0700);
    if (root) {
      assertThat(DirectoryState.of(fixture.config)).containsEntry("state", "40750 0:4242 ");
    }
  }

  @Test
  void userId_ofRoot_isZero() throws IOException {
    assumeTrue("root".equals(System.getProperty("user.name")), "this is not root");

    assertThat(ConfigDirectory.userId()).isZero();
    assertThat(Actor.ofProcess()).isEqualTo(new Actor(0, "root", null));
  }

  @Test
  void userId_ofThisProcess_ownsWhatItMakes() throws IOException {
    fixture.directory.create();

    assertThat(Files.getAttribute(fixture.config, "unix:uid")).isEqualTo(ConfigDirectory.userId());
  }

  @Test
  void withSudoUser_ofActor_changesThatAlone() {
    Actor actor = new Actor(0, "root", null);

    assertThat(actor.withSudoUser("ann")).isEqualTo(new Actor(0, "root", "ann"));
    assertThat(actor.withSudoUser("ann").withSudoUser(null)).isEqualTo(actor);
  }
}
