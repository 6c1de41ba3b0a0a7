package dev.latchkey.store;

import static dev.latchkey.store.ConfigFixture.replace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.latchkey.posix.Flock;
import dev.latchkey.store.CorruptFileException.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigStoreTest {

  private final ConfigFixture fixture;

  ConfigStoreTest(@TempDir Path root) {
    this.fixture = new ConfigFixture(root);
  }

  private SortedMap<String, String> everything() throws IOException {
    return DirectoryState.of(fixture.root);
  }

  private void change(ConfigStore store) {
    try (FileTransaction change = store.beginCreating()) {
      HeldLock user = change.lock(LockName.USER);
      HeldLock shadow = change.lock(LockName.TOKEN_SHADOW);
      replace(change, user, "user.cfg", "new users");
      replace(change, shadow, "token.shadow", "{}");
      change.commit("token create", "joe@pbs!ci");
    }
  }

  @Test
  void open_ofAnyDirectory_touchesNothing() throws IOException {
    SortedMap<String, String> before = everything();

    assertThat(fixture.store().directory()).isSameAs(fixture.directory);
    assertThat(fixture.store().isDryRun()).isFalse();
    assertThat(fixture.dryRunStore().isDryRun()).isTrue();

    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void exists_directoryAndThoseInIt_isWhetherTheyAre() throws IOException {
    ConfigStore store = fixture.store();
    assertThat(store.exists()).isFalse();
    fixture.directory.create();
    assertThat(store.exists()).isTrue();
    assertThat(store.hasDirectory("encryption-keys")).isFalse();
    Files.createDirectory(fixture.file("encryption-keys"));
    assertThat(store.hasDirectory("encryption-keys")).isTrue();
    fixture.write("catalog", "a file");
    assertThatThrownBy(() -> store.hasDirectory("catalog"))
        .isInstanceOf(CorruptFileException.class);
  }

  @Test
  void stamp_ofFile_isAnotherOnceItIsReplaced() throws IOException {
    fixture.directory.create();
    fixture.write("user.cfg", "users");
    FileStamp before = fixture.store().stamp("user.cfg");
    assertThat(fixture.store().stamp("user.cfg")).isEqualTo(before).hasSameHashCodeAs(before);
    change(fixture.store());
    assertThat(fixture.store().stamp("user.cfg")).isNotEqualTo(before);
    assertThat(fixture.store().stamp("absent")).isNotEqualTo(before);
  }

  @Test
  void read_withoutConfigurationDirectory_isNotFound() {
    assertThatThrownBy(() -> fixture.store().read("user.cfg"))
        .isInstanceOfSatisfying(
            NotFoundException.class,
            e -> assertThat(e.subject()).isEqualTo(Subject.CONFIG_DIRECTORY));
  }

  @Test
  void read_ofAnyFile_writesNothing() throws IOException {
    fixture.directory.create();
    fixture.write("user.cfg", "users");
    SortedMap<String, String> before = everything();

    assertThat(fixture.store().read("user.cfg").text()).isEqualTo("users");
    assertThat(fixture.store().read("token.shadow").exists()).isFalse();

    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void read_whileALockIsHeld_doesNotWait() throws IOException {
    fixture.directory.create();
    fixture.write("user.cfg", "users");
    Files.createFile(fixture.file(".user.lck"));

    try (Flock _ = Objects.requireNonNull(Flock.tryExclusive(fixture.file(".user.lck")))) {
      assertThat(fixture.store().read("user.cfg").text()).isEqualTo("users");
    }
  }

  @Test
  void read_inDirectoryThatOthersMayWrite_isRefused() throws IOException {
    fixture.directory.create();
    fixture.write("user.cfg", "users");
    Files.setAttribute(fixture.config, "unix:mode", 0777);

    assertThatThrownBy(() -> fixture.store().read("user.cfg"))
        .isInstanceOfSatisfying(
            CorruptFileException.class,
            e -> assertThat(e.problem()).isEqualTo(Problem.WRITABLE_BY_OTHERS));
  }

  @Test
  void begin_withoutConfigurationDirectory_isNotFoundAndMakesNone() throws IOException {
    SortedMap<String, String> before = everything();

    assertThatThrownBy(() -> fixture.store().begin()).isInstanceOf(NotFoundException.class);

    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void beginCreating_withoutConfigurationDirectory_makesIt() throws IOException {
    change(fixture.store());

    assertThat(DirectoryState.mode(fixture.config)).isEqualTo(ConfigFixture.isRoot() ? 0750 : 0700);
    assertThat(fixture.content("user.cfg")).isEqualTo("new users");
    assertThat(DirectoryState.of(fixture.config).keySet())
        .containsExactly(
            "",
            ".user.lck",
            "state",
            "state/audit.jsonl",
            "token.shadow",
            "token.shadow.lock",
            "user.cfg");
  }

  @Test
  void beginCreating_whereAFileIsInThePlace_isRefused() throws IOException {
    Files.writeString(fixture.config, "a file");
    SortedMap<String, String> before = everything();

    assertThatThrownBy(() -> fixture.store().beginCreating())
        .isInstanceOfSatisfying(
            CorruptFileException.class,
            e -> assertThat(e.problem()).isEqualTo(Problem.NOT_A_DIRECTORY));

    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void dryRun_withoutConfigurationDirectory_writesNothingAtAll() throws IOException {
    SortedMap<String, String> before = everything();

    change(fixture.dryRunStore());

    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void dryRun_inEmptyDirectory_writesNothingAtAll() throws IOException {
    fixture.directory.create();
    SortedMap<String, String> before = everything();

    change(fixture.dryRunStore());

    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void dryRun_inDirectoryInUse_leavesFilesAndCounters() throws IOException {
    ConfigStore store = fixture.store();
    change(store);
    fixture.write("user.cfg", "users by now");
    SortedMap<String, String> before = everything();

    change(fixture.dryRunStore());

    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void dryRun_abandonedBeforeCommit_writesNothingAtAll() throws IOException {
    fixture.directory.create();
    fixture.write("user.cfg", "users");
    SortedMap<String, String> before = everything();

    try (FileTransaction change = fixture.dryRunStore().begin()) {
      replace(change, change.lock(LockName.USER), "user.cfg", "new users");
    }

    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void dryRun_whenALockIsHeld_isBusyAsTheChangeItselfWouldBe() throws IOException {
    change(fixture.store());
    SortedMap<String, String> before = everything();

    try (Flock _ = Objects.requireNonNull(Flock.tryExclusive(fixture.file(".user.lck")))) {
      assertThatThrownBy(() -> change(fixture.dryRunStore())).isInstanceOf(BusyException.class);
    }

    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void dryRun_afterItEnded_holdsNoLock() throws IOException {
    change(fixture.store());

    change(fixture.dryRunStore());

    try (Flock lock = Flock.tryExclusive(fixture.file(".user.lck"))) {
      assertThat(lock).isNotNull();
    }
  }

  @Test
  void dryRun_whereAFileIsInThePlaceOfTheDirectory_isRefusedAsTheChangeItselfWouldBe()
      throws IOException {
    Files.writeString(fixture.config, "a file");
    SortedMap<String, String> before = everything();

    assertThatThrownBy(() -> change(fixture.dryRunStore()))
        .isInstanceOfSatisfying(
            CorruptFileException.class,
            e -> assertThat(e.problem()).isEqualTo(Problem.NOT_A_DIRECTORY));

    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void dryRun_inDirectoryThatMayNotBeWritten_isUnavailable() throws IOException {
    fixture.directory.create();
    Files.setAttribute(fixture.config, "unix:mode", 0500);
    try {
      assumeFalse(Files.isWritable(fixture.config), "root may write to every directory");

      assertThatThrownBy(() -> change(fixture.dryRunStore()))
          .isInstanceOf(UnavailableException.class);
    } finally {
      Files.setAttribute(fixture.config, "unix:mode", 0700);
    }
  }
}
