package dev.latchkey.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchkey.store.RefusedException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AtomicFileTest {

  private static final HeldLock LOCK = new HeldLock(LockName.USER, null);
  private static final byte[] NEW = "new content".getBytes(StandardCharsets.UTF_8);

  private final ConfigFixture fixture;
  private final Path file;
  private final AtomicFile files;

  AtomicFileTest(@TempDir Path root) {
    this.fixture = ConfigFixture.created(root);
    this.file = fixture.file("user.cfg");
    this.files = new AtomicFile(fixture.directory, ConfigFixture.random(1));
  }

  private void replace(FileImage before, byte[] content, int newMode) throws IOException {
    Path staged = files.stage(before, Pieces.of(content), newMode, null);
    assertThat(staged.toString())
        .matches(Pattern.quote(before.path() + ".tmp_") + "[A-Za-z0-9]{6}");
    files.install(LOCK, staged, before);
    files.sync(before.path());
  }

  private void assertFailsAndChangesNothing(
      Class<? extends Exception> failure, ThrowingCallable call) throws IOException {
    SortedMap<String, String> before = DirectoryState.of(fixture.root);

    assertThatThrownBy(call).isInstanceOf(failure);

    assertThat(DirectoryState.of(fixture.root)).isEqualTo(before);
  }

  @Test
  void replace_ofAbsentFile_makesItForTheGroupOrTheUser() throws IOException {
    boolean root = ConfigFixture.isRoot();
    if (root) {
      Files.setAttribute(fixture.config, "unix:gid", 4242);
    }

    replace(FileImage.read(file), NEW, 0640);

    assertThat(file).hasBinaryContent(NEW);
    assertThat(DirectoryState.mode(file)).isEqualTo(root ? 0640 : 0600);
    assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(ConfigDirectory.userId());
    if (root) {
      assertThat(Files.getAttribute(file, "unix:gid")).isEqualTo(4242);
    }
    assertThat(DirectoryState.temporaryFiles(fixture.root)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0600, 0640, 0644, 0660, 0400})
  void replace_ofPresentFile_keepsItsMode(int mode) throws IOException {
    Files.writeString(file, "old");
    Files.setAttribute(file, "unix:mode", mode);

    replace(FileImage.read(file), NEW, 0666);

    assertThat(Files.readAllBytes(file)).isEqualTo(NEW);
    assertThat(DirectoryState.mode(file)).isEqualTo(mode);
    assertThat(DirectoryState.temporaryFiles(fixture.root)).isEmpty();
  }

  @Test
  void stage_ofPresentFile_leavesItAndWritesBesideIt() throws IOException {
    Files.writeString(file, "old");
    Files.setAttribute(file, "unix:mode", 0644);

    Path staged = files.stage(FileImage.read(file), Pieces.of(NEW), 0640, null);

    assertThat(file).hasContent("old");
    assertThat(staged).hasBinaryContent(NEW).hasParent(fixture.config);
    assertThat(DirectoryState.mode(staged)).isEqualTo(0644);
  }

  @Test
  void replace_ofFileOfAnotherOwner_keepsOwnerAndGroup() throws IOException {
    assumeTrue(ConfigFixture.isRoot(), "only root can give files away");
    Files.writeString(file, "old");
    Files.setAttribute(file, "unix:uid", 34);
    Files.setAttribute(file, "unix:gid", 35);
    Files.setAttribute(file, "unix:mode", 0640);

    replace(FileImage.read(file), NEW, 0640);

    assertThat(DirectoryState.of(fixture.config))
        .containsEntry("user.cfg", "100640 34:35 new content");
  }

  @Test
  void replace_ofPresentFile_givesItAnotherInodeAndLeavesOldReadersTheOldBytes()
      throws IOException {
    Files.writeString(file, "old");
    FileImage before = FileImage.read(file);

    try (var reader = Files.newBufferedReader(file)) {
      replace(before, NEW, 0640);

      assertThat(reader.readLine()).isEqualTo("old");
    }
    assertThat(FileStamp.of(file).inode()).isNotEqualTo(before.stamp().inode());
  }

  @Test
  void replace_byEmptyContent_leavesAnEmptyFile() throws IOException {
    Files.writeString(file, "old");

    replace(FileImage.read(file), new byte[0], 0640);

    assertThat(file).isEmptyFile();
  }

  @Test
  void replace_ofAnyFile_usesTemporaryNamesBesideIt() throws IOException {
    List<String> drawn = new ArrayList<>();
    RandomSource watching =
        bytes -> {
          // Only the bytes drawn decide the name: six letters, the first for a byte of zero.
          Arrays.fill(bytes, (byte) 0);
          drawn.add("user.cfg.tmp_" + "A".repeat(bytes.length));
        };
    Path taken = Files.writeString(fixture.file("user.cfg.tmp_AAAAAA"), "another writer's");
    AtomicFile watched = new AtomicFile(fixture.directory, watching);
    Files.writeString(file, "old");
    FileImage before = FileImage.read(file);

    assertFailsAndChangesNothing(
        FileAlreadyExistsException.class, () -> watched.stage(before, Pieces.of(NEW), 0640, null));

    assertThat(drawn).containsExactly("user.cfg.tmp_AAAAAA");
    assertThat(taken).hasContent("another writer's");
  }

  @Test
  void replace_whenEditedSinceItWasRead_isRefusedAndKeepsTheEdit() throws IOException {
    Files.writeString(file, "old");
    FileImage before = FileImage.read(file);
    Files.writeString(file, "edited by hand");

    SortedMap<String, String> edited = DirectoryState.of(fixture.root);
    assertThatThrownBy(() -> replace(before, NEW, 0640))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(Reason.CHANGED_MEANWHILE);
              assertThat(e.subject()).isEqualTo(Subject.FILE);
              assertThat(e.id()).isEqualTo(file.toString());
            });
    assertThat(DirectoryState.of(fixture.root)).isEqualTo(edited);
  }

  @Test
  void replace_whenMadeSinceItWasAbsent_isRefusedAndKeepsIt() throws IOException {
    FileImage before = FileImage.read(file);
    Files.writeString(file, "made by hand");

    assertFailsAndChangesNothing(RefusedException.class, () -> replace(before, NEW, 0640));
  }

  @Test
  void replace_whenDeletedSinceItWasRead_isRefusedAndMakesNone() throws IOException {
    Files.writeString(file, "old");
    FileImage before = FileImage.read(file);
    Files.delete(file);

    assertFailsAndChangesNothing(RefusedException.class, () -> replace(before, NEW, 0640));
  }

  @Test
  void replace_whenALinkWasPutThereMeanwhile_isRefusedAndLeavesItsTarget() throws IOException {
    FileImage before = FileImage.read(file);
    Path target = Files.writeString(fixture.root.resolve("target"), "not ours");
    Files.createSymbolicLink(file, target);

    assertFailsAndChangesNothing(RefusedException.class, () -> replace(before, NEW, 0640));
  }

  @Test
  void replace_withNameTooLongForATemporaryFile_changesNothing() throws IOException {
    Path longName = Files.writeString(fixture.file("x".repeat(250)), "old");
    FileImage before = FileImage.read(longName);

    assertFailsAndChangesNothing(IOException.class, () -> replace(before, NEW, 0640));
  }

  @Test
  void replace_inDirectoryThatMayNotBeWritten_changesNothing() throws IOException {
    Files.writeString(file, "old");
    FileImage before = FileImage.read(file);
    Files.setAttribute(fixture.config, "unix:mode", 0500);
    try {
      assumeFalse(Files.isWritable(fixture.config), "root may write to every directory");

      assertFailsAndChangesNothing(AccessDeniedException.class, () -> replace(before, NEW, 0640));
    } finally {
      Files.setAttribute(fixture.config, "unix:mode", 0700);
    }
  }

  @Test
  void replace_onFullFileSystem_changesNothing() throws Exception {
    assumeTrue(ConfigFixture.isRoot(), "only root can mount");
    Path small = Files.createDirectory(fixture.root.resolve("small"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=64k,mode=700", "tmpfs", small.toString()),
        "tmpfs cannot be mounted");
    try {
      Path target = Files.writeString(small.resolve("file"), "old");
      FileImage before = FileImage.read(target);

      assertFailsAndChangesNothing(
          IOException.class, () -> replace(before, new byte[256 << 10], 0640));

      replace(before, NEW, 0640);
      assertThat(target).hasBinaryContent(NEW);
    } finally {
      assertThat(run("umount", small.toString())).isTrue();
    }
  }

  private static boolean run(String... command) throws Exception {
    return new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }

  @Test
  void restore_ofReplacedFile_putsBackBytesAndMode() throws IOException {
    Files.writeString(file, "old");
    Files.setAttribute(file, "unix:mode", 0644);
    SortedMap<String, String> old = DirectoryState.of(fixture.root);
    FileImage before = FileImage.read(file);
    replace(before, NEW, 0640);

    files.restore(LOCK, before, 0640);

    assertThat(DirectoryState.of(fixture.root)).isEqualTo(old);
  }

  @Test
  void restore_ofFileThatWasAbsent_removesIt() throws IOException {
    FileImage before = FileImage.read(file);
    replace(before, NEW, 0640);

    files.restore(LOCK, before, 0640);

    try (Stream<Path> left = Files.list(fixture.config)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void restore_whereADirectoryIsInThePlace_leavesNoTemporaryFile() throws IOException {
    Files.writeString(file, "old");
    FileImage before = FileImage.read(file);
    Files.delete(file);
    Files.createDirectory(file);

    assertFailsAndChangesNothing(IOException.class, () -> files.restore(LOCK, before, 0640));
  }
}
