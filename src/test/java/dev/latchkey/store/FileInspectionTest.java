package dev.latchkey.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each finding about a file from outside. */
class FileInspectionTest extends InspectionScene {

  FileInspectionTest(@TempDir Path directory) {
    super(directory);
  }

  @Test
  void inspect_nothingWrong_findsNothing() {
    assertThat(findings()).isEmpty();
  }

  @Test
  void inspect_noDirectory_throws() throws IOException {
    Files.delete(scene.config.resolve("token.shadow"));
    Files.delete(scene.config);
    assertThatThrownBy(() -> store().inspect()).isInstanceOf(NotFoundException.class);
  }

  @Test
  void inspect_fileInPlaceOfTheDirectory_isFound() throws IOException {
    Files.delete(scene.config.resolve("token.shadow"));
    Files.delete(scene.config);
    Files.writeString(scene.config, "");
    assertThat(store().inspect().findings())
        .containsExactly(new FileFinding.OtherType(scene.config, true));
  }

  @ParameterizedTest
  @CsvSource({
    "token.shadow, 0600",
    "user.cfg, 0440",
    "authkey.key, 0400",
    "latchkey.toml, 0644",
    "catalog/users.json, 0644"
  })
  void inspect_fileTighterThanItMustBe_isAnAdministratorsChoice(String name, String mode)
      throws IOException {
    scene.file(name, "");
    mode(name, Integer.parseInt(mode, 8));
    assertThat(findings()).isEmpty();
  }

  @Test
  void inspect_groupThatMayNotUseTheFile_doesNotMatter() throws IOException {
    assumeTrue(ConfigDirectory.userId() == 0, "needs root");
    mode("token.shadow", 0600);
    Files.setAttribute(scene.config.resolve("token.shadow"), "unix:gid", 65_534);
    assertThat(findings()).isEmpty();
  }

  @Test
  void inspect_fileThatCannotBeRead_isFound() throws IOException {
    assumeFalse(ConfigDirectory.userId() == 0, "needs an ordinary user");
    mode("token.shadow", 0);
    FileFinding finding = only();
    assertThat(finding).isEqualTo(new FileFinding.Unreadable(scene.config.resolve("token.shadow")));
    assertThat(mend(finding)).isFalse();
  }

  @Test
  void inspect_directoryThatCannotBeRead_isFoundOnceAndNoLockFileAtAll() throws IOException {
    assumeFalse(ConfigDirectory.userId() == 0, "needs an ordinary user");
    scene.file(AuditLog.FILE, "");
    scene.file(".user.lck", "");
    mode(".user.lck", 0);
    mode("state", 0);
    List<FileFinding> findings = findings();
    mode("state", 0700); // so that it can be cleaned up
    assertThat(findings).containsExactly(new FileFinding.Unreadable(scene.config.resolve("state")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"user.cfg", "authkey.key", ".user.lck", "encryption-keys", "catalog"})
  void inspect_symbolicLink_isFoundAndStays(String name) throws IOException {
    Path link = Files.createSymbolicLink(scene.config.resolve(name), Path.of("token.shadow"));
    FileFinding finding = only();
    assertThat(finding).isEqualTo(new FileFinding.SymbolicLink(link));
    assertThat(mend(finding)).isFalse();
  }

  @Test
  void inspect_otherTypeInPlace_isFoundAndStays() throws IOException {
    Path directory = Files.createDirectory(scene.config.resolve("user.cfg"));
    Path file = scene.file("encryption-keys", "");
    List<FileFinding> findings = findings();
    assertThat(findings)
        .containsExactlyInAnyOrder(
            new FileFinding.OtherType(directory, false), new FileFinding.OtherType(file, true));
    assertThat(findings).noneMatch(this::mend);
  }

  @Test
  void inspect_temporaryFileOfAnotherProgram_isNoneOfOurs() {
    scene.file("datastore.cfg.tmp_AbCdEf", "");
    scene.file("token.shadow.tmp", "");
    assertThat(findings()).isEmpty();
  }

  @Test
  void inspect_damagedCounters_isAFailureThatHidesNothing() throws IOException {
    store().begin().close();
    Files.write(scene.run.resolve("shmem/latchkey-versions"), new byte[4096]);
    mode("token.shadow", 0644);
    Inspected<FileFinding> inspected = store().inspect();
    assertThat(inspected.failures()).singleElement().isInstanceOf(CorruptFileException.class);
    assertThat(inspected.findings()).anyMatch(FileFinding.TooOpen.class::isInstance);
  }

  @Test
  void inspect_runDirectory_isFoundUnlessItIsOnATmpfs() throws IOException {
    assertThat(store().inspect().findings()).as("not made yet").isEmpty();
    Files.createDirectory(scene.run);
    String type = Files.getFileStore(scene.run).type();
    FileFinding finding = new FileFinding.NotVolatile(scene.run, type);
    boolean isVolatile = type.equals("tmpfs") || type.equals("ramfs");
    assertThat(store().inspect().findings()).isEqualTo(isVolatile ? List.of() : List.of(finding));
    assertThat(mend(finding)).isFalse();
  }
}
