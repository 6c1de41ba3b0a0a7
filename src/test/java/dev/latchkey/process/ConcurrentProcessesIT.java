package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.process.AdminProcess.Outcome;
import dev.latchkey.process.Tools.Claim;
import dev.latchkey.store.Secret;
import dev.latchkey.token.TokenId;
import dev.latchkey.token.TokenRepository;
import dev.latchkey.token.TokenSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many processes at once on one directory. */
class ConcurrentProcessesIT {

  private static final int CREATORS = 32;
  private static final int DELETERS = 8;
  private static final int KEPT = 4;

  /** How many commands each of the 40 runs, one after the other. */
  private static final int ROUNDS = Integer.getInteger("storms", 1);

  @TempDir Path temporary;

  private Sandbox box;
  private final Map<String, String> created = new ConcurrentHashMap<>();
  private final Set<String> deleted = ConcurrentHashMap.newKeySet();

  @BeforeEach
  void makeSandbox() {
    box = new Sandbox(temporary);
  }

  @Test
  void createAndDelete_fortyProcessesAtOnce_loseAndDuplicateNothing() throws Exception {
    Tools.require("perl");
    Set<String> kept = new HashSet<>();
    for (int i = 0; i < KEPT; i++) {
      kept.add(prepare("kept@pbs!k" + i));
    }
    Set<String> doomed = new HashSet<>();
    for (int i = 0; i < DELETERS * ROUNDS; i++) {
      doomed.add(prepare("doomed@pbs!d" + i));
    }
    StoredState before = box.state();
    int linesBefore = before.audit().size();

    AtomicBoolean over = new AtomicBoolean();
    CyclicBarrier start = new CyclicBarrier(CREATORS + DELETERS);
    try (ExecutorService workers = Executors.newCachedThreadPool()) {
      Future<Integer> reader = workers.submit(() -> readUntil(over, kept));
      Future<Integer> lister = workers.submit(() -> listUntil(over));
      List<Callable<Void>> storm = new ArrayList<>();
      for (int i = 0; i < CREATORS; i++) {
        String name = "c" + i;
        storm.add(() -> createTokens(start, name));
      }
      for (int i = 0; i < DELETERS; i++) {
        int first = i * ROUNDS;
        storm.add(() -> deleteTokens(start, first));
      }
      try {
        for (Future<Void> worker : workers.invokeAll(storm)) {
          worker.get();
        }
      } finally {
        over.set(true);
      }
      assertThat(reader.get()).isPositive();
      assertThat(lister.get()).isPositive();
    }

    assertThat(created).hasSize(CREATORS * ROUNDS);
    assertThat(deleted).isEqualTo(doomed);
    StoredState after = box.state();
    Set<String> expected = new HashSet<>(kept);
    expected.addAll(created.keySet());
    assertThat(after.hashes().keySet()).isEqualTo(expected);
    assertThat(tokenSections(after.users())).isEqualTo(expected);
    Tools.assertVerify(
        box,
        created.entrySet().stream()
            .map(entry -> claim(entry.getKey(), entry.getValue(), after.hashes()))
            .toList());
    assertThat(after.temporaryFiles()).isEmpty();
    int changes = (CREATORS + DELETERS) * ROUNDS;
    // Odd before, even after: two steps for each change, and none lost.
    assertThat(after.counters())
        .isEqualTo(before.counters().stream().map(counter -> counter + 2L * changes).toList());
    List<String> audited =
        after.audit().stream()
            .skip(linesBefore)
            .map(line -> line.get("verb") + " " + line.get("target"))
            .toList();
    List<String> done = new ArrayList<>();
    created.keySet().forEach(id -> done.add("token create " + id));
    deleted.forEach(id -> done.add("token delete " + id));
    assertThat(audited).containsExactlyInAnyOrderElementsOf(done);
  }

