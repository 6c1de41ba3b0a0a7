package dev.latchkey.store;

import static dev.latchkey.store.ConfigFixture.replace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.store.CorruptFileException.Problem;
import dev.latchkey.store.RefusedException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Transactions over a directory of key files: making it, reading, removing. */
class FileTransactionKeyTest {

  private static final String KEY = "keys/one.enc";

  private final ConfigFixture fixture;
  private final ConfigStore store;

  FileTransactionKeyTest(@TempDir Path root) {
    this.fixture = ConfigFixture.created(root);
    this.store = fixture.store();
  }

  @BeforeEach
  void writeFiles() throws IOException {
    Files.createDirectory(fixture.file("keys"));
    fixture.write(KEY, "the key");
    Files.setAttribute(fixture.file(KEY), "unix:mode", 0600);
    // Makes what the first change of a directory makes: lock files, counters, the audit log.
    try (FileTransaction change = store.begin()) {
      HeldLock registry = change.lock(LockName.ENCRYPTION_KEYS);
      change.lock(LockName.ofKeyFile(KEY));
      replace(change, registry, "registry", "old");
      change.commit("fixture make", "all");
    }
  }

  private SortedMap<String, String> files() throws IOException {
    return DirectoryState.of(fixture.config);
  }

  @Test
  void remove_committed_removesTheFile() throws IOException {
    try (FileTransaction change = store.begin()) {
      HeldLock registry = change.lock(LockName.ENCRYPTION_KEYS);
      HeldLock lock = change.lock(LockName.ofKeyFile(KEY));
      replace(change, registry, "registry", "new");
      change.remove(lock, change.readKey(KEY, 100));
      assertThat(fixture.file(KEY)).as("at once").doesNotExist();
      change.commit("key delete", "one");
    }
    assertThat(fixture.file(KEY)).doesNotExist();
    assertThat(fixture.content("registry")).isEqualTo("new");
    assertThat(fixture.content("state/audit.jsonl"))
        .contains("key delete")
        .doesNotContain("the key");
  }

  /**
   * The image is overwritten at the end, so what is put back must not be taken from it too late.
   */
  @Test
  void remove_abandoned_putsTheFileBackWithItsModeAndContent() throws IOException {
    SortedMap<String, String> before = files();
    FileImage image;
    try (FileTransaction change = store.begin()) {
      HeldLock registry = change.lock(LockName.ENCRYPTION_KEYS);
      HeldLock lock = change.lock(LockName.ofKeyFile(KEY));
      image = change.readKey(KEY, 100);
      replace(change, registry, "registry", "new");
      change.remove(lock, image);
    }
    assertThat(files()).isEqualTo(before);
    assertThat(image.bytes()).containsOnly(0);
  }

