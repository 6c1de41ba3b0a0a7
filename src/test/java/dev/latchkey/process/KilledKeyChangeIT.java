package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.key.EncryptionKey;
import dev.latchkey.key.EncryptionKeyRepository;
import dev.latchkey.key.KeyId;
import dev.latchkey.key.KeyInput;
import dev.latchkey.key.Protection;
import dev.latchkey.process.AdminProcess.Outcome;
import dev.latchkey.process.Strace.Call;
import dev.latchkey.store.AlreadyExistsException;
import dev.latchkey.store.NotFoundException;
import dev.latchkey.store.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** SIGKILL at the system calls of every verb that changes encryption keys. */
class KilledKeyChangeIT {

  private static final int KILLED = 128 + 9;
  private static final KeyId VICTIM = new KeyId(KeyChange.VICTIM);

  @TempDir Path temporary;

  private final AtomicInteger leftTemporaryFile = new AtomicInteger();
  private final AtomicInteger leftOddCounter = new AtomicInteger();
  private final AtomicInteger leftBetweenWrites = new AtomicInteger();
  private final AtomicInteger leftUnannounced = new AtomicInteger();

  @ParameterizedTest
  @EnumSource
  void change_killedAtAnySystemCall_losesNoKey(KeyChange change) throws Exception {
    Sandbox template = change.prepare(temporary.resolve("template"));
    Strace.require(template);
    Sandbox whole = template.copyTo(temporary.resolve("whole"));
    StoredKeys before = template.storedKeys();
    List<Call> calls =
        Strace.callsOf(whole, Faults.ALL ? Strace.ALL_OF_FILES : Strace.CHANGES, change.in(whole));
    StoredKeys after = whole.storedKeys();

    List<Call> places = calls.stream().filter(call -> Faults.ALL || call.mayChange()).toList();
    Faults.tryAll(
        places,
        (call, number) -> {
          Sandbox box = template.copyTo(temporary.resolve("trial" + number));
          Outcome outcome = change.in(box).under(call.injecting("signal=KILL")).run();
          assertThat(outcome.exit()).as("exit code").isEqualTo(KILLED);
          StoredKeys found = box.storedKeys();
          change.assertBeforeOrAfter(before, after, found);
          if (change.wasAnnounced(outcome)) {
            change.assertDone(before, after, found);
            assertThat(found.rest().audit()).hasSameSizeAs(after.rest().audit());
          } else if (!found.registry().equals(before.registry())) {
            leftUnannounced.incrementAndGet();
          }
          count(found);
          assertThat(inspected(box)).containsExactlyInAnyOrderElementsOf(expected(found));
          carryOn(change, box, found);
          Map<String, String> owners = box.state().owners();
          assertThat(after.rest().owners().entrySet())
              .as("mode and owner, as of a run that was not killed")
              .filteredOn(entry -> !entry.getValue().equals(owners.get(entry.getKey())))
              .isEmpty();
        });

    // The faults did strike where it matters.
    assertThat(leftTemporaryFile.get()).isPositive();
    assertThat(leftOddCounter.get()).isPositive();
    assertThat(leftUnannounced.get()).isPositive();
    assertThat(leftBetweenWrites.get() > 0).isEqualTo(change != KeyChange.ARCHIVE);
  }