  @Test
  void create_sameIdInManyProcesses_succeedsOnce() throws Exception {
    Tools.require("perl");
    int processes = 8;
    CyclicBarrier start = new CyclicBarrier(processes);
    List<Callable<Outcome>> race = new ArrayList<>();
    for (int i = 0; i < processes; i++) {
      race.add(
          () -> {
            start.await();
            return box.admin("token", "create", "same@pbs!id", "--lock-timeout", "100s").run();
          });
    }
    List<Outcome> winners = new ArrayList<>();
    try (ExecutorService workers = Executors.newCachedThreadPool()) {
      for (Future<Outcome> racer : workers.invokeAll(race)) {
        Outcome outcome = racer.get();
        if (outcome.exit() == 0) {
          winners.add(outcome);
        } else {
          assertThat(outcome.exit()).as(outcome.err()).isEqualTo(4);
          assertThat(outcome.out()).isEmpty();
        }
      }
    }
    assertThat(winners).hasSize(1);
    StoredState after = box.state();
    String secret = winners.getFirst().out().strip();
    Tools.assertVerify(box, List.of(claim("same@pbs!id", secret, after.hashes())));
    assertThat(after.audit()).hasSize(1);
    assertThat(after.temporaryFiles()).isEmpty();
    assertThat(after.isAnyCounterOdd()).isFalse();
  }

  private static Claim claim(String id, String secret, Map<String, String> hashes) {
    return new Claim(id, secret, hashes.getOrDefault(id, "none"));
  }

  private String prepare(String id) {
    TokenRepository tokens = box.tokens();
    try (Secret secret = Secret.copyOf("prepared-secret".getBytes(StandardCharsets.UTF_8))) {
      tokens.create(TokenId.parse(id), TokenSettings.DEFAULT.withComment("prepared"), secret);
    }
    return id;
  }

  private Void createTokens(CyclicBarrier start, String name) throws Exception {
    start.await();
    for (int round = 0; round < ROUNDS; round++) {
      String id = "storm@pbs!" + name + "r" + round;
      Outcome outcome =
          box.admin("token", "create", id, "--comment", name, "--lock-timeout", "100s").run();
      assertThat(outcome.exit()).as(outcome.err()).isZero();
      assertThat(created.put(id, outcome.out().strip())).isNull();
    }
    return null;
  }

  private Void deleteTokens(CyclicBarrier start, int first) throws Exception {
    start.await();
    for (int round = 0; round < ROUNDS; round++) {
      String id = "doomed@pbs!d" + (first + round);
      Outcome outcome = box.admin("token", "delete", id, "--lock-timeout", "100s").run();
      assertThat(outcome.exit()).as(outcome.err()).isZero();
      deleted.add(id);
    }
    return null;
  }

  /** Reads the files all the time; what was acknowledged before a look must be seen by it. */
  private int readUntil(AtomicBoolean over, Set<String> kept) throws IOException {
    int looks = 0;
    boolean last;
    do {
      last = over.get();
      Set<String> createdBefore = Set.copyOf(created.keySet());
      Set<String> deletedBefore = Set.copyOf(deleted);
      Set<String> first = StoredState.hashes(box.config()).keySet();
      Set<String> sections = tokenSections(Files.readString(box.config().resolve("user.cfg")));
      Set<String> second = StoredState.hashes(box.config()).keySet();
      assertThat(first)
          .containsAll(kept)
          .containsAll(createdBefore)
          .noneMatch(deletedBefore::contains);
      Set<String> alive = new HashSet<>(first);
      alive.retainAll(second);
      assertThat(sections).as("limits of tokens that are alive").containsAll(alive);
      looks++;
    } while (!last);
    return looks;
  }

  /** Readers take no lock and must not fail, whatever the writers do. */
  private int listUntil(AtomicBoolean over) throws Exception {
    int lists = 0;
    while (!over.get()) {
      Outcome outcome = box.admin("token", "list").run();
      assertThat(outcome.exit()).as(outcome.err()).isZero();
      assertThat(outcome.out().lines().filter(line -> line.startsWith("kept@pbs!"))).hasSize(KEPT);
      lists++;
    }
    return lists;
  }

  private static Set<String> tokenSections(String users) {
    Set<String> ids = new HashSet<>();
    for (String header : StoredState.sections(users).keySet()) {
      assertThat(header).startsWith("token: ");
      ids.add(header.substring("token: ".length()));
    }
    return ids;
  }
}
