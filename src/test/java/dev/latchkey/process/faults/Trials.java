package dev.latchkey.process.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.Directories;
import dev.latchkey.Finding;
import dev.latchkey.Latchkey;
import dev.latchkey.process.AdminProcess.Outcome;
import dev.latchkey.process.Mutation;
import dev.latchkey.process.Sandbox;
import dev.latchkey.process.StoredState;
import dev.latchkey.process.Strace;
import dev.latchkey.process.Tools;
import dev.latchkey.process.Tools.Claim;
import dev.latchkey.process.faults.Fault.Kind;
import dev.latchkey.store.FileFinding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * One verb, and faults at its system calls: what each leaves is read by an independent reader, and
 * must be the state before or the one after, as the run has said.
 */
final class Trials<S> implements Series {

  private static final int NOT_FOUND = 3;
  private static final int KILLED = 128 + 9;
  private static final int[] GENERATIONS = {8, 16, 24, 32};

  final AtomicInteger leftTemporaryFile = new AtomicInteger();
  final AtomicInteger leftOddCounter = new AtomicInteger();
  final AtomicInteger leftUnannounced = new AtomicInteger();

  private final Mutation<S> mutation;
  private final Path directory;
  private final Sandbox template;
  private final Sandbox whole;
  private final S before;
  private final S after;
  private final StoredState restAfter;
  private final List<Strace.Call> calls;
  private final Queue<Claim> claims = new ConcurrentLinkedQueue<>();

  /** Makes the state before, and watches a run without faults. */
  Trials(Mutation<S> mutation, Path directory) throws Exception {
    this.mutation = mutation;
    this.directory = directory;
    this.template = mutation.prepare(directory.resolve("template"));
    this.before = mutation.read(template);
    this.whole = template.copyTo(directory.resolve("whole"));
    this.calls = Strace.callsOf(whole, Strace.CHANGES + ",statx", mutation.in(whole));
    this.after = mutation.read(whole);
    this.restAfter = whole.state();
    mutation.assertDone(before, after, after);
  }

  @Override
  public List<Fault> faults() {
    List<Fault> all = Fault.allOf(whole, calls);
    return mutation.looksLikeAnother()
        ? all.stream().dropWhile(fault -> !fault.isAtStep()).toList()
        : all;
  }

  /** The state before, not to be changed. */
  Sandbox template() {
    return template;
  }

  /** Removes what trials have left. */
  void clear() throws IOException {
    try (Stream<Path> boxes = Files.list(directory)) {
      for (Path box : boxes.toList()) {
        if (!box.equals(template.root()) && !box.equals(whole.root())) {
          Directories.delete(box);
        }
      }
    }
  }

  /** Empty, for what surrounds a copy. */
  Sandbox outside(String name) throws IOException {
    return new Sandbox(Files.createDirectories(directory.resolve(name)));
  }

  /** The state before, once more. */
  Sandbox copy(String name) throws IOException {
    return template.copyTo(directory.resolve(name));
  }

  /** The calls of a run without faults. */
  List<Strace.Call> calls() {
    return calls;
  }

  /** Where the run was that {@link #calls} names paths of. */
  Sandbox whole() {
    return whole;
  }

  Mutation<S> mutation() {
    return mutation;
  }

  /** Runs the verb with a fault, and what comes after it. */
  @Override
  public boolean isDone(Fault fault, String name) throws Exception {
    Sandbox box = copy(name);
    Path log = Files.createTempFile(box.scratch(), "fault", "");
    Outcome outcome = mutation.in(box).under(fault.words(log)).run();
    fault.assertStruck(log);
    boolean done = fault.kind() == Kind.KILL ? killed(box, outcome) : failed(box, outcome, fault);
    assertCarriesOn(box);
    return done;
  }

  private boolean killed(Sandbox box, Outcome outcome) throws Exception {
    assertThat(outcome.exit()).as("exit code").isEqualTo(KILLED);
    S found = mutation.read(box);
    StoredState rest = box.state();
    boolean done = mutation.isDone(before, after, found);
    if (mutation.wasAnnounced(outcome)) {
      assertAnnounced(box, outcome, found);
    } else if (done) {
      leftUnannounced.incrementAndGet();
    }
    if (!rest.temporaryFiles().isEmpty()) {
      leftTemporaryFile.incrementAndGet();
    }
    if (isAnyCounterOdd(box)) {
      leftOddCounter.incrementAndGet();
    }
    return done;
  }

  private void assertAnnounced(Sandbox box, Outcome outcome, S found) throws IOException {
    mutation.assertDone(before, after, found);
    assertThat(box.state().audit()).as("audit log").hasSameSizeAs(restAfter.audit());
    claims.addAll(mutation.claims(box, outcome, found));
  }

  private boolean failed(Sandbox box, Outcome outcome, Fault fault) throws Exception {
    boolean streams = fault.call().isOnStream(1) || fault.call().isOnStream(2);
    if (outcome.exit() == 0) {
      boolean mayGoOn =
          fault.kind() == Kind.EINTR
              || fault.call().isOnStream(2)
              || (fault.isAtLook() && isBeforeLock(fault.call()))
              || mutation.goesOnWithout(whole, before(fault.call()), fault.call());
      assertThat(mayGoOn).as("success").isTrue();
    }
    if (fault.call().isOnStream(1) && fault.kind() != Kind.EINTR) {
      assertThat(outcome.exit()).as(outcome.err()).isEqualTo(mutation.exitWithoutOutput());
    }
    String cause = fault.kind() == Kind.EINTR ? "" : fault.kind().words();
    return judged(box, outcome, cause, streams);
  }

