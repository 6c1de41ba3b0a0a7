package dev.latchkey.bench;

import dev.latchkey.bench.CacheBenchmark.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.runner.RunnerException;

/** What a look-up in a cache costs, and how soon an invalidation counts everywhere. */
final class CacheReport implements Report {

  private static final double MAX_HIT = 1.3;
  private static final double MAX_APPLIED_NANOS = 150e6;
  private static final int[] THREADS = {1, 2, 4, 16, 64};
  private static final int[] PROCESSES = {1, 5, 10, 25, 50};

  private final boolean quick;
  private final List<Plan> plans = new ArrayList<>();
  private final Table table = new Table("what", "measured", "ratio", "target", "met");
  private final Picture byThreads =
      new Picture("cache-threads", "threads", "processor time of a hit, ns");
  private final Picture byProcesses =
      new Picture("invalidation-processes", "processes", "until acknowledged, ms");

  /**
   * A report that is yet to be measured.
   *
   * @param quick whether a minute must do, for figures that mean little
   */
  CacheReport(boolean quick) {
    this.quick = quick;
  }

  @Override
  public Table table() throws RunnerException, IOException, InterruptedException {
    for (int threads : THREADS) {
      for (Kind kind : Kind.values()) {
        plans.add(plan(threads, kind));
      }
    }
    Measurements measured = new Measurements(plans, quick ? 1 : 5, System.err);
    for (int i = 0; i < plans.size(); i += Kind.values().length) {
      addHits(measured, plans.subList(i, i + Kind.values().length));
    }
    for (int count : PROCESSES) {
      addInvalidations(count);
    }
    table.note(
        Runtime.getRuntime().availableProcessors()
            + " processors, Java "
            + Runtime.version().feature()
            + ". A hit is given in processor time."
            + (quick ? " Too quick to mean much." : ""));
    return table;
  }

  @Override
  public List<Picture> pictures() {
    return List.of(byThreads, byProcesses);
  }

  private Plan plan(int threads, Kind kind) {
    return new Plan(
        CacheBenchmark.class,
        "hit",
        threads,
        Map.of("kind", kind.name()),
        3,
        quick ? 2 : 3,
        quick ? 400 : 1000);
  }

  private void addHits(Measurements measured, List<Plan> kinds) {
    double bare = measured.secondary(kinds.getFirst(), ProcessorTime.NANOS);
    int threads = kinds.getFirst().threads();
    String hit = "hit, " + threads + (threads == 1 ? " thread" : " threads");
    byThreads.point("Caffeine bare", threads, bare);
    byThreads.point("SwrCache", threads, measured.secondary(kinds.get(2), ProcessorTime.NANOS));
    table.row(hit + ", Caffeine bare", Figures.nanos(bare), "", "", "");
    addHit(hit + ", without the counter", measured, kinds.get(1), bare);
    addHit(hit + ", with the counter", measured, kinds.get(2), bare);
  }

  private void addHit(String what, Measurements measured, Plan plan, double bare) {
    double nanos = measured.secondary(plan, ProcessorTime.NANOS);
    table.row(
        what,
        Figures.nanos(nanos),
        Figures.times(nanos / bare) + " of bare",
        "≤ " + MAX_HIT + "×",
        nanos / bare <= MAX_HIT ? "yes" : "no");
  }

  private void addInvalidations(int count) throws IOException, InterruptedException {
    System.err.println("bench: invalidations with " + count + " processes");
    String processes = count + (count == 1 ? " process" : " processes");
    try (Peers peers = new Peers(count)) {
      var _ = peers.nanosToAcknowledge(5); // warms up
      if (count == 1) {
        double[] applied = peers.nanosToApply(quick ? 20 : 300);
        table.row(
            "invalidation until applied, " + processes + " that does nothing",
            percentiles(applied),
            "",
            "p99 ≤ 150 ms",
            percentile(applied, 99) <= MAX_APPLIED_NANOS ? "yes" : "no");
      }
      double[] acknowledged = peers.nanosToAcknowledge(quick ? 10 : 100);
      byProcesses.point("p50", count, percentile(acknowledged, 50) / 1e6);
      byProcesses.point("p99", count, percentile(acknowledged, 99) / 1e6);
      table.row(
          "invalidation until acknowledged, " + processes, percentiles(acknowledged), "", "", "");
    }
  }

  private static String percentiles(double[] sorted) {
    return "p50 "
        + Figures.nanos(percentile(sorted, 50))
        + ", p99 "
        + Figures.nanos(percentile(sorted, 99));
  }

  private static double percentile(double[] sorted, int percent) {
    return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
  }
}