  @Test
  void remove_changedMeanwhile_isRefusedAndKeepsTheEdit() throws IOException {
    SortedMap<String, String> before = files();
    assertThatThrownBy(
            () -> {
              try (FileTransaction change = store.begin()) {
                HeldLock registry = change.lock(LockName.ENCRYPTION_KEYS);
                HeldLock lock = change.lock(LockName.ofKeyFile(KEY));
                FileImage image = change.readKey(KEY, 100);
                replace(change, registry, "registry", "new");
                fixture.write(KEY, "edited by hand");
                change.remove(lock, image);
              }
            })
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.CHANGED_MEANWHILE));
    assertThat(fixture.content(KEY)).isEqualTo("edited by hand");
    fixture.write(KEY, "the key");
    assertThat(files()).as("all but the edit").isEqualTo(before);
  }

  @Test
  void remove_removedMeanwhile_isRefused() {
    assertThatThrownBy(
            () -> {
              try (FileTransaction change = store.begin()) {
                HeldLock lock = change.lock(LockName.ENCRYPTION_KEYS);
                FileImage image = change.readKey(KEY, 100);
                Files.delete(fixture.file(KEY));
                change.remove(lock, image);
              }
            })
        .isInstanceOf(RefusedException.class);
  }

  @Test
  void remove_withoutItsLock_isRefused() throws IOException {
    SortedMap<String, String> before = files();
    HeldLock never = new HeldLock(LockName.ENCRYPTION_KEYS, null);
    try (FileTransaction change = store.begin()) {
      FileImage image = change.readKey(KEY, 100);
      assertThatIllegalStateException().isThrownBy(() -> change.remove(never, image));
    }
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void remove_dryRun_removesNothing() throws IOException {
    SortedMap<String, String> before = files();
    try (FileTransaction change = fixture.dryRunStore().begin()) {
      HeldLock lock = change.lock(LockName.ENCRYPTION_KEYS);
      change.remove(lock, change.readKey(KEY, 100));
      change.commit("key delete", "one");
    }
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void readKey_atTheEnd_isOverwritten() {
    FileImage image;
    FileImage other;
    try (FileTransaction change = store.begin()) {
      image = change.readKey(KEY, 100);
      other = change.read(KEY);
      assertThat(image.text()).isEqualTo("the key");
    }
    assertThat(image.bytes()).hasSize(7).containsOnly(0);
    assertThat(other.text()).as("what was not read as a key").isEqualTo("the key");
  }

  @Test
  void readKey_beyondTheLimit_isTooLarge() {
    try (FileTransaction change = store.begin()) {
      assertThat(change.readKey(KEY, 7).text()).isEqualTo("the key");
      assertThatThrownBy(() -> change.readKey(KEY, 6))
          .isInstanceOfSatisfying(
              CorruptFileException.class,
              e -> assertThat(e.problem()).isEqualTo(Problem.TOO_LARGE));
    }
  }

  @Test
  void makeDirectory_absent_isMadeForOwnerAndGroupAlone() throws IOException {
    try (FileTransaction change = store.begin()) {
      change.makeDirectory("new");
      change.makeDirectory("new");
    }
    int expected = ConfigFixture.isRoot() ? 0750 : 0700;
    assertThat(DirectoryState.mode(fixture.file("new"))).isEqualTo(expected);
  }

  @Test
  void makeDirectory_thatIsThere_isLeftAsItIs() throws IOException {
    Files.setAttribute(fixture.file("keys"), "unix:mode", 0711);
    try (FileTransaction change = store.begin()) {
      change.makeDirectory("keys");
    }
    assertThat(DirectoryState.mode(fixture.file("keys"))).isEqualTo(0711);
  }

  @Test
  void makeDirectory_dryRun_makesNothing() {
    try (FileTransaction change = fixture.dryRunStore().begin()) {
      change.makeDirectory("keys");
      change.makeDirectory("new");
    }
    assertThat(fixture.file("new")).doesNotExist();
  }

  @Test
  void makeDirectory_somethingElseInItsPlace_isCorrupt() throws IOException {
    fixture.write("file", "");
    Files.createSymbolicLink(fixture.file("link"), fixture.file("keys"));
    Files.createSymbolicLink(fixture.file("dangling"), fixture.root.resolve("nowhere"));
    Files.createDirectory(fixture.file("open"));
    Files.setAttribute(fixture.file("open"), "unix:mode", 0777);
    for (ConfigStore each : new ConfigStore[] {store, fixture.dryRunStore()}) {
      try (FileTransaction change = each.begin()) {
        assertCorrupt(change, "file", Problem.NOT_A_DIRECTORY);
        assertCorrupt(change, "link", Problem.SYMBOLIC_LINK);
        assertCorrupt(change, "dangling", Problem.SYMBOLIC_LINK);
        assertCorrupt(change, "open", Problem.WRITABLE_BY_OTHERS);
      }
    }
    assertThat(fixture.root.resolve("nowhere")).doesNotExist();
  }

  private void assertCorrupt(FileTransaction change, String name, Problem problem) {
    assertThatThrownBy(() -> change.makeDirectory(name))
        .isInstanceOfSatisfying(
            CorruptFileException.class,
            e -> {
              assertThat(e.problem()).isEqualTo(problem);
              assertThat(e.path()).isEqualTo(fixture.file(name));
            });
  }
}
