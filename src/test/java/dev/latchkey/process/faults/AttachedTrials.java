package dev.latchkey.process.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.cache.InvalidationReport;
import dev.latchkey.cache.InvalidationReport.ProcessReport;
import dev.latchkey.cache.InvalidationReport.Status;
import dev.latchkey.process.AdminProcess;
import dev.latchkey.process.AdminProcess.Outcome;
import dev.latchkey.process.CacheChange;
import dev.latchkey.process.CacheHost;
import dev.latchkey.process.CacheQuestion;
import dev.latchkey.process.Strace;
import dev.latchkey.process.Strace.Call;
import dev.latchkey.process.faults.Fault.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * {@code cache invalidate} with faults, one after the other, while the same servers are attached
 * all the time: they forget what the command says that they forgot, and go on.
 */
final class AttachedTrials implements Series {

  static final String LABEL = "cache invalidate, servers attached";

  private static final CacheChange CHANGE =
      CacheChange.user(CacheQuestion.ACCOUNTS.getFirst(), CacheQuestion.NAMES.getFirst());

  private final BlockingQueue<CacheHost> hosts = new LinkedBlockingQueue<>();
  private final List<Fault> faults;

  AttachedTrials(Path directory) throws Exception {
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      CacheHost host = new CacheHost(directory.resolve("host" + i), 0).start("one", "two");
      hosts.add(host);
      assertForgets(host); // and makes the files that are there from then on
    }
    CacheHost host = hosts.element();
    String names = Strace.CHANGES + ",statx";
    List<Call> calls = firsts(host, Strace.callsOf(host.box, names, in(host)));
    this.faults = new ArrayList<>(Fault.allOf(host.box, calls));
    for (Call call : calls) {
      // Whether a server lives.
      if (call.text().contains("/" + host.servers.getFirst().pid() + "/stat\"")) {
        faults.add(new Fault(call, Kind.EMFILE));
      }
    }
  }

  /** Without those that only ask again whether the servers have answered by now. */
  private static List<Call> firsts(CacheHost host, List<Call> calls) {
    List<Call> firsts = new ArrayList<>();
    Set<String> asked = new HashSet<>();
    for (Call call : calls) {
      if (!call.isOn(host.processes()) || asked.add(call.arguments())) {
        firsts.add(call);
      }
    }
    return firsts;
  }

  private static AdminProcess in(CacheHost host) {
    return host.box
        .admin("cache", "invalidate")
        .with(CHANGE.command().toArray(String[]::new))
        .with("--timeout", "30s");
  }

  @Override
  public List<Fault> faults() {
    return faults;
  }

  @Override
  public boolean isDone(Fault fault, String name) throws Exception {
    CacheHost host = hosts.take();
    try {
      boolean done = isAnnounced(host, fault);
      assertForgets(host);
      return done;
    } finally {
      hosts.add(host);
    }
  }

  /** Whether the servers were told. */
  private static boolean isAnnounced(CacheHost host, Fault fault) throws Exception {
    host.versions.raise(CHANGE.questions());
    long before = host.counter();
    Path log = Files.createTempFile(host.box.scratch(), "fault", "");
    Outcome outcome = in(host).under(fault.words(log)).run();
    if (!fault.call().text().matches(".*/(processes|proc)/.*")) { // as often as it takes
      fault.assertStruck(log);
    }
    boolean done = host.counter() != before;
    boolean said = host.servers.stream().allMatch(each -> outcome.err().contains(each.label()));
    if (fault.kind() == Kind.KILL) {
      assertThat(outcome.exit()).as(outcome.err()).isEqualTo(128 + 9);
    } else if (fault.call().isOnStream(2)) {
      assertThat(outcome.exit()).as(outcome.err()).isIn(0, 1, 9);
    } else {
      assertThat(outcome.exit()).as(outcome.err()).isIn(0, 1, 9);
      assertThat(done).as("done, as said: %s", outcome).isEqualTo(outcome.exit() != 1);
      assertThat(said).as("servers named: %s", outcome).isEqualTo(outcome.exit() != 1);
    }
    if (done || said) {
      var _ = host.assertNothingOld();
    }
    return done;
  }

  /** Whatever came before: the next invalidation is journaled, acknowledged and applied. */
  private static void assertForgets(CacheHost host) {
    host.versions.raise(CHANGE.questions());
    InvalidationReport report =
        host.control().invalidate(CHANGE.invalidation(), CacheHost.PATIENCE);
    assertThat(report.isJournaled()).isTrue();
    assertThat(report.auditFailure()).isNull();
    assertThat(report.processes())
        .extracting(ProcessReport::status)
        .hasSize(host.servers.size())
        .containsOnly(Status.ACKNOWLEDGED);
    var _ = host.assertNothingOld();
  }

  @Override
  public int assertClaims() {
    return 0;
  }

  /** Ends the servers. */
  void stop() throws InterruptedException {
    for (CacheHost host : hosts) {
      host.stop();
    }
  }
}
