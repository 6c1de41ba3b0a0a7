package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.key.EncryptionKey;
import dev.latchkey.key.EncryptionKeyRepository;
import dev.latchkey.key.KeyId;
import dev.latchkey.key.Protection;
import dev.latchkey.process.AdminProcess.Outcome;
import dev.latchkey.store.NotFoundException;
import dev.latchkey.store.Secret;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many processes at once on the same encryption keys. */
class ConcurrentKeyChangesIT {

  private static final int PROCESSES = 16;
  private static final int IDS = 4;

  /** How often each of the processes does what it does. */
  private static final int ROUNDS = Integer.getInteger("storms", 1);

  private static final int CHANGED_KEYS = 60 * ROUNDS;

  @TempDir Path temporary;

  private Sandbox box;
  private StoredKeys before;

  /** Verb and id of every change that was reported as done. */
  private final Queue<String> done = new ConcurrentLinkedQueue<>();

  /** Fingerprints that were reported, by id. */
  private final Map<String, Set<String>> stored = new ConcurrentHashMap<>();

  @BeforeEach
  void makeNeighbour() throws Exception {
    box = new Sandbox(temporary);
    box.keys().create(new KeyId("neighbour"), Protection.NONE);
    before = box.storedKeys();
  }

  @Test
  void changes_sixteenProcessesOnFourIds_registryAndKeyFilesAgree() throws Exception {
    CyclicBarrier start = new CyclicBarrier(PROCESSES);
    List<Callable<Void>> storm = new ArrayList<>();
    for (int i = 0; i < PROCESSES; i++) {
      int number = i;
      storm.add(
          () -> {
            start.await();
            for (int round = 0; round < ROUNDS; round++) {
              liveThrough("storm" + number % IDS, number);
            }
            return null;
          });
    }
    try (ExecutorService workers = Executors.newCachedThreadPool()) {
      for (Future<Void> worker : workers.invokeAll(storm)) {
        worker.get();
      }
    }

    assertThat(box.keys().inspect()).isEmpty();
    StoredKeys after = box.storedKeys();
    after.assertNothingLost("none");
    assertThat(after.files().keySet()).isEqualTo(after.entries().keySet());
    after.entries().forEach(this::assertCameFromTheStorm);
    for (int i = 0; i < IDS; i++) {
      String id = "storm" + i;
      long alive = count("key store " + id) - count("key delete " + id);
      assertThat(after.entries().containsKey(id)).as(id).isEqualTo(alive == 1);
    }
    assertThat(after.rest().temporaryFiles()).isEmpty();
    assertThat(after.rest().audit())
        .extracting(line -> line.get("verb") + " " + line.get("target"))
        .containsExactlyInAnyOrderElementsOf(withBefore(done));
    // Odd before, even after: two steps for each change, and none lost.
    assertThat(after.counter()).containsExactly(before.counter().getFirst() + 2L * done.size());
  }

  /** The life of a key, in which others meddle: every step may come too late or too early. */
  private void liveThrough(String id, int number) throws Exception {
    String hex = KeyChanger.material(number + 1);
    Outcome outcome = admin("store", id, "--in", "-").input(hex).run();
    assertThat(outcome.exit()).as(outcome.err()).isIn(0, 4);
    if (outcome.exit() == 0) {
      done.add("key store " + id);
      String fingerprint = StoredKeys.fingerprint(HexFormat.of().parseHex(hex));
      assertThat(outcome.out()).contains(fingerprint);
      stored.computeIfAbsent(id, _ -> ConcurrentHashMap.newKeySet()).add(fingerprint);
    }
    note(admin("archive", id).run(), "key archive " + id, 0, 3);
    if (number % 3 == 0) {
      note(admin("unarchive", id).run(), "key unarchive " + id, 0, 3);
    }
    note(admin("delete", id, "--yes", "--confirm", id).run(), "key delete " + id, 0, 3, 4);
  }