  /**
   * Fails unless a run that ended by itself left what it says, and nothing half made.
   *
   * @param cause what it has to say if it failed
   * @param mute whether it may have been kept from saying anything
   * @return whether it left the new state
   */
  boolean judged(Sandbox box, Outcome outcome, String cause, boolean mute) throws Exception {
    boolean done = told(box, outcome, mute);
    if (outcome.exit() != 0 && outcome.err().contains("admin: ")) {
      assertThat(outcome.err()).containsIgnoringCase(cause);
    }
    assertThat(box.state().temporaryFiles()).as("temporary files").isEmpty();
    assertThat(isAnyCounterOdd(box) && !isAnyCounterOdd(template)).as("odd counter").isFalse();
    return done;
  }

  /** Then it decides nothing: what is looked at before the lock is looked at again under it. */
  private boolean isBeforeLock(Strace.Call call) {
    boolean takesLock = calls.stream().anyMatch(each -> each.name().equals("flock"));
    return takesLock && before(call).stream().noneMatch(each -> each.name().equals("flock"));
  }

  private List<Strace.Call> before(Strace.Call call) {
    return calls.subList(0, calls.indexOf(call));
  }

  /** Fails unless the state is the old one; false, because it is. */
  boolean assertUntouched(Sandbox box) throws Exception {
    mutation.assertUnchanged(before, mutation.read(box));
    return false;
  }

  /** Fails unless the exit code tells the truth; returns whether the state is the new one. */
  boolean told(Sandbox box, Outcome outcome, boolean mute) throws Exception {
    S found = mutation.read(box);
    switch (outcome.exit()) {
      case 0 -> {
        assertThat(mute || mutation.wasAnnounced(outcome)).as("announced").isTrue();
        assertAnnounced(box, outcome, found);
        return true;
      }
      case 9 -> {
        assertThat(outcome.err()).contains("admin: ");
        return mutation.isDone(before, after, found);
      }
      default -> {
        boolean isGone = outcome.exit() == NOT_FOUND && outcome.err().contains("does not exist");
        assertThat(isGone || mutation.failures().contains(outcome.exit()))
            .as(outcome.err())
            .isTrue();
        boolean reports = mutation.reportsFindings() && outcome.err().contains("finding");
        assertThat(reports || outcome.err().contains("admin: ")).as(outcome.err()).isTrue();
        boolean done = mutation.isDone(before, after, found);
        assertThat(done).as("done, as said").isEqualTo(mutation.wasAnnounced(outcome));
        if (!done) {
          mutation.assertUnchanged(before, found);
          assertThat(mutation.audits() && isFinallyDone(box)).as("audit says done").isFalse();
        }
        return done;
      }
    }
  }

  /** Whether the last that the audit log says of a change is that it was done. */
  private boolean isFinallyDone(Sandbox box) throws IOException {
    List<Map<String, String>> audit = box.state().audit();
    boolean longer = audit.size() > template.state().audit().size();
    Map<String, String> last = longer ? audit.getLast() : Map.of();
    return "done".equals(last.get("outcome")) && !"token withdraw".equals(last.get("verb"));
  }

  private static boolean isAnyCounterOdd(Sandbox box) throws IOException {
    return StoredState.counters(box.run(), GENERATIONS).stream().anyMatch(each -> each % 2 != 0);
  }

  /** The next command finds nothing in its way, and doctor nothing that it should have removed. */
  void assertCarriesOn(Sandbox box) throws Exception {
    mutation.assertCarriesOn(box, mutation.read(box));
    Map<String, String> owners = box.state().owners();
    assertThat(restAfter.owners().entrySet())
        .as("mode and owner, as of a run without faults")
        .filteredOn(entry -> !entry.getValue().equals(owners.get(entry.getKey())))
        .isEmpty();
    Latchkey later = box.latchkeyIn(Duration.ofHours(1));
    for (Finding finding : later.inspect()) {
      later.mend(finding);
    }
    List<String> named =
        later.inspect().stream()
            .filter(Finding.OfFile.class::isInstance)
            .map(finding -> ((Finding.OfFile) finding).finding())
            .filter(FileFinding.StaleTemporary.class::isInstance)
            .map(finding -> box.root().relativize(finding.path()).toString())
            .toList();
    // What may be the last copy of something is an administrator's to remove.
    assertThat(named)
        .as("temporary files that doctor names, and does not remove")
        .containsAll(box.state().temporaryFiles())
        .noneMatch(file -> file.startsWith("run/"));
    assertThat(isAnyCounterOdd(box)).as("odd counter").isFalse();
  }

  /** Asks libcrypt whether the secrets that were handed out verify. */
  @Override
  public int assertClaims() throws IOException, InterruptedException {
    List<Claim> made = List.copyOf(claims);
    claims.clear();
    if (!made.isEmpty()) {
      Tools.assertVerify(template, made);
    }
    return made.size();
  }
}
