package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.key.KeyId;
import dev.latchkey.key.Protection;
import dev.latchkey.process.AdminProcess.Outcome;
import dev.latchkey.process.Strace.Call;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@code FaultsIT} does not see of faults at the verbs that change encryption keys. */
class FailingKeyChangeIT {

  private static final String KEY_FILE = "encryption-keys/" + KeyChange.VICTIM + ".enc";

  @TempDir Path temporary;

  /** The next change must find nothing in its way. */
  private static void carryOn(Sandbox box) throws IOException {
    box.keys().create(new KeyId("next"), Protection.NONE);
    StoredKeys next = box.storedKeys();
    next.assertNothingLost(KeyChange.PASSPHRASE);
    assertThat(next.entries()).containsKey("next");
    assertThat(next.counter()).hasSize(1);
    assertThat(next.isCounterOdd()).as("odd counter").isFalse();
  }

  @Test
  void store_keyFileCannotBeRemovedAgain_saysSo() throws Exception {
    Sandbox box = KeyChange.STORE.prepare(temporary.resolve("box"));
    StoredKeys before = box.storedKeys();
    List<Call> calls = callsOf(KeyChange.STORE, box);
    Call rename = last(calls, "rename", StoredKeys.REGISTRY);
    int unlinks = last(calls.subList(0, calls.indexOf(rename)), "unlink", "").ordinal();

    // After the rename, the temporary file is removed, then the key file.
    Outcome outcome =
        KeyChange.STORE
            .in(box)
            .under(
                Strace.injecting(
                    rename.name() + ":error=EIO:when=" + rename.ordinal(),
                    "unlink:error=EIO:when=" + (unlinks + 2)))
            .run();

    assertPartlyDone(outcome, box, KEY_FILE);
    StoredKeys found = box.storedKeys();
    assertThat(found.registry()).isEqualTo(before.registry());
    assertThat(found.fingerprint(KeyChange.VICTIM, "none")).isNotEmpty();
    assertThat(found.rest().temporaryFiles()).isEmpty();
    carryOn(box);
  }

  @Test
  void store_registryCannotBePutBack_keepsTheKeyFile() throws Exception {
    Sandbox box = KeyChange.STORE.prepare(temporary.resolve("box"));
    List<Call> calls = callsOf(KeyChange.STORE, box);
    Call rename = last(calls, "rename", StoredKeys.REGISTRY);

    // The name of the registry cannot be synced, nor can the file that shall be put back.
    Outcome outcome = KeyChange.STORE.in(box).under(failingSyncs(calls, rename)).run();

    assertPartlyDone(outcome, box, StoredKeys.REGISTRY);
    StoredKeys found = box.storedKeys();
    assertThat(found.entries()).containsKey(KeyChange.VICTIM);
    found.assertNothingLost(KeyChange.PASSPHRASE);
    carryOn(box);
  }

  @Test
  void delete_keyFileCannotBePutBack_leavesNoEntryWithoutKey() throws Exception {
    Sandbox box = KeyChange.DELETE.prepare(temporary.resolve("box"));
    List<Call> calls = callsOf(KeyChange.DELETE, box);
    Call unlink = last(calls, "unlink", KEY_FILE);

    Outcome outcome = KeyChange.DELETE.in(box).under(failingSyncs(calls, unlink)).run();

    assertPartlyDone(outcome, box, KEY_FILE);
    StoredKeys found = box.storedKeys();
    assertThat(found.files()).doesNotContainKey(KeyChange.VICTIM);
    found.assertNothingLost(KeyChange.PASSPHRASE);
    carryOn(box);
  }

  private static void assertPartlyDone(Outcome outcome, Sandbox box, String file) {
    assertThat(outcome.exit()).as(outcome.err()).isEqualTo(9);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err())
        .startsWith("admin: ")
        .contains("could not be taken back", box.config().resolve(file).toString());
  }

  /** The first two syncs after a call fail: of the directory, and of the first file put back. */
  private static List<String> failingSyncs(List<Call> calls, Call after) {
    int next =
        calls.stream()
            .skip(calls.indexOf(after))
            .filter(call -> call.name().equals("fsync"))
            .findFirst()
            .orElseThrow()
            .ordinal();
    return Strace.injecting("fsync:error=EIO:when=" + next + ".." + (next + 1));
  }

  /** The calls of a run in a copy. */
  private List<Call> callsOf(KeyChange change, Sandbox box) throws Exception {
    Strace.require(box);
    Sandbox whole = box.copyTo(temporary.resolve("whole"));
    return Strace.callsOf(whole, Strace.CHANGES, change.in(whole));
  }

  private static Call last(List<Call> calls, String name, String file) {
    return calls.stream()
        .filter(call -> call.name().startsWith(name) && call.text().contains(file))
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  @ParameterizedTest
  @EnumSource(names = {"CREATE", "STORE", "CHANGE_PASSPHRASE"})
  void change_watched_syncsTheKeyFileBeforeTheRegistryNamesIt(KeyChange change) throws Exception {
    Sandbox box = change.prepare(temporary.resolve("box"));
    List<String> steps = steps(callsOf(change, box));
    assertThat(steps)
        .containsSubsequence(
            "fsync " + KEY_FILE + ".tmp",
            "rename " + KEY_FILE,
            "fsync encryption-keys",
            "fsync encryption-keys.cfg.tmp",
            "rename encryption-keys.cfg",
            "fsync ",
            "fsync state/audit.jsonl",
            "answer");
    assertThat(steps).filteredOn(step -> step.startsWith("rename " + KEY_FILE)).hasSize(1);
  }

  @Test
  void delete_watched_syncsTheRegistryBeforeItRemovesTheKeyFile() throws Exception {
    Sandbox box = KeyChange.DELETE.prepare(temporary.resolve("box"));
    assertThat(steps(callsOf(KeyChange.DELETE, box)))
        .containsSubsequence(
            "fsync encryption-keys.cfg.tmp",
            "rename encryption-keys.cfg",
            "fsync ",
            "unlink " + KEY_FILE,
            "fsync encryption-keys",
            "fsync state/audit.jsonl",
            "answer");
  }

  /** What is synced, renamed, removed and said, with files relative to the directory. */
  private static List<String> steps(List<Call> calls) {
    return calls.stream()
        .filter(call -> call.name().matches("fsync|rename\\w*|unlink\\w*|write"))
        .map(
            call ->
                call.isOnStream(1) || call.isOnStream(2)
                    ? "answer"
                    : call.name().replaceFirst("at2?$", "")
                        + " "
                        + call.text()
                            .replaceFirst(".*[\"<][^\"<]*/config/?([^\">]*)[\">].*", "$1")
                            .replaceFirst("tmp_\\w+", "tmp"))
        .toList();
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
    change.assertUnchanged(before, box.storedKeys());
    Outcome list = box.admin("key", "list").run();
    assertThat(list.exit()).as(list.err()).isZero();
    assertThat(list.out()).contains("left").doesNotContain(KeyChange.VICTIM);
  }
}
