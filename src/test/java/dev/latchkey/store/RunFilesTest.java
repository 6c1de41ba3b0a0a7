package dev.latchkey.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.store.CorruptFileException.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunFilesTest {

  private final ConfigFixture fixture;
  private final RunFiles files;

  RunFilesTest(@TempDir Path root) {
    this.fixture = ConfigFixture.created(root);
    this.files = fixture.store().runFiles();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private Path path(String name) {
    return fixture.run.resolve(name);
  }

  /** Makes the run directory with some files in it. */
  private void fill() {
    files.createDirectory("d");
    files.replace("d/replaced", bytes("x"));
    files.append("appended", bytes("x"));
    assertThat(files.<String>locked("l.lck", () -> "done")).isEqualTo("done");
  }

  @Test
  void path_ofAName_isInTheRunDirectoryAndNeedNotExist() {
    assertThat(files.path("a/b")).isEqualTo(fixture.run.resolve("a/b"));
    assertThat(fixture.run).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"d/replaced", "appended", "l.lck"})
  void files_thatAreMade_haveModeAndGroupOfTheRunDirectory(String name) throws IOException {
    boolean root = ConfigFixture.isRoot();
    if (root) {
      Files.setAttribute(fixture.config, "unix:gid", 4242);
    }

    fill();

    assertThat(DirectoryState.mode(path(name))).isEqualTo(root ? 0660 : 0600);
    assertThat(DirectoryState.mode(path("d"))).isEqualTo(root ? 0770 : 0700);
    for (String made : new String[] {name, "d"}) {
      assertThat(Files.getAttribute(path(made), "unix:gid"))
          .isEqualTo(Files.getAttribute(fixture.run, "unix:gid"));
    }
    assertThat(DirectoryState.temporaryFiles(fixture.root)).isEmpty();
  }

  /** One that somebody else has made, as that of Proxmox Backup Server is. */
  @ParameterizedTest
  @ValueSource(strings = {"d/replaced", "appended", "l.lck"})
  void files_inARunDirectoryThatNoGroupMayWriteTo_areSharedOnlyByRoot(String name)
      throws IOException {
    boolean root = ConfigFixture.isRoot();
    if (root) {
      Files.setAttribute(fixture.config, "unix:gid", 4242);
    }
    Files.createDirectory(fixture.run);
    Files.setAttribute(fixture.run, "unix:mode", 0755);

    fill();

    assertThat(DirectoryState.mode(path(name))).isEqualTo(root ? 0660 : 0600);
    assertThat(DirectoryState.mode(path("d"))).isEqualTo(root ? 0770 : 0700);
    assertThat(Files.getAttribute(path("d"), "unix:gid"))
        .isEqualTo(Files.getAttribute(root ? fixture.config : fixture.run, "unix:gid"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"d/replaced", "appended", "l.lck"})
  void files_inARunDirectoryThatAGroupMayWriteTo_areShared(String name) throws IOException {
    Files.createDirectory(fixture.run);
    Files.setAttribute(fixture.run, "unix:mode", 02775);

    fill();

    assertThat(DirectoryState.mode(path(name))).isEqualTo(0660);
    assertThat(DirectoryState.mode(path("d")) & 0777).isEqualTo(0770);
  }

  @Test
  void createDirectory_thatIsThere_leavesItAsItIs() throws IOException {
    fill();
    Files.setAttribute(path("d"), "unix:mode", 0755);
    SortedMap<String, String> before = DirectoryState.of(fixture.root);

    files.createDirectory("d");

    assertThat(DirectoryState.of(fixture.root)).isEqualTo(before);
  }

  @Test
  void createDirectory_runDirectoryCannotBeMade_fails() throws IOException {
    Files.writeString(fixture.run, "a file");

    assertThatThrownBy(() -> files.createDirectory("d")).isInstanceOf(UnavailableException.class);

    assertThat(fixture.run).hasContent("a file");
    assertThat(DirectoryState.temporaryFiles(fixture.root)).isEmpty();
  }

  @Test
  void replace_whileSomebodyReads_leavesThemTheOldFile() throws IOException {
    fill();
    files.replace("d/replaced", bytes("the old content"));
    Object inode = Files.getAttribute(path("d/replaced"), "unix:ino");
    try (InputStream in = Files.newInputStream(path("d/replaced"))) {
      files.replace("d/replaced", bytes("new"));

      assertThat(in.readAllBytes()).asString(UTF_8).isEqualTo("the old content");
    }
    assertThat(path("d/replaced")).hasContent("new");
    assertThat(Files.getAttribute(path("d/replaced"), "unix:ino")).isNotEqualTo(inode);
    assertThat(DirectoryState.temporaryFiles(fixture.root)).isEmpty();
  }

  @Test
  void replace_whereALinkIsInThePlace_replacesTheLink() throws IOException {
    fill();
    Path target = Files.writeString(fixture.root.resolve("target"), "not ours");
    Files.createSymbolicLink(path("link"), target);

    files.replace("link", bytes("ours"));

    assertThat(target).hasContent("not ours");
    assertThat(Files.isSymbolicLink(path("link"))).isFalse();
    assertThat(path("link")).hasContent("ours");
  }

  @Test
  void replace_thatFails_leavesEverythingAsItWas() throws IOException {
    fill();
    Files.createDirectory(path("d/directory"));
    SortedMap<String, String> before = DirectoryState.of(fixture.root);

    for (String name : new String[] {"d/directory", "absent/file", "d/" + "x".repeat(250)}) {
      assertThatThrownBy(() -> files.replace(name, bytes("y")))
          .isInstanceOfSatisfying(
              UnavailableException.class, e -> assertThat(e.path()).isEqualTo(path(name)));
    }

    assertThat(DirectoryState.of(fixture.root)).isEqualTo(before);
    assertThat(DirectoryState.temporaryFiles(fixture.root)).isEmpty();
  }

  @Test
  void append_again_addsToWhatIsThereEvenAfterTornBytes() throws IOException {
    fill();
    Files.write(path("appended"), new byte[] {'{', (byte) 0xff});

    files.append("appended", bytes("\nline\n"));
    files.append("appended", new byte[0]);

    assertThat(path("appended"))
        .hasBinaryContent(new byte[] {'{', (byte) 0xff, '\n', 'l', 'i', 'n', 'e', '\n'});
  }

  @Test
  void append_toWhatIsNoSafeFile_isRefused() throws IOException {
    fill();
    Path target = Files.writeString(fixture.root.resolve("target"), "not ours");
    Files.createSymbolicLink(path("link"), target);
    Files.writeString(path("open"), "anybody's");
    Files.setAttribute(path("open"), "unix:mode", 0666);
    SortedMap<String, String> before = DirectoryState.of(fixture.root);

    assertCorrupt("link", Problem.SYMBOLIC_LINK);
    assertCorrupt("open", Problem.WRITABLE_BY_OTHERS);
    assertCorrupt("d", Problem.NOT_A_REGULAR_FILE);
    assertThatThrownBy(() -> files.append("absent/file", bytes("x")))
        .isInstanceOf(UnavailableException.class);

    assertThat(DirectoryState.of(fixture.root)).isEqualTo(before);
  }

  private void assertCorrupt(String name, Problem problem) {
    assertThatThrownBy(() -> files.append(name, bytes("x")))
        .isInstanceOfSatisfying(
            CorruptFileException.class, e -> assertThat(e.problem()).isEqualTo(problem));
    if (problem != Problem.WRITABLE_BY_OTHERS) {
      assertThatThrownBy(() -> files.locked(name, () -> "never"))
          .isInstanceOfSatisfying(
              CorruptFileException.class, e -> assertThat(e.problem()).isEqualTo(problem));
    }
  }

  @Test
  @Timeout(60)
  void locked_whileAnotherHoldsIt_isBusy() {
    fill();
    RunFiles others = fixture.store().runFiles();

    String answer =
        files.locked(
            "l.lck",
            () -> {
              for (RunFiles each : new RunFiles[] {files, others}) {
                CompletableFuture<String> second =
                    CompletableFuture.supplyAsync(() -> each.locked("l.lck", () -> "never"));
                assertThatThrownBy(second::join)
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(BusyException.class);
              }
              return others.locked("another.lck", () -> "done");
            });

    assertThat(answer).isEqualTo("done");
    assertThat(others.<String>locked("l.lck", () -> "free again")).isEqualTo("free again");
  }

  @Test
  void locked_whenTheWorkFails_isFreeAgain() {
    fill();

    assertThatThrownBy(
            () ->
                files.locked(
                    "l.lck",
                    () -> {
                      throw new IllegalStateException("failed");
                    }))
        .isInstanceOf(IllegalStateException.class);

    assertThat(fixture.store().runFiles().<String>locked("l.lck", () -> "free")).isEqualTo("free");
  }

  @Test
  void locked_withoutRunDirectory_isUnavailable() {
    assertThatThrownBy(() -> files.locked("l.lck", () -> "never"))
        .isInstanceOf(UnavailableException.class);

    assertThat(fixture.run).doesNotExist();
  }

  @Test
  void list_ofADirectory_isItsNames() {
    fill();
    files.replace("d/b", bytes(""));

    assertThat(files.list("d")).containsExactlyInAnyOrder("replaced", "b");
  }

  @Test
  void list_ofNone_isEmptyAndMakesNothing() {
    assertThat(files.list("d")).isEmpty();
    assertThat(fixture.run).doesNotExist();

    fill();
    assertThat(files.list("absent")).isEmpty();
  }

  @Test
  void list_ofAFile_isUnavailable() {
    fill();

    assertThatThrownBy(() -> files.list("appended")).isInstanceOf(UnavailableException.class);
  }

  @Test
  void read_fileOrNone_isItsContent() {
    assertThat(files.read("appended", 10).exists()).isFalse();
    fill();

    assertThat(files.read("appended", 1).bytes()).isEqualTo(bytes("x"));
    assertThatThrownBy(() -> files.read("appended", 0))
        .isInstanceOfSatisfying(
            CorruptFileException.class, e -> assertThat(e.problem()).isEqualTo(Problem.TOO_LARGE));
  }

  @Test
  void delete_fileOrNone_isGone() {
    files.delete("appended");
    fill();
    assertThat(files.exists("appended")).isTrue();

    files.delete("appended");

    assertThat(files.exists("appended")).isFalse();
    assertThat(files.exists("d/replaced")).isTrue();
    assertThatThrownBy(() -> files.delete("d")).isInstanceOf(UnavailableException.class);
  }
}
