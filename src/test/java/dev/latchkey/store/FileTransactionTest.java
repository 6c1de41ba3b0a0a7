package dev.latchkey.store;

import static dev.latchkey.store.ConfigFixture.replace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.latchkey.posix.Flock;
import dev.latchkey.store.RefusedException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTransactionTest {

  /** Too long for the name of a temporary file beside it. */
  private static final String UNWRITABLE = "x".repeat(250);

  private final ConfigFixture fixture;
  private final ConfigStore store;

  FileTransactionTest(@TempDir Path root) {
    this.fixture = ConfigFixture.created(root);
    this.store = fixture.store();
  }

  @BeforeEach
  void writeFiles() throws IOException {
    fixture.write("user.cfg", "old users");
    fixture.write("other.cfg", "old others");
    Files.setAttribute(fixture.file("other.cfg"), "unix:mode", 0600);
    // Makes what the first change of a directory makes: lock files, counters, the audit log.
    try (FileTransaction change = store.begin()) {
      HeldLock user = change.lock(LockName.USER);
      HeldLock shadow = change.lock(LockName.TOKEN_SHADOW);
      replace(change, user, "user.cfg", "old users");
      replace(change, shadow, "token.shadow", "{}");
      change.commit("fixture make", "all");
    }
  }

  private SortedMap<String, String> files() throws IOException {
    return DirectoryState.of(fixture.config);
  }

  private void assertLocksFree() throws IOException {
    for (LockName name : new LockName[] {LockName.USER, LockName.TOKEN_SHADOW}) {
      try (Flock lock = Flock.tryExclusive(fixture.file(name.file()))) {
        assertThat(lock).as(name.file()).isNotNull();
      }
    }
  }

  @Test
  void commit_ofSeveralFiles_keepsThemAndWritesOneAuditLine() throws IOException {
    String audit = fixture.content("state/audit.jsonl");

    try (FileTransaction change = store.begin()) {
      HeldLock user = change.lock(LockName.USER);
      HeldLock shadow = change.lock(LockName.TOKEN_SHADOW);
      replace(change, user, "user.cfg", "new users");
      replace(change, shadow, "token.shadow", "{\"a\":\"b\"}");
      replace(change, user, "absent.cfg", "made");
      change.commit("token create", "joe@pbs!ci");
    }

    assertThat(fixture.content("user.cfg")).isEqualTo("new users");
    assertThat(fixture.content("token.shadow")).isEqualTo("{\"a\":\"b\"}");
    assertThat(fixture.content("absent.cfg")).isEqualTo("made");
    assertThat(fixture.content("other.cfg")).isEqualTo("old others");
    assertThat(fixture.content("state/audit.jsonl"))
        .isEqualTo(
            audit
                + "{\"time\":\"2026-03-04T05:06:07.089Z\",\"uid\":1234,\"user\":\"joe\","
                + "\"sudo_user\":\"ann\",\"verb\":\"token create\",\"target\":\"joe@pbs!ci\","
                + "\"outcome\":\"done\"}\n");
    assertThat(DirectoryState.temporaryFiles(fixture.root)).isEmpty();
    assertLocksFree();
  }

  @Test
  void replace_beforeCommit_isOnDiskAlready() throws IOException {
    try (FileTransaction change = store.begin()) {
      replace(change, change.lock(LockName.USER), "user.cfg", "new users");

      assertThat(fixture.content("user.cfg")).isEqualTo("new users");
      change.commit("x", "y");
    }
  }

  @Test
  void replace_ofSameFileTwice_keepsTheSecond() throws IOException {
    try (FileTransaction change = store.begin()) {
      HeldLock user = change.lock(LockName.USER);
      replace(change, user, "user.cfg", "first");
      replace(change, user, "user.cfg", "second");
      change.commit("x", "y");
    }

    assertThat(fixture.content("user.cfg")).isEqualTo("second");
  }

  @Test
  void close_withoutCommit_putsEverythingBackAndWritesNoAuditLine() throws IOException {
    SortedMap<String, String> before = files();

    try (FileTransaction change = store.begin()) {
      HeldLock user = change.lock(LockName.USER);
      HeldLock shadow = change.lock(LockName.TOKEN_SHADOW);
      replace(change, user, "other.cfg", "new others");
      replace(change, user, "absent.cfg", "made");
      replace(change, shadow, "token.shadow", "{\"a\":\"b\"}");
      replace(change, user, "absent.cfg", "made again");
      replace(change, user, "other.cfg", "newer others");
    }

    assertThat(files()).isEqualTo(before);
    assertLocksFree();
  }

  @Test
  void close_withoutAnyReplace_changesNothing() throws IOException {
    SortedMap<String, String> before = files();

    try (FileTransaction change = store.begin()) {
      change.lock(LockName.USER);
    }

    assertThat(files()).isEqualTo(before);
    assertLocksFree();
  }

  @Test
  void close_afterExceptionOfCaller_putsEverythingBackAndLetsItThrough() throws IOException {
    SortedMap<String, String> before = files();

    assertThatThrownBy(
            () -> {
              try (FileTransaction change = store.begin()) {
                replace(change, change.lock(LockName.USER), "user.cfg", "new users");
                throw new ArithmeticException("the caller's");
              }
            })
        .isInstanceOf(ArithmeticException.class)
        .hasNoSuppressedExceptions();

    assertThat(files()).isEqualTo(before);
    assertLocksFree();
  }

  @Test
  void replace_thatFails_putsBackWhatWasReplacedBefore() throws IOException {
    SortedMap<String, String> before = files();

    assertThatThrownBy(
            () -> {
              try (FileTransaction change = store.begin()) {
                HeldLock user = change.lock(LockName.USER);
                replace(change, user, "user.cfg", "new users");
                replace(change, user, "absent.cfg", "made");
                replace(change, user, UNWRITABLE, "never");
              }
            })
        .isInstanceOfSatisfying(
            UnavailableException.class,
            e -> {
              assertThat(e.path()).isEqualTo(fixture.file(UNWRITABLE));
              assertThat(e.changed()).isEmpty();
            })
        .hasNoSuppressedExceptions();

    assertThat(files()).isEqualTo(before);
    assertLocksFree();
  }

  @Test
  void replace_inDirectoryThatMayNotBeWritten_changesNothing() throws IOException {
    Files.setAttribute(fixture.config, "unix:mode", 0500);
    try {
      assumeFalse(Files.isWritable(fixture.config), "root may write to every directory");
      SortedMap<String, String> before = files();

      assertThatThrownBy(
              () -> {
                try (FileTransaction change = store.begin()) {
                  replace(change, change.lock(LockName.USER), "user.cfg", "new users");
                }
              })
          .isInstanceOf(UnavailableException.class);

      assertThat(files()).isEqualTo(before);
    } finally {
      Files.setAttribute(fixture.config, "unix:mode", 0700);
    }
  }

  /** Regression: the roll-back took the edit that was the reason for it for a change of ours. */
  @Test
  void replace_whenEditedMeanwhile_isRefusedAndKeepsTheEdit() throws IOException {
    SortedMap<String, String> before = files();

    assertThatThrownBy(
            () -> {
              try (FileTransaction change = store.begin()) {
                HeldLock user = change.lock(LockName.USER);
                replace(change, user, "other.cfg", "new others");
                FileImage read = change.read("user.cfg");
                fixture.write("user.cfg", "edited by hand");
                byte[] content = "new users".getBytes(StandardCharsets.UTF_8);
                change.replace(user, read, content, 0640);
              }
            })
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(Reason.CHANGED_MEANWHILE);
              assertThat(e.id()).isEqualTo(fixture.file("user.cfg").toString());
            });

    assertThat(fixture.content("user.cfg")).isEqualTo("edited by hand");
    fixture.write("user.cfg", "old users");
    assertThat(files()).as("all but the edit").isEqualTo(before);
  }

  /** The same where the file was absent: the one that an editor made must not be removed. */
  @Test
  void replace_whenMadeMeanwhile_isRefusedAndKeepsTheFile() throws IOException {
    assertThatThrownBy(
            () -> {
              try (FileTransaction change = store.begin()) {
                HeldLock user = change.lock(LockName.USER);
                FileImage read = change.read("absent.cfg");
                fixture.write("absent.cfg", "made by hand");
                change.replace(user, read, new byte[0], 0640);
              }
            })
        .isInstanceOf(RefusedException.class);

    assertThat(fixture.file("absent.cfg")).hasContent("made by hand");
  }

  @Test
  void replace_withLockOfAnotherTransaction_isRefused() throws IOException {
    HeldLock foreign;
    try (FileTransaction earlier = store.begin()) {
      foreign = earlier.lock(LockName.USER);
    }
    SortedMap<String, String> before = files();

    try (FileTransaction change = store.begin()) {
      change.lock(LockName.USER);

      assertThatIllegalStateException()
          .isThrownBy(() -> replace(change, foreign, "user.cfg", "new users"));
    }

    assertThat(files()).isEqualTo(before);
  }

  @Test
  void replace_withoutThatLock_isRefused() throws IOException {
    SortedMap<String, String> before = files();
    HeldLock never = new HeldLock(LockName.USER, null);

    try (FileTransaction change = store.begin()) {
      assertThatIllegalStateException()
          .isThrownBy(() -> replace(change, never, "user.cfg", "new users"));
    }

    assertThat(files()).isEqualTo(before);
  }

  @Test
  void lock_inWrongOrder_throwsAndReleasesWhatWasHeld() throws IOException {
    assertThatIllegalStateException()
        .isThrownBy(
            () -> {
              try (FileTransaction change = store.begin()) {
                change.lock(LockName.TOKEN_SHADOW);
                change.lock(LockName.USER);
              }
            });

    assertLocksFree();
  }

  @Test
  void lock_whenBusy_changesNothingAndPutsBackTheRest() throws IOException {
    SortedMap<String, String> before = files();
    try (Flock _ = Flock.tryExclusive(fixture.file("token.shadow.lock"))) {
      assertThatThrownBy(
              () -> {
                try (FileTransaction change = store.begin()) {
                  replace(change, change.lock(LockName.USER), "user.cfg", "new users");
                  change.lock(LockName.TOKEN_SHADOW);
                }
              })
          .isInstanceOf(BusyException.class)
          .hasNoSuppressedExceptions();

      assertThat(files()).isEqualTo(before);
    }
    assertLocksFree();
  }

  @Test
  void commit_whereTheAuditLogCannotBeWritten_putsEverythingBack() throws IOException {
    Files.delete(fixture.file("state/audit.jsonl"));
    Files.delete(fixture.file("state"));
    fixture.write("state", "a file in the place of the directory");
    SortedMap<String, String> before = files();

    assertThatThrownBy(this::changeTwoFiles)
        .isInstanceOfSatisfying(UnavailableException.class, e -> assertThat(e.changed()).isEmpty());

    assertThat(files()).isEqualTo(before);
    assertLocksFree();
  }

  @Test
  void commit_whereTheAuditLogIsALink_putsEverythingBack() throws IOException {
    Path target = Files.writeString(fixture.root.resolve("target"), "not ours");
    Files.delete(fixture.file("state/audit.jsonl"));
    Files.createSymbolicLink(fixture.file("state/audit.jsonl"), target);
    SortedMap<String, String> before = files();

    assertThatThrownBy(this::changeTwoFiles).isInstanceOf(CorruptFileException.class);

    assertThat(files()).isEqualTo(before);
    assertThat(target).hasContent("not ours");
    assertLocksFree();
  }

  private void changeTwoFiles() {
    try (FileTransaction change = store.begin()) {
      HeldLock user = change.lock(LockName.USER);
      replace(change, user, "user.cfg", "new users");
      replace(change, user, "absent.cfg", "made");
      change.commit("token create", "joe@pbs!ci");
    }
  }

  @Test
  void close_whereAFileCannotBePutBack_leavesThoseBeforeItTooAndNamesThem() throws IOException {
    assertThatThrownBy(
            () -> {
              try (FileTransaction change = store.begin()) {
                HeldLock user = change.lock(LockName.USER);
                replace(change, user, "other.cfg", "new others");
                replace(change, user, "user.cfg", "new users");
                Files.delete(fixture.file("user.cfg"));
                Files.createDirectory(fixture.file("user.cfg"));
              }
            })
        .isInstanceOfSatisfying(
            UnavailableException.class,
            e -> {
              assertThat(e.changed())
                  .containsExactly(fixture.file("user.cfg"), fixture.file("other.cfg"));
              assertThat(e.failure().getSuppressed()).hasSize(1);
            });

    // What is left is what a crash between two changes could have left.
    assertThat(fixture.content("other.cfg")).isEqualTo("new others");
    assertThat(fixture.file("user.cfg")).isDirectory();
    assertThat(DirectoryState.temporaryFiles(fixture.root)).isEmpty();
    assertLocksFree();
  }
}
