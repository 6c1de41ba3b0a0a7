package dev.latchkey.bench;

import dev.latchkey.bench.ChangeBenchmark.Load;
import dev.latchkey.bench.EndpointBenchmark.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.openjdk.jmh.runner.RunnerException;

/** What a verification costs, and what its being quick is worth to a server. */
final class VerifyReport implements Report {

  private static final double MAX_CACHED_NANOS = 200;
  private static final double MIN_HASHING = 100_000;
  private static final double MIN_REQUESTS = 100;
  private static final double MAX_CHANGE = 1.5;

  /** What shall be the same may differ by as much. */
  private static final double SAME = 1.1;

  private static final int FEW = 10;
  private static final int[] MANY = {100, 1000, 10_000, 100_000};
  private static final int[] STORM_TOKENS = {FEW, 10_000};
  private static final int CONNECTIONS = 16;

  /** The same requests to endpoints that check in different ways. */
  private record Endpoints(Plan none, Plan cached, Plan hashed) {}

  /** The same number of threads that verify, and that compute what they share with nobody. */
  private record Threads(Plan cached, Plan digest) {}

  /** The same changes under different loads. */
  private record Changes(Plan idle, Plan requests, Plan verify, Plan digest) {}

  private final int processors = Runtime.getRuntime().availableProcessors();
  private final boolean quick;
  private final List<Plan> plans = new ArrayList<>();
  private final Table table = new Table("what", "measured", "ratio", "target", "met");
  private final Picture byThreads =
      new Picture("verify-threads", "threads", "processor time of a verification, ns");
  private final Picture byTokens =
      new Picture("verify-tokens", "tokens", "processor time of a verification, ns");

  /**
   * A report that is yet to be measured.
   *
   * @param quick whether a minute must do, for figures that mean little
   */
  VerifyReport(boolean quick) {
    this.quick = quick;
  }

  @Override
  public Table table() throws RunnerException {
    Plan cached = verify("cached", 1, FEW, FEW);
    Plan hashed = verify("hashed", 1, FEW, FEW);
    List<Threads> severalThreads = new ArrayList<>();
    for (int threads : new TreeSet<>(List.of(1, 2, 4, 16, 64, 16 * processors))) {
      Plan plan = threads == 1 ? cached : verify("cached", threads, FEW, FEW);
      severalThreads.add(new Threads(plan, verify("digest", threads, FEW, FEW)));
    }
    List<Plan> cachedByTokens = new ArrayList<>();
    for (int tokens : MANY) {
      cachedByTokens.add(verify("cached", 1, tokens, FEW));
    }
    int most = MANY[MANY.length - 1];
    Plan hashedByTokens = verify("hashed", 1, most, FEW);
    Plan allInUse = verify("cached", 1, most, most);
    List<Plan> storms = new ArrayList<>();
    for (int tokens : STORM_TOKENS) {
      storms.add(storm(tokens));
    }
    Endpoints endpoints =
        new Endpoints(endpoint(Check.NONE), endpoint(Check.CACHED), endpoint(Check.HASHED));
    Changes changes =
        new Changes(
            change(Load.NONE), change(Load.REQUESTS), change(Load.VERIFY), change(Load.DIGEST));

    Measurements measured = new Measurements(plans, quick ? 1 : 3, System.err);

    addFirst(measured, cached, hashed);
    byTokens.point("cached", FEW, measured.secondary(cached, ProcessorTime.NANOS));
    severalThreads.forEach(threads -> addThreads(measured, threads, severalThreads.getFirst()));
    for (Plan plan : cachedByTokens) {
      addTokens(measured, "cached verify", plan, cached, "");
      byTokens.point(
          "cached",
          Double.parseDouble(plan.parameters().getOrDefault("tokens", "")),
          measured.secondary(plan, ProcessorTime.NANOS));
    }
    addTokens(measured, "cached verify", allInUse, cached, ", each in turn");
    addTokens(measured, "hashing verify", hashedByTokens, hashed, "");
    storms.forEach(plan -> addStorm(measured, plan));
    addEndpoints(measured, endpoints);
    addChanges(measured, changes, "create");
    addChanges(measured, changes, "delete");
    addVerifications(measured, changes, cached);
    table.note(
        processors
            + " processors, Java "
            + Runtime.version().feature()
            + ". One verification is given in processor time unless it says p50."
            + (quick ? " Too quick to mean much." : ""));
    return table;
  }

