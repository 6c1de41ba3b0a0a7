package dev.latchkey.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchkey.Counters;
import dev.latchkey.posix.FileStatus;
import dev.latchkey.posix.Flock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What mending a finding changes, and what it does not. */
class FileMendingTest extends InspectionScene {

  FileMendingTest(@TempDir Path directory) {
    super(directory);
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
  void mend_ofAnotherUserAsOrdinaryUser_isRefused() throws IOException {
    assumeFalse(ConfigDirectory.userId() == 0, "needs an ordinary user");
    Path file = scene.config.resolve("token.shadow");
    FileFinding finding = new FileFinding.OtherOwner(file, 0, 0);
    assertThatThrownBy(() -> store().mend(finding)).isInstanceOf(UnavailableException.class);
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
    Counters.makeOdd(counters, generation.offset);
    scene.file(lockFile, "");
    try (Flock _ = Flock.tryExclusive(scene.config.resolve(lockFile))) {
      assertThat(findings()).as("somebody is at it").isEmpty();
    }

    FileFinding finding = only();

    assertThat(finding).isEqualTo(new FileFinding.Unsettled(counters, generation));
    assertThat(mend(finding)).isTrue();
    assertThat(store().generation(generation).orElseThrow() % 2).isZero();
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
