package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.process.AdminProcess.Outcome;
import dev.latchkey.store.Actor;
import dev.latchkey.store.ConfigDirectory;
import dev.latchkey.store.ConfigStore;
import dev.latchkey.store.FileTransaction;
import dev.latchkey.store.LockName;
import dev.latchkey.store.RandomSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The locks, between the command and {@code flock(1)}. */
class LockInteroperabilityIT {

  @TempDir Path temporary;

  private Sandbox box;
  private StoredState before;

  @BeforeEach
  void makeToken() throws Exception {
    Tools.require("flock");
    box = Change.DELETE.prepare(temporary.resolve("box"));
    before = box.state();
  }

  @ParameterizedTest
  @CsvSource({
    "token.shadow.lock, create, next@pbs!one, 1s",
    ".user.lck, create, next@pbs!one, 0s",
    "token.shadow.lock, regenerate, owner@pbs!victim, 0s",
    ".user.lck, update, owner@pbs!victim, 0s",
    "token.shadow.lock, delete, owner@pbs!victim, 0s",
    ".user.lck, delete, owner@pbs!victim, 0s",
  })
  void change_lockHeldByFlock_exits7NamingTheHolder(
      String lock, String verb, String id, String time) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("token", verb, id, "--lock-timeout", time));
    arguments.addAll(verb.equals("update") ? List.of("--comment", "after") : List.of());
    try (AdminProcess holder = Tools.holdLock(box, lock)) {
      Outcome outcome = box.admin(arguments.toArray(String[]::new)).run();
      assertThat(outcome.exit()).as(outcome.err()).isEqualTo(7);
      assertThat(outcome.out()).isEmpty();
      assertThat(outcome.err())
          .startsWith("admin: lock '" + box.config().resolve(lock) + "' is held by ")
          .contains("process " + holder.process().pid() + " (flock)");
      assertThat(box.state()).isEqualTo(before);
    }
  }

  @Test
  void list_locksHeldByFlock_answers() throws Exception {
    try (AdminProcess users = Tools.holdLock(box, ".user.lck");
        AdminProcess shadow = Tools.holdLock(box, "token.shadow.lock")) {
      Outcome outcome = box.admin("token", "list", "--lock-timeout", "0s").run();
      assertThat(outcome.exit()).as(outcome.err()).isZero();
      assertThat(outcome.out()).contains(Change.VICTIM);
      assertThat(users.process().isAlive()).isTrue();
      assertThat(shadow.process().isAlive()).isTrue();
    }
  }

  @Test
  void delete_lockReleasedByFlock_goesOn() throws Exception {
    try (AdminProcess holder = Tools.holdLock(box, "token.shadow.lock");
        AdminProcess waiting =
            box.admin("token", "delete", Change.VICTIM, "--lock-timeout", "100s").start()) {
      Tools.awaitLock(waiting.process(), box.config().resolve(".user.lck"));
      assertThat(box.state().hashes()).isEqualTo(before.hashes());
      Tools.release(holder);
      Outcome outcome = waiting.finish();
      assertThat(outcome.exit()).as(outcome.err()).isZero();
    }
    assertThat(box.state().hashes()).doesNotContainKey(Change.VICTIM);
  }

  @Test
  void flock_whileATransactionHoldsTheLocks_fails() throws Exception {
    try (FileTransaction transaction = store().begin()) {
      assertThat(transaction.lock(LockName.USER).name()).isEqualTo(LockName.USER);
      assertThat(tryFlock(".user.lck")).isEqualTo(1);
      assertThat(tryFlock("token.shadow.lock")).isZero();
      assertThat(transaction.lock(LockName.TOKEN_SHADOW).name()).isEqualTo(LockName.TOKEN_SHADOW);
      assertThat(tryFlock("token.shadow.lock")).isEqualTo(1);
    }
    assertThat(tryFlock(".user.lck")).isZero();
    assertThat(tryFlock("token.shadow.lock")).isZero();
  }

  @Test
  void flock_whileTheCommandHoldsALock_fails() throws Exception {
    try (AdminProcess holder = Tools.holdLock(box, "token.shadow.lock");
        AdminProcess waiting =
            box.admin("token", "delete", Change.VICTIM, "--lock-timeout", "100s").start()) {
      Tools.awaitLock(waiting.process(), box.config().resolve(".user.lck"));
      assertThat(tryFlock(".user.lck")).isEqualTo(1);
      waiting.process().destroyForcibly();
      assertThat(waiting.finish().exit()).isEqualTo(128 + 9);
      assertThat(tryFlock(".user.lck")).as("after the kill").isZero();
      assertThat(holder.process().isAlive()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void keyChange_registryLockHeldByFlock_exits7NamingIt(KeyChange change) throws Exception {
    assertBusy(change, ".encryption-keys.lck");
  }

  @ParameterizedTest
  @EnumSource(names = {"STORE", "CHANGE_PASSPHRASE", "DELETE"})
  void keyChange_lockOfTheKeyHeldByFlock_exits7NamingIt(KeyChange change) throws Exception {
    assertBusy(change, "encryption-keys/" + KeyChange.VICTIM + ".enc.lck");
  }

  private void assertBusy(KeyChange change, String lock) throws Exception {
    Sandbox keys = change.prepare(temporary.resolve("keys"));
    try (AdminProcess holder = Tools.holdLock(keys, lock)) {
      StoredKeys held = keys.storedKeys();
      Outcome outcome = change.in(keys).with("--lock-timeout", "0s").run();
      assertThat(outcome.exit()).as(outcome.err()).isEqualTo(7);
      assertThat(outcome.out()).isEmpty();
      assertThat(outcome.err())
          .startsWith("admin: lock '" + keys.config().resolve(lock) + "' is held by ")
          .contains("process " + holder.process().pid() + " (flock)");
      assertThat(keys.storedKeys()).isEqualTo(held);
    }
  }

  @Test
  void keyList_lockHeldByFlock_answers() throws Exception {
    Sandbox keys = KeyChange.DELETE.prepare(temporary.resolve("keys"));
    try (AdminProcess holder = Tools.holdLock(keys, ".encryption-keys.lck")) {
      Outcome outcome = keys.admin("key", "list", "--lock-timeout", "0s").run();
      assertThat(outcome.exit()).as(outcome.err()).isZero();
      assertThat(outcome.out()).contains(KeyChange.VICTIM, "neighbour");
      assertThat(holder.process().isAlive()).isTrue();
    }
  }

  private ConfigStore store() {
    return new ConfigStore(
        new ConfigDirectory(box.config()),
        box.run(),
        Duration.ZERO,
        Actor.ofProcess(),
        InstantSource.system(),
        RandomSource.ofKernel(),
        false);
  }

  private int tryFlock(String lock) throws IOException, InterruptedException {
    String file = box.config().resolve(lock).toString();
    return AdminProcess.other(box, "flock", "--nonblock", file, "true").run().exit();
  }
}
