package dev.latchkey.store;

import static dev.latchkey.store.ConfigFixture.current;
import static dev.latchkey.store.ConfigFixture.replace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.latchkey.Counters;
import dev.latchkey.posix.Flock;
import dev.latchkey.store.CorruptFileException.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Objects;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SharedGenerationsTest {

  private static final int PBS_USER = 8;
  private static final int PBS_TOKEN_SHADOW = 32;

  private final ConfigFixture fixture;
  private final ConfigStore store;

  SharedGenerationsTest(@TempDir Path root) throws IOException {
    this.fixture = ConfigFixture.created(root);
    this.store = fixture.store();
    fixture.write("user.cfg", "users");
  }

  private void changeUsers() {
    try (FileTransaction change = store.begin()) {
      replace(change, change.lock(LockName.USER), "user.cfg", "new users");
      change.commit("token update", "joe@pbs!ci");
    }
  }

  private Path writeCounters(Path file, byte[] magic) throws IOException {
    Files.createDirectories(fixture.run.resolve("shmem"));
    byte[] content = new byte[CounterFile.SIZE];
    System.arraycopy(magic, 0, content, 0, magic.length);
    return Files.write(file, content);
  }

  private static byte[] hashPrefix(String text) throws Exception {
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    return Arrays.copyOf(hash, 8);
  }

  @Test
  void magic_ofBothFiles_isTheHashOfItsName() throws Exception {
    assertThat(SharedGenerations.MAGIC).isEqualTo(hashPrefix("Latchkey generation counters v1"));
    assertThat(SharedGenerations.PBS_MAGIC)
        .isEqualTo(hashPrefix("Proxmox Backup ConfigVersionCache v1.0"));
  }

  @Test
  void offsets_ofPbsCounters_areThoseOfItsFile() {
    assertThat(Generation.USER.pbsOffset).isEqualTo(PBS_USER);
    assertThat(Generation.TOKEN_SHADOW.pbsOffset).isEqualTo(PBS_TOKEN_SHADOW);
    assertThat(Arrays.stream(Generation.values()).map(g -> g.offset))
        .doesNotHaveDuplicates()
        .allMatch(offset -> offset >= 8 && offset % 8 == 0);
  }

  @Test
  void begin_withoutCounterFile_makesItWithEvenValues() throws IOException {
    try (FileTransaction _ = store.begin()) {
      for (Generation generation : Generation.values()) {
        assertThat(current(store, generation)).isPositive().isEven();
      }
    }

    byte[] content = Files.readAllBytes(fixture.counters());
    assertThat(content).hasSize(4096).startsWith(SharedGenerations.MAGIC);
    assertThat(DirectoryState.mode(fixture.counters()))
        .isEqualTo(ConfigFixture.isRoot() ? 0660 : 0600);
    assertThat(DirectoryState.temporaryFiles(fixture.root)).isEmpty();
  }

  @Test
  void begin_withoutCounterFile_beginsWithTwiceTheMicrosecondsSince1970() throws IOException {
    store.begin().close();

    long micros = ConfigFixture.CLOCK.instant().toEpochMilli() * 1000;
    assertThat(Counters.get(fixture.counters(), Generation.USER.offset))
        .isBetween(2 * micros, 2 * (micros + 999))
        .isEven();
  }

  @Test
  void begin_withPresentCounterFile_keepsItsValues() throws IOException {
    changeUsers();
    SortedMap<String, String> before = DirectoryState.of(fixture.run);

    fixture.store().begin().close();

    assertThat(DirectoryState.of(fixture.run)).isEqualTo(before);
  }

  @Test
  void change_ofUsers_isOddMeanwhileAndEvenAndHigherAfterwards() throws IOException {
    changeUsers();
    long before = current(store, Generation.USER);
    long shadow = current(store, Generation.TOKEN_SHADOW);

    try (FileTransaction change = store.begin()) {
      HeldLock user = change.lock(LockName.USER);
      assertThat(current(store, Generation.USER)).isEqualTo(before);
      replace(change, user, "user.cfg", "new users");
      long during = current(store, Generation.USER);
      assertThat(during).isOdd().isGreaterThan(before);
      assertThat(Counters.get(fixture.counters(), Generation.USER.offset)).isEqualTo(during);
      replace(change, user, "user.cfg", "newer users");
      assertThat(current(store, Generation.USER)).isEqualTo(during);
      change.commit("x", "y");
      assertThat(current(store, Generation.USER)).isEqualTo(during);
    }

    assertThat(current(store, Generation.USER)).isEven().isGreaterThan(before);
    assertThat(current(store, Generation.TOKEN_SHADOW)).isEqualTo(shadow);
  }

  @Test
  void change_thatIsAbandoned_isHigherAndEvenAfterwardsToo() throws IOException {
    changeUsers();
    long before = current(store, Generation.USER);

    try (FileTransaction change = store.begin()) {
      replace(change, change.lock(LockName.USER), "user.cfg", "new users");
    }

    assertThat(current(store, Generation.USER)).isEven().isGreaterThan(before);
  }

  @Test
  void change_thatFails_isEvenAfterwards() throws IOException {
    assertThatThrownBy(
            () -> {
              try (FileTransaction change = store.begin()) {
                HeldLock user = change.lock(LockName.USER);
                replace(change, user, "user.cfg", "new users");
                replace(change, user, "x".repeat(250), "never");
              }
            })
        .isInstanceOf(UnavailableException.class);

    assertThat(current(store, Generation.USER)).isEven();
  }

  @Test
  void lock_withoutReplace_leavesTheCounters() throws IOException {
    changeUsers();
    SortedMap<String, String> before = DirectoryState.of(fixture.run);

    try (FileTransaction change = store.begin()) {
      change.lock(LockName.USER);
    }

    assertThat(DirectoryState.of(fixture.run)).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource(
      value = Generation.class,
      names = {"USER", "TOKEN_SHADOW"})
  void lock_afterWriterWasKilled_settlesItsCounter(Generation generation) throws IOException {
    changeUsers();
    CounterFile counters = CounterFile.open(fixture.counters(), SharedGenerations.MAGIC, true);
    counters.add(generation.offset, 1);
    long odd = current(store, generation);
    assertThat(odd).isOdd();

    try (FileTransaction change = store.begin()) {
      change.lock(generation == Generation.USER ? LockName.USER : LockName.TOKEN_SHADOW);
    }

    assertThat(current(store, generation)).isEven().isGreaterThan(odd);
  }

  @Test
  void counters_seenByAnotherStore_areTheSame() {
    ConfigStore other = fixture.store();
    long before = current(other, Generation.USER);

    changeUsers();

    assertThat(current(other, Generation.USER))
        .isGreaterThan(before)
        .isEqualTo(current(store, Generation.USER));
  }

  @Test
  void change_withoutPbs_makesNoFileOfIts() {
    changeUsers();

    assertThat(fixture.pbsCounters()).doesNotExist();
  }

  @Test
  void change_besidePbs_incrementsItsCounterByOne() throws IOException {
    writeCounters(fixture.pbsCounters(), SharedGenerations.PBS_MAGIC);
    byte[] expected = Files.readAllBytes(fixture.pbsCounters());

    for (int i = 1; i <= 3; i++) {
      changeUsers();
      assertThat(Counters.get(fixture.pbsCounters(), PBS_USER)).isEqualTo(i);
    }
    try (FileTransaction change = store.begin()) {
      HeldLock user = change.lock(LockName.USER);
      HeldLock shadow = change.lock(LockName.TOKEN_SHADOW);
      replace(change, user, "user.cfg", "a");
      replace(change, shadow, "token.shadow", "{}");
      replace(change, user, "user.cfg", "b");
      change.commit("x", "y");
    }

    ByteBuffer counters = ByteBuffer.wrap(expected).order(ByteOrder.nativeOrder());
    counters.putLong(PBS_USER, 4).putLong(PBS_TOKEN_SHADOW, 1);
    assertThat(fixture.pbsCounters()).hasBinaryContent(expected);
  }

  @Test
  void change_ofFilesThatPbsHasNoCounterFor_leavesItsFile() throws IOException {
    writeCounters(fixture.pbsCounters(), SharedGenerations.PBS_MAGIC);
    byte[] before = Files.readAllBytes(fixture.pbsCounters());

    try (FileTransaction change = store.begin()) {
      HeldLock keys = change.lock(LockName.ENCRYPTION_KEYS);
      HeldLock auth = change.lock(LockName.AUTHKEY);
      replace(change, keys, "encryption-keys.cfg", "a");
      replace(change, auth, "authkey.pub", "b");
      change.commit("x", "y");
    }

    assertThat(fixture.pbsCounters()).hasBinaryContent(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"latchkey-versions", "config-versions"})
  void begin_withForeignMagic_isRefusedAndChangesNothing(String name) throws IOException {
    Path file = writeCounters(fixture.run.resolve("shmem").resolve(name), new byte[] {1, 2, 3});

    assertCorrupt(file, Problem.WRONG_MAGIC);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 8, 4095})
  void begin_withCounterFileThatIsTooShort_isRefusedAndNotExtended(int size) throws IOException {
    Path file = writeCounters(fixture.pbsCounters(), SharedGenerations.PBS_MAGIC);
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), size));

    assertCorrupt(file, Problem.WRONG_MAGIC);
  }

  @Test
  void begin_whereALinkIsInThePlaceOfTheCounters_isRefused() throws IOException {
    Path target = writeCounters(fixture.root.resolve("target"), SharedGenerations.MAGIC);
    Files.createSymbolicLink(fixture.counters(), target);

    assertCorrupt(fixture.counters(), Problem.SYMBOLIC_LINK);
  }

  @Test
  void begin_whereOthersMayWriteTheCounters_isRefused() throws IOException {
    Path file = writeCounters(fixture.counters(), SharedGenerations.MAGIC);
    Files.setAttribute(file, "unix:mode", 0666);

    assertCorrupt(file, Problem.WRITABLE_BY_OTHERS);
  }

  @Test
  void begin_whereADirectoryIsInThePlaceOfTheCounters_isRefused() throws IOException {
    Files.createDirectories(fixture.counters());

    assertCorrupt(fixture.counters(), Problem.NOT_A_REGULAR_FILE);
  }

  /** Nothing of what was there is touched; our own counters may have been made by then. */
  private void assertCorrupt(Path file, Problem problem) throws IOException {
    SortedMap<String, String> before = DirectoryState.of(fixture.root);

    assertThatThrownBy(this::changeUsers)
        .isInstanceOfSatisfying(
            CorruptFileException.class,
            e -> {
              assertThat(e.path()).isEqualTo(file);
              assertThat(e.problem()).isEqualTo(problem);
            });

    assertThat(DirectoryState.of(fixture.root)).containsAllEntriesOf(before);
    assertThat(DirectoryState.temporaryFiles(fixture.root)).isEmpty();
    assertThat(fixture.file(".user.lck")).doesNotExist();
  }

  @Test
  void begin_whereTheCountersMayNotBeWritten_isUnavailableAndChangesNothing() throws IOException {
    Path file = writeCounters(fixture.counters(), SharedGenerations.MAGIC);
    Files.setAttribute(file, "unix:mode", 0400);
    assumeFalse(Files.isWritable(file), "root may write to every file");
    SortedMap<String, String> before = DirectoryState.of(fixture.root);

    assertThatThrownBy(this::changeUsers)
        .isInstanceOfSatisfying(
            UnavailableException.class,
            e -> {
              assertThat(e.path()).isEqualTo(file);
              assertThat(e.failure()).isInstanceOf(AccessDeniedException.class);
            });

    assertThat(DirectoryState.of(fixture.root)).isEqualTo(before);
  }

  @Test
  void change_whereNoRunDirectoryCanBeMade_happensWithoutCounters() throws IOException {
    ConfigFixture elsewhere = ConfigFixture.created(fixture.root.resolve("absent"));
    Files.writeString(elsewhere.run, "a file in the place of the directory");
    ConfigStore uncounted = elsewhere.store();

    try (FileTransaction change = uncounted.begin()) {
      replace(change, change.lock(LockName.USER), "user.cfg", "new users");
      change.commit("x", "y");
    }

    assertThat(elsewhere.content("user.cfg")).isEqualTo("new users");
    assertThat(uncounted.generation(Generation.USER)).isEmpty();
  }

  @Test
  void begin_ofLockThatIsHeldElsewhere_leavesTheCounters() throws IOException {
    changeUsers();
    SortedMap<String, String> before = DirectoryState.of(fixture.run);

    try (Flock _ = Objects.requireNonNull(Flock.tryExclusive(fixture.file(".user.lck")))) {
      assertThatThrownBy(this::changeUsers).isInstanceOf(BusyException.class);
    }

    assertThat(DirectoryState.of(fixture.run)).isEqualTo(before);
  }
}