  private AdminProcess admin(String verb, String id, String... more) {
    List<String> words = new ArrayList<>(List.of("key", verb, id, "--lock-timeout", "100s"));
    words.addAll(Arrays.asList(more));
    return box.admin(words.toArray(String[]::new));
  }

  private void note(Outcome outcome, String change, Integer... exits) {
    assertThat(outcome.exit()).as(outcome.err()).isIn((Object[]) exits);
    if (outcome.exit() == 0 && !outcome.err().contains(" already")) {
      done.add(change);
    }
  }

  private long count(String change) {
    return done.stream().filter(change::equals).count();
  }

  private void assertCameFromTheStorm(String id, Map<String, String> entry) {
    if (!id.equals("neighbour")) {
      assertThat(stored.get(id)).as(id).contains(entry.get("fingerprint"));
    }
  }

  private static List<String> withBefore(Iterable<String> done) {
    List<String> all = new ArrayList<>(List.of("key create neighbour"));
    done.forEach(all::add);
    return all;
  }

  @Test
  void load_whileTheIdIsGivenOtherKeys_isARightKeyOrNone() throws Exception {
    AtomicInteger acknowledged = new AtomicInteger();
    AtomicBoolean over = new AtomicBoolean();
    Process changer = startChanger("changing");
    try (ExecutorService readers = Executors.newCachedThreadPool();
        BufferedReader numbers = changer.inputReader(StandardCharsets.UTF_8)) {
      Future<Integer> loads = readers.submit(() -> loadUntil(over, acknowledged));
      Future<Integer> lists = readers.submit(() -> listUntil(over));
      try {
        for (String line = numbers.readLine(); line != null; line = numbers.readLine()) {
          acknowledged.set(Integer.parseInt(line));
        }
      } finally {
        over.set(true);
      }
      assertThat(changer.waitFor()).isZero();
      assertThat(acknowledged.get()).isEqualTo(CHANGED_KEYS);
      assertThat(loads.get()).as("different keys that were seen").isGreaterThan(1);
      assertThat(lists.get()).isPositive();
    } finally {
      changer.destroyForcibly();
    }
    assertThat(box.keys().inspect()).isEmpty();
  }

  private Process startChanger(String id) throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            "target/test-classes:target/latchkey.jar:target/lib/*",
            KeyChanger.class.getName(),
            box.config().toString(),
            box.run().toString(),
            id,
            Integer.toString(CHANGED_KEYS))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Opens the key all the time: one that was replaced before a look is not seen by it. */
  private int loadUntil(AtomicBoolean over, AtomicInteger acknowledged) {
    EncryptionKeyRepository keys = box.keys();
    Map<Integer, Integer> seen = new TreeMap<>();
    while (!over.get()) {
      int atLeast = acknowledged.get();
      try (Secret key = keys.load(new KeyId("changing"), null)) {
        String hex = key.useExposedBytes(HexFormat.of()::formatHex);
        int number = HexFormat.fromHexDigits(hex, 0, 8);
        assertThat(hex).isEqualTo(KeyChanger.material(number));
        assertThat(number).as("number of the key").isBetween(atLeast, CHANGED_KEYS);
        seen.merge(number, 1, Integer::sum);
      } catch (NotFoundException deleted) {
        Thread.onSpinWait();
      }
    }
    return seen.size();
  }

  private int listUntil(AtomicBoolean over) {
    EncryptionKeyRepository keys = box.keys();
    int lists = 0;
    while (!over.get()) {
      List<String> ids = keys.list().stream().map(EncryptionKey::id).map(KeyId::value).toList();
      assertThat(ids).isIn(List.of("neighbour"), List.of("changing", "neighbour"));
      assertThat(keys.verify(new KeyId("neighbour"), null).state())
          .isEqualTo(EncryptionKey.State.ACTIVE);
      lists++;
    }
    return lists;
  }
}
