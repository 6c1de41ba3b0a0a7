package dev.latchkey.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchkey.ConfigScene;
import dev.latchkey.DirectorySnapshot;
import dev.latchkey.posix.FileStatus;
import dev.latchkey.posix.Flock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each finding about a file from outside; what mending one changes, and what it does not. */
class FileInspectionTest {

  private static final RandomSource RANDOM = RandomSource.ofKernel();

  /** Long after the files of a test were made, whose ctime is the kernel's. */
  private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");

  private static final class Scene extends ConfigScene {

    Scene(Path temporary) {
      super(temporary, LATER);
    }

    Path file(String name, String content) {
      return write(name, content.getBytes(StandardCharsets.UTF_8), "rw-r-----");
    }
  }

  private final Scene scene;

  FileInspectionTest(@TempDir Path directory) {
    this.scene = new Scene(directory);
  }

  @BeforeEach
  void makeDirectory() {
    scene.file("token.shadow", "{}");
    mode("", 0750);
  }

  private void mode(String name, int mode) {
    try {
      Files.setAttribute(scene.config.resolve(name), "unix:mode", mode);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private int modeOf(String name) throws IOException {
    FileStatus status = FileStatus.of(scene.config.resolve(name));
    return Objects.requireNonNull(status).permissions();
  }

  private ConfigStore store() {
    return scene.store(RANDOM, false);
  }

  /** The findings but the one about the run directory of a test, which may lie on a disk. */
  private List<FileFinding> findings() {
    Inspected<FileFinding> inspected = store().inspect();
    assertThat(inspected.failures()).isEmpty();
    return inspected.findings().stream()
        .filter(finding -> !(finding instanceof FileFinding.NotVolatile))
        .toList();
  }

  private FileFinding only() {
    DirectorySnapshot before = scene.snapshot();
    List<FileFinding> findings = findings();
    assertThat(scene.snapshot()).as("looking changes nothing").isEqualTo(before);
    assertThat(findings).hasSize(1);
    return findings.getFirst();
  }

  /** Mends a finding, first in a dry run; says which files changed but the audit log. */
  private boolean mend(FileFinding finding) {
    DirectorySnapshot before = scene.snapshot();
    boolean would = scene.store(RANDOM, true).mend(finding);
    assertThat(scene.snapshot()).as("a dry run writes nothing").isEqualTo(before);
    boolean mended = store().mend(finding);
    assertThat(mended).as("as the dry run said").isEqualTo(would);
    if (mended) {
      assertThat(findings()).doesNotContain(finding);
    } else {
      assertThat(scene.snapshot()).as("nothing changed").isEqualTo(before);
    }
    return mended;
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
    "token.shadow, 0644, 0640",
    "token.shadow, 0660, 0640",
    "user.cfg, 0646, 0640",
    "encryption-keys.cfg, 04640, 0640",
    "encryption-keys/abc.enc, 0644, 0640",
    "authkey.key, 0640, 0600",
    "authkey.pub, 0777, 0640",
    "token.shadow.lock, 0664, 0660",
    "latchkey.toml, 0666, 0664",
    "catalog/credentials.json, 0644, 0640"
  })
  void mend_fileTooOpen_losesWhatIsTooMuchAndNothingElse(String name, String present, String mode)
      throws IOException {
    scene.file(name, "content");
    if (name.startsWith("encryption")) {
      Files.createDirectories(scene.config.resolve("encryption-keys"));
      mode("encryption-keys", 0750);
    }
    mode(name, Integer.parseInt(present, 8));

    FileFinding finding = only();

    int expected = Integer.parseInt(mode, 8);
    assertThat(finding)
        .isEqualTo(
            new FileFinding.TooOpen(
                scene.config.resolve(name), Integer.parseInt(present, 8), expected));
    assertThat(mend(finding)).isTrue();
    assertThat(modeOf(name)).isEqualTo(expected);
    assertThat(scene.text(name)).isEqualTo("content");
    assertThat(scene.text(AuditLog.FILE)).contains("\"doctor fix\"", "\"" + name + "\"");
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
  void mend_directoryEverybodyMayWriteTo_isClosedToOthers() throws IOException {
    mode("", 0777);
    FileFinding finding = only();
    assertThat(finding).isEqualTo(new FileFinding.TooOpen(scene.config, 0777, 0750));
    assertThat(((FileFinding.TooOpen) finding).isWritableByOthers()).isTrue();
    assertThat(mend(finding)).isTrue();
    assertThat(modeOf("")).isEqualTo(0750);
  }

  @Test
  void mend_fileWithASecondName_staysAsItIs() throws IOException {
    Files.createLink(scene.config.resolve("user.cfg"), scene.config.resolve("token.shadow"));
    mode("user.cfg", 0644);
    FileFinding finding = findings().getFirst();
    assertThat(mend(finding)).isFalse();
    assertThat(modeOf("user.cfg")).isEqualTo(0644);
  }

  @Test
  void mend_auditLogCannotBeWritten_putsTheModeBack() throws IOException {
    Files.createDirectory(scene.config.resolve("state"));
    mode("state", 0750);
    Files.createDirectory(scene.config.resolve(AuditLog.FILE));
    mode("token.shadow", 0644);
    FileFinding finding = new FileFinding.TooOpen(scene.config.resolve("token.shadow"), 0644, 0640);
    assertThat(findings()).contains(finding);
    assertThatThrownBy(() -> store().mend(finding)).isInstanceOf(LatchkeyException.class);
    assertThat(modeOf("token.shadow")).isEqualTo(0644);
  }

  @Test
  void mend_lockHeld_isRefusedAndChangesNothing() throws IOException {
    scene.file("token.shadow.lock", "");
    mode("token.shadow", 0644);
    FileFinding finding = only();
    try (Flock _ = Flock.tryExclusive(scene.config.resolve("token.shadow.lock"))) {
      assertThatThrownBy(() -> store().mend(finding)).isInstanceOf(BusyException.class);
    }
    assertThat(modeOf("token.shadow")).isEqualTo(0644);
  }

  @Test
  void mend_fileOfAnotherUser_belongsToTheDirectorysAgain() throws IOException {
    assumeTrue(ConfigDirectory.userId() == 0, "needs root");
    Path file = scene.config.resolve("token.shadow");
    Files.setAttribute(file, "unix:uid", 65_534);
    Files.setAttribute(file, "unix:gid", 65_534);
    FileFinding finding = only();
    int group = Objects.requireNonNull(FileStatus.of(scene.config)).gid();
    assertThat(finding).isEqualTo(new FileFinding.OtherOwner(file, 0, group));
    assertThat(mend(finding)).isTrue();
    FileStatus now = Objects.requireNonNull(FileStatus.of(file));
    assertThat(now.uid()).isZero();
    assertThat(now.gid()).isEqualTo(group);
    assertThat(now.permissions()).isEqualTo(0640);
    assertThat(scene.text("token.shadow")).isEqualTo("{}");
  }

  @Test
  void inspect_groupThatMayNotUseTheFile_doesNotMatter() throws IOException {
    assumeTrue(ConfigDirectory.userId() == 0, "needs root");
    mode("token.shadow", 0600);
    Files.setAttribute(scene.config.resolve("token.shadow"), "unix:gid", 65_534);
    assertThat(findings()).isEmpty();
  }

  @Test
  void mend_ofAnotherUserAsOrdinaryUser_isRefused() throws IOException {
    assumeFalse(ConfigDirectory.userId() == 0, "needs an ordinary user");
    Path file = scene.config.resolve("token.shadow");
    FileFinding finding = new FileFinding.OtherOwner(file, 0, 0);
    assertThatThrownBy(() -> store().mend(finding)).isInstanceOf(UnavailableException.class);
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

  @ParameterizedTest
  @CsvSource({
    "token.shadow.tmp_AbCdEf, content, true",
    "token.shadow.tmp_AbCdEf, '', true",
    ".user.lck.tmp_123456, '', true",
    "user.cfg.tmp_AbCdEf, content, false",
    "authkey.key.tmp_AbCdEf, content, false",
    "state/audit.jsonl.tmp_123, '', true",
    "state/audit.jsonl.tmp_123, content, false",
    "encryption-keys/abc.enc.tmp_AbCdEf, content, false",
    "encryption-keys/abc.enc.lck.tmp_AbCdEf, '', true"
  })
  void mend_staleTemporaryFile_goesOnlyWhereNothingIsLost(
      String name, String content, boolean mended) throws IOException {
    Path file = scene.file(name, content);
    if (name.contains("/")) {
      mode(name.substring(0, name.indexOf('/')), 0750);
    }
    FileFinding finding = only();
    assertThat(finding).isEqualTo(new FileFinding.StaleTemporary(file, false));
    assertThat(mend(finding)).isEqualTo(mended);
    assertThat(Files.exists(file)).isEqualTo(!mended);
    assertThat(scene.text("token.shadow")).isEqualTo("{}");
  }

  @Test
  void mend_temporaryFileOfAKeyThatIsThere_goes() throws IOException {
    Path left = scene.file("authkey.key.tmp_AbCdEf", "the one that never signed");
    scene.file("authkey.key", "the one that signs");
    mode("authkey.key", 0600);
    FileFinding finding = only();
    assertThat(mend(finding)).isTrue();
    assertThat(left).doesNotExist();
    assertThat(scene.text("authkey.key")).isEqualTo("the one that signs");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "shmem/latchkey-versions.tmp_123",
        "invalidations.jsonl.tmp_123",
        "processes/17.json.tmp_123"
      })
  void mend_temporaryFileOfTheRunDirectory_goes(String name) throws IOException {
    Path file = scene.run.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "content");
    FileFinding finding = new FileFinding.StaleTemporary(file, false);
    assertThat(findings()).contains(finding);
    assertThat(mend(finding)).isTrue();
    assertThat(file).doesNotExist();
    assertThat(scene.text(AuditLog.FILE)).contains("doctor", file.toString());
  }

  @Test
  void mend_temporaryDirectory_goesOnlyIfItIsEmpty() throws IOException {
    Path full = Files.createDirectory(scene.config.resolve("encryption-keys.tmp_1"));
    Path kept = Files.createFile(full.resolve("somebody's"));
    Path empty = Files.createDirectory(scene.config.resolve("encryption-keys.tmp_2"));
    List<FileFinding> findings = findings();
    assertThat(findings)
        .containsExactlyInAnyOrder(
            new FileFinding.StaleTemporary(full, true),
            new FileFinding.StaleTemporary(empty, true));
    findings.forEach(this::mend);
    assertThat(empty).doesNotExist();
    assertThat(kept).exists();
  }

  @Test
  void mend_temporaryFileThatIsNoLongerStale_stays() {
    Path file = scene.file("token.shadow.tmp_AbCdEf", "content");
    FileFinding finding = new FileFinding.StaleTemporary(file, false);
    scene.now = Instant.now();
    assertThat(findings()).isEmpty();
    assertThat(store().mend(finding)).isFalse();
    assertThat(file).exists();
  }

  @Test
  void inspect_temporaryFileOfAnotherProgram_isNoneOfOurs() {
    scene.file("datastore.cfg.tmp_AbCdEf", "");
    scene.file("token.shadow.tmp", "");
    assertThat(findings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "USER, .user.lck",
    "TOKEN_SHADOW, token.shadow.lock",
    "ENCRYPTION_KEYS, .encryption-keys.lck",
    "AUTHKEY, .authkey.lck"
  })
  void mend_oddCounterThatNobodyHolds_settles(Generation generation, String lockFile)
      throws IOException {
    store().begin().close();
    Path counters = scene.run.resolve("shmem/latchkey-versions");
    makeOdd(counters, generation.offset);
    scene.file(lockFile, "");
    try (Flock _ = Flock.tryExclusive(scene.config.resolve(lockFile))) {
      assertThat(findings()).as("somebody is at it").isEmpty();
    }

    FileFinding finding = only();

    assertThat(finding).isEqualTo(new FileFinding.Unsettled(counters, generation));
    assertThat(mend(finding)).isTrue();
    assertThat(store().generation(generation).orElseThrow() % 2).isZero();
  }

  private static void makeOdd(Path counters, int offset) throws IOException {
    ByteBuffer content =
        ByteBuffer.wrap(Files.readAllBytes(counters)).order(ByteOrder.nativeOrder());
    content.putLong(offset, content.getLong(offset) | 1);
    Files.write(counters, content.array());
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

  @Test
  void mend_runDirectoryEverybodyMayWriteTo_isClosedToOthers() throws IOException {
    Files.createDirectory(scene.run);
    Files.setAttribute(scene.run, "unix:mode", 0777);
    FileFinding finding = only();
    assertThat(finding).isEqualTo(new FileFinding.TooOpen(scene.run, 0777, 0775));
    assertThat(mend(finding)).isTrue();
  }
}
