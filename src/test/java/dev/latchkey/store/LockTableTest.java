package dev.latchkey.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.latchkey.posix.Flock;
import dev.latchkey.posix.FlockCommand;
import dev.latchkey.store.CorruptFileException.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LockTableTest {

  private static final List<LockName> IN_ORDER =
      List.of(LockName.USER, LockName.TOKEN_SHADOW, LockName.ENCRYPTION_KEYS, LockName.AUTHKEY);

  /** Longer than any test takes: it passes only where the code waits for ever. */
  private static final Duration LONG = Duration.ofMinutes(5);

  private final ConfigFixture fixture;
  private final LockTable locks;
  private final Path lockFile;

  LockTableTest(@TempDir Path root) {
    this.fixture = ConfigFixture.created(root);
    this.locks = new LockTable(fixture.directory, Duration.ZERO);
    this.lockFile = fixture.file(".user.lck");
  }

  private static boolean isFree(Path file) throws IOException {
    try (Flock lock = Flock.tryExclusive(file)) {
      return lock != null;
    }
  }

  static Stream<LockName> locks() {
    return IN_ORDER.stream();
  }

  @Test
  void files_ofAllLocks_areThoseOfProxmox() {
    assertThat(IN_ORDER)
        .extracting(LockName::file)
        .containsExactly(".user.lck", "token.shadow.lock", ".encryption-keys.lck", ".authkey.lck");
    assertThat(IN_ORDER).extracting(LockName::rank).isSorted().doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("locks")
  void acquire_ofFreeLock_excludesEveryoneUntilReleased(LockName name) throws IOException {
    HeldLock lock = locks.acquire(name, true);

    assertThat(lock.name()).isEqualTo(name);
    assertThat(isFree(fixture.file(name.file()))).isFalse();

    locks.release(lock);
    assertThat(isFree(fixture.file(name.file()))).isTrue();
    assertThat(fixture.file(name.file())).as("never deleted").isEmptyFile();
  }

  @Test
  void acquire_whereThereIsNoLockFile_makesItForTheGroupOrTheUser() throws IOException {
    boolean root = ConfigFixture.isRoot();
    if (root) {
      Files.setAttribute(fixture.config, "unix:gid", 4242);
    }

    locks.release(locks.acquire(LockName.USER, true));

    assertThat(DirectoryState.mode(lockFile)).isEqualTo(root ? 0660 : 0600);
    if (root) {
      assertThat(DirectoryState.of(fixture.config)).containsEntry(".user.lck", "100660 0:4242 ");
    }
  }

  @Test
  void acquire_ofPresentLockFile_leavesItAsItIs() throws IOException {
    Files.writeString(lockFile, "left by somebody");
    Files.setAttribute(lockFile, "unix:mode", 0640);
    SortedMap<String, String> before = DirectoryState.of(fixture.root);

    locks.release(locks.acquire(LockName.USER, true));

    assertThat(DirectoryState.of(fixture.root)).isEqualTo(before);
  }

  @Test
  void acquire_withoutMakingAbsentLockFile_countsItAsFree() throws IOException {
    HeldLock lock = locks.acquire(LockName.USER, false);

    assertThat(lock.name()).isEqualTo(LockName.USER);
    assertThat(lockFile).doesNotExist();
    locks.release(lock);
  }

  @Test
  void acquire_withoutMakingPresentLockFile_takesIt() throws IOException {
    Files.createFile(lockFile);

    HeldLock lock = locks.acquire(LockName.USER, false);

    assertThat(isFree(lockFile)).isFalse();
    locks.release(lock);
  }

  @Test
  void acquire_ofAllInOrder_succeeds() {
    List<HeldLock> held = IN_ORDER.stream().map(name -> locks.acquire(name, true)).toList();

    held.reversed().forEach(locks::release);
  }

  @Test
  void acquire_ofLaterLockFirst_throwsAtOnceAndMakesNoFile() throws IOException {
    for (LockName later : IN_ORDER) {
      HeldLock held = locks.acquire(later, true);
      for (LockName name : IN_ORDER.subList(0, IN_ORDER.indexOf(later))) {
        Files.deleteIfExists(fixture.file(name.file()));

        assertThatIllegalStateException()
            .isThrownBy(() -> locks.acquire(name, true))
            .withMessage("lock " + name.file() + " must be taken before " + later.file());
        assertThat(fixture.file(name.file())).doesNotExist();
      }
      locks.release(held);
    }
  }

  @Test
  void acquire_ofSameLockTwice_throwsAtOnceAndKeepsTheFirst() throws IOException {
    LockTable patient = new LockTable(fixture.directory, LONG);
    HeldLock held = patient.acquire(LockName.USER, true);

    assertThatIllegalStateException().isThrownBy(() -> patient.acquire(LockName.USER, true));

    assertThat(isFree(lockFile)).isFalse();
    patient.release(held);
    assertThat(isFree(lockFile)).isTrue();
  }

  @Test
  void acquire_afterRelease_mayBeginAgainWithTheFirst() {
    locks.release(locks.acquire(LockName.AUTHKEY, true));

    locks.release(locks.acquire(LockName.USER, true));
  }

  @Test
  void acquire_inAnotherThread_mayTakeAnEarlierLock() {
    HeldLock held = locks.acquire(LockName.AUTHKEY, true);

    CompletableFuture.runAsync(() -> locks.release(locks.acquire(LockName.USER, true))).join();

    locks.release(held);
  }

  @Test
  void acquire_inAnotherThreadOfSameLock_isBusy() {
    HeldLock held = locks.acquire(LockName.USER, true);

    assertThatThrownBy(
            () -> CompletableFuture.runAsync(() -> locks.acquire(LockName.USER, true)).join())
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(BusyException.class);

    locks.release(held);
  }

  @Test
  void acquire_whenHeldByThisProcess_isBusyAndNamesIt() throws IOException {
    Files.createFile(lockFile);
    try (Flock _ = Objects.requireNonNull(Flock.tryExclusive(lockFile))) {
      SortedMap<String, String> before = DirectoryState.of(fixture.root);

      assertThatThrownBy(() -> locks.acquire(LockName.USER, true))
          .isInstanceOfSatisfying(
              BusyException.class,
              e -> {
                assertThat(e.lockFile()).isEqualTo(lockFile);
                assertThat(e.waited()).isZero();
                assertThat(e.holder())
                    .hasValueSatisfying(
                        holder ->
                            assertThat(holder.pid()).isEqualTo(ProcessHandle.current().pid()));
              });

      assertThat(DirectoryState.of(fixture.root)).isEqualTo(before);
    }
    locks.release(locks.acquire(LockName.USER, true));
  }

  @Test
  void acquire_whenHeldByAnotherProcess_isBusyAndNamesIt() throws IOException {
    Files.createFile(lockFile);
    try (FlockCommand other = FlockCommand.hold(lockFile)) {
      assertThatThrownBy(() -> locks.acquire(LockName.USER, true))
          .isInstanceOfSatisfying(
              BusyException.class,
              e -> assertThat(e.holder()).contains(new LockHolder(other.pid(), "flock")));
    }
  }

  @Test
  void acquire_whenBusyAfterTimeout_tellsHowLongItWaited() throws IOException {
    Duration timeout = Duration.ofMillis(20);
    LockTable impatient = new LockTable(fixture.directory, timeout);
    Files.createFile(lockFile);
    try (Flock _ = Objects.requireNonNull(Flock.tryExclusive(lockFile))) {
      assertThatThrownBy(() -> impatient.acquire(LockName.USER, true))
          .isInstanceOfSatisfying(
              BusyException.class, e -> assertThat(e.waited()).isEqualTo(timeout));
    }
  }

  @Test
  void acquire_whenBusy_leavesTheOrderAsItWas() throws IOException {
    Files.createFile(fixture.file("token.shadow.lock"));
    try (Flock _ = Objects.requireNonNull(Flock.tryExclusive(fixture.file("token.shadow.lock")))) {
      assertThatThrownBy(() -> locks.acquire(LockName.TOKEN_SHADOW, true))
          .isInstanceOf(BusyException.class);
    }

    // Were the lock noted as held, this would be an earlier one.
    locks.release(locks.acquire(LockName.USER, true));
  }

  @Test
  void acquire_whereALinkIsInThePlace_isRefusedAndLeavesItsTarget() throws IOException {
    Path target = fixture.root.resolve("target");
    Files.createSymbolicLink(lockFile, target);

    assertCorrupt(Problem.SYMBOLIC_LINK);
    assertThat(target).doesNotExist();

    Files.writeString(target, "not ours");
    assertCorrupt(Problem.SYMBOLIC_LINK);
    assertThat(isFree(target)).isTrue();
  }

  @Test
  void acquire_whereADirectoryIsInThePlace_isRefused() throws IOException {
    Files.createDirectory(lockFile);

    assertCorrupt(Problem.NOT_A_REGULAR_FILE);
  }

  @Test
  void acquire_ofLockFileThatOthersMayWrite_isRefused() throws IOException {
    Files.createFile(lockFile);
    Files.setAttribute(lockFile, "unix:mode", 0666);

    assertCorrupt(Problem.WRITABLE_BY_OTHERS);
  }

  private void assertCorrupt(Problem problem) throws IOException {
    SortedMap<String, String> before = DirectoryState.of(fixture.root);
    assertThatThrownBy(() -> locks.acquire(LockName.USER, true))
        .isInstanceOfSatisfying(
            CorruptFileException.class,
            e -> {
              assertThat(e.path()).isEqualTo(lockFile);
              assertThat(e.problem()).isEqualTo(problem);
            });
    assertThat(DirectoryState.of(fixture.root)).isEqualTo(before);
  }

  @Test
  void acquire_whereTheLockFileCannotBeMade_isUnavailable() throws IOException {
    Files.setAttribute(fixture.config, "unix:mode", 0500);
    try {
      assumeFalse(Files.isWritable(fixture.config), "root may write to every directory");

      assertThatThrownBy(() -> locks.acquire(LockName.USER, true))
          .isInstanceOfSatisfying(
              UnavailableException.class, e -> assertThat(e.path()).isEqualTo(lockFile));
      assertThat(lockFile).doesNotExist();
    } finally {
      Files.setAttribute(fixture.config, "unix:mode", 0700);
    }
  }
}