  @Override
  public List<Picture> pictures() {
    return List.of(byThreads, byTokens);
  }

  private Plan plan(Plan plan) {
    plans.add(plan);
    return plan;
  }

  private Plan verify(String method, int threads, int tokens, int inUse) {
    Map<String, String> parameters =
        Map.of("tokens", Integer.toString(tokens), "inUse", Integer.toString(inUse));
    int millis = quick ? 400 : 1000;
    return plan(
        new Plan(VerifyBenchmark.class, method, threads, parameters, 3, quick ? 2 : 3, millis));
  }

  private Plan storm(int tokens) {
    Map<String, String> parameters = Map.of("tokens", Integer.toString(tokens));
    int iterations = quick ? 2 : 3;
    int millis = quick ? 700 : 2000;
    return plan(
        new Plan(StormBenchmark.class, "cached", 1, parameters, iterations, iterations, millis));
  }

  private Plan endpoint(Check check) {
    Map<String, String> parameters = Map.of("check", check.name());
    int iterations = quick ? 2 : 3;
    int millis = quick ? 700 : 2000;
    return plan(
        new Plan(
            EndpointBenchmark.class,
            "request",
            CONNECTIONS,
            parameters,
            iterations,
            iterations,
            millis));
  }

  private Plan change(Load load) {
    Map<String, String> parameters = Map.of("load", load.name());
    boolean busy = load == Load.VERIFY || load == Load.DIGEST;
    int warmups = quick ? 1 : 5;
    int iterations = quick ? 3 : busy ? 10 : 30;
    return plan(
        new Plan(
            ChangeBenchmark.class, "createAndDelete", 1, parameters, warmups, iterations, 1000));
  }

  private void addFirst(Measurements measured, Plan cached, Plan hashed) {
    double nanos = measured.secondary(cached, ProcessorTime.NANOS);
    double hash = measured.secondary(hashed, ProcessorTime.NANOS);
    table.row(
        "cached verify, 1 thread, 10 tokens",
        Figures.nanos(nanos),
        "",
        "≤ 200 ns",
        met(nanos <= MAX_CACHED_NANOS));
    table.row(
        "hashing verify, 1 thread, 10 tokens",
        Figures.nanos(hash),
        Figures.times(hash / nanos) + " of cached",
        "≥ 100 000×",
        met(hash / nanos >= MIN_HASHING));
  }

  /** More threads may cost what they cost where nothing is shared, but not more. */
  private void addThreads(Measurements measured, Threads threads, Threads one) {
    double nanos = measured.secondary(threads.cached(), ProcessorTime.NANOS);
    double digest = measured.secondary(threads.digest(), ProcessorTime.NANOS);
    int number = threads.cached().threads();
    byThreads.point("cached verification", number, nanos);
    byThreads.point("SHA-256 alone", number, digest);
    if (number > 1) {
      double ratio = nanos / measured.secondary(one.cached(), ProcessorTime.NANOS);
      double digestRatio = digest / measured.secondary(one.digest(), ProcessorTime.NANOS);
      table.row(
          "cached verify, " + number + " threads",
          Figures.nanos(nanos),
          Figures.times(ratio) + " of 1 thread; SHA-256 alone: " + Figures.times(digestRatio),
          "≤ " + SAME + "× of SHA-256's",
          met(ratio <= SAME * digestRatio));
    }
  }