  @ParameterizedTest
  @EnumSource(names = {"CREATE", "STORE"})
  void add_keyFileWithoutEntry_exits4AndLeavesIt(KeyChange change) throws Exception {
    Sandbox box = change.prepare(temporary.resolve("box"));
    KeyChange.store(box.keys(), "left", KeyChange.MATERIAL);
    Path left = box.config().resolve("encryption-keys/left.enc");
    Path orphan = left.resolveSibling(KeyChange.VICTIM + ".enc");
    Files.copy(left, orphan);
    StoredKeys before = box.storedKeys();

    Outcome outcome = change.in(box).run();

    assertThat(outcome.exit()).as(outcome.err()).isEqualTo(4);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).contains("key file '" + orphan + "' already exists", "--in FILE");
    KeyChange.assertUnchanged(before, box.storedKeys());
    Outcome list = box.admin("key", "list").run();
    assertThat(list.exit()).as(list.err()).isZero();
    assertThat(list.out()).contains("left").doesNotContain(KeyChange.VICTIM);
  }

  private void count(StoredKeys found) {
    if (!found.rest().temporaryFiles().isEmpty()) {
      leftTemporaryFile.incrementAndGet();
    }
    if (found.isCounterOdd()) {
      leftOddCounter.incrementAndGet();
    }
    if (!expected(found).isEmpty()) {
      leftBetweenWrites.incrementAndGet();
    }
  }

  private static List<String> inspected(Sandbox box) {
    return box.keys().inspect().stream()
        .map(finding -> finding.kind() + " " + box.root().relativize(finding.path()))
        .toList();
  }

  /** What the inspection has to find in a state that a crash has left. */
  private static List<String> expected(StoredKeys found) {
    List<String> findings = new ArrayList<>();
    Map<String, Map<String, String>> entries = found.entries();
    for (String id : found.files().keySet()) {
      String file = " config/encryption-keys/" + id + ".enc";
      if (!entries.containsKey(id)) {
        findings.add("ORPHANED_KEY_FILE" + file);
      } else if (!found.protection(id).equals(entries.get(id).get("kdf"))) {
        findings.add("OTHER_KDF" + file);
      }
    }
    return findings;
  }

  /** The same again, then something else: what was left is in nobody's way, and is not lost. */
  private static void carryOn(KeyChange change, Sandbox box, StoredKeys found) throws Exception {
    EncryptionKeyRepository keys = box.keys();
    boolean known = found.entries().containsKey(KeyChange.VICTIM);
    assertThat(keys.list()).hasSameSizeAs(found.entries().keySet());
    switch (change) {
      case CREATE -> {
        boolean created = create(keys, VICTIM);
        assertThat(created).isEqualTo(!found.files().containsKey(KeyChange.VICTIM));
      }
      case STORE -> storeAgain(keys, found.files().containsKey(KeyChange.VICTIM));
      case ARCHIVE ->
          assertThat(keys.archive(VICTIM).after().state()).isEqualTo(EncryptionKey.State.ARCHIVED);
      case CHANGE_PASSPHRASE -> {
        try (Secret passphrase = secret(KeyChange.PASSPHRASE)) {
          keys.changePassphrase(VICTIM, passphrase, Protection.NONE);
        }
      }
      case DELETE -> {
        assertThat(delete(keys)).isEqualTo(known);
        boolean orphan = !known && found.files().containsKey(KeyChange.VICTIM);
        assertThat(create(keys, VICTIM)).isEqualTo(!orphan);
      }
    }
    if (!known && found.files().containsKey(KeyChange.VICTIM)) {
      adopt(box, found);
    }
    assertThat(create(keys, new KeyId("next"))).isTrue();
    StoredKeys next = box.storedKeys();
    next.assertNothingLost(KeyChange.PASSPHRASE);
    assertThat(next.entries()).containsKey("next").containsAllEntriesOf(others(found));
    assertThat(next.isCounterOdd()).as("odd counter").isFalse();
    assertThat(next.counter()).hasSize(1);
    assertThat(next.counter().getFirst()).isGreaterThan(found.counter().getFirst());
  }

  private static Map<String, Map<String, String>> others(StoredKeys found) {
    Map<String, Map<String, String>> others = found.entries();
    others.remove(KeyChange.VICTIM);
    return others;
  }

  /** A key file that the registry does not know stays as it is, and its key can be brought in. */
  private static void adopt(Sandbox box, StoredKeys found) throws Exception {
    String orphan = found.files().getOrDefault(KeyChange.VICTIM, "");
    assertThat(box.storedKeys().files()).containsEntry(KeyChange.VICTIM, orphan);
    try (Secret content = secret(orphan);
        KeyInput input = KeyInput.parse(Path.of("orphan"), content, null)) {
      EncryptionKey adopted = box.keys().store(new KeyId("adopted"), input, Protection.NONE);
      assertThat(adopted.fingerprint().value())
          .isEqualTo(found.fingerprint(KeyChange.VICTIM, KeyChange.PASSPHRASE));
    }
  }

  private static Secret secret(String text) {
    return Secret.copyOf(text.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean create(EncryptionKeyRepository keys, KeyId id) {
    try {
      keys.create(id, Protection.NONE);
      return true;
    } catch (AlreadyExistsException exists) {
      return false;
    }
  }

  private static void storeAgain(EncryptionKeyRepository keys, boolean exists) {
    if (exists) {
      assertThatThrownBy(() -> KeyChange.store(keys, KeyChange.VICTIM, KeyChange.MATERIAL))
          .isInstanceOf(AlreadyExistsException.class);
    } else {
      KeyChange.store(keys, KeyChange.VICTIM, KeyChange.MATERIAL);
    }
  }

  private static boolean delete(EncryptionKeyRepository keys) {
    try {
      keys.delete(VICTIM);
      return true;
    } catch (NotFoundException absent) {
      return false;
    }
  }
}