  private void addTokens(Measurements measured, String what, Plan plan, Plan few, String inUse) {
    addAtMost(
        what + ", " + tokens(plan) + inUse,
        measured.secondary(plan, ProcessorTime.NANOS),
        measured.secondary(few, ProcessorTime.NANOS),
        "10 tokens",
        SAME);
  }

  private static String tokens(Plan plan) {
    return Figures.count(Long.parseLong(plan.parameters().getOrDefault("tokens", ""))) + " tokens";
  }

  private void addAtMost(String what, double nanos, double base, String ofWhat, double most) {
    table.row(
        what,
        Figures.nanos(nanos),
        Figures.times(nanos / base) + " of " + ofWhat,
        "≤ " + most + "×",
        met(nanos / base <= most));
  }

  private void addStorm(Measurements measured, Plan plan) {
    double seconds = measured.iterations(plan) * plan.millis() / 1e3;
    double changes = measured.total(plan, "changes") / seconds;
    long hashes = Math.round(measured.total(plan, "hashes"));
    long calls = Math.round(measured.total(plan, "calls"));
    table.row(
        "cached verify, "
            + tokens(plan)
            + ", another process makes "
            + Math.round(changes)
            + " changes/s",
        "p50 "
            + Figures.nanos(measured.percentile(plan, 50))
            + ", p99 "
            + Figures.nanos(measured.percentile(plan, 99)),
        Figures.count(hashes) + " hashes in " + Figures.count(calls) + " calls",
        "0 hashes",
        met(hashes == 0));
  }

  private void addEndpoints(Measurements measured, Endpoints endpoints) {
    double none = measured.score(endpoints.none());
    double cached = measured.score(endpoints.cached());
    double hashed = measured.score(endpoints.hashed());
    String http = "HTTP, " + CONNECTIONS + " connections, ";
    table.row(http + "hashing verify", Figures.rate(hashed), "", "", "");
    table.row(
        http + "cached verify",
        Figures.rate(cached),
        Figures.times(cached / hashed) + " of hashing",
        "≥ 100×",
        met(cached / hashed >= MIN_REQUESTS));
    table.row(
        http + "nothing checked",
        Figures.rate(none),
        Figures.times(none / hashed) + " of hashing",
        "",
        "");
  }

  private void addChanges(Measurements measured, Changes changes, String verb) {
    double idle = measured.secondary(changes.idle(), verb);
    double digest = measured.secondary(changes.digest(), verb);
    String others = verb + ", " + ChangeBenchmark.THREADS + " threads ";
    table.row(verb + ", idle", Figures.nanos(idle), "", "", "");
    addAtMost(
        others + "verify " + ChangeBenchmark.RATE + " times a second each",
        measured.secondary(changes.requests(), verb),
        idle,
        "idle",
        MAX_CHANGE);
    addAtMost(
        others + "verify without a pause",
        measured.secondary(changes.verify(), verb),
        idle,
        "idle",
        MAX_CHANGE);
    table.row(
        others + "compute SHA-256 instead",
        Figures.nanos(digest),
        Figures.times(digest / idle) + " of idle",
        "",
        "");
  }

  /** What is left of a load that without changes would keep all processors busy. */
  private void addVerifications(Measurements measured, Changes changes, Plan cached) {
    double seconds =
        (measured.total(changes.verify(), "create") + measured.total(changes.verify(), "delete"))
            / 1e9;
    double rate = measured.total(changes.verify(), "verifications") / seconds;
    double most = processors * 1e9 / measured.secondary(cached, ProcessorTime.NANOS);
    table.row(
        "cached verify, "
            + ChangeBenchmark.THREADS
            + " threads, "
            + Math.round(2 * measured.iterations(changes.verify()) / seconds)
            + " changes/s in the same process",
        Figures.rate(rate),
        Figures.times(rate / most) + " of no changes",
        "",
        "");
  }

  private static String met(boolean met) {
    return met ? "yes" : "no";
  }
}
