package dev.latchkey.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;

/**
 * What was measured. The plans take turns in several rounds, and a figure is the median of all
 * iterations of a plan: what disturbs the machine for a while disturbs all plans alike.
 */
final class Measurements {

  private final Map<Plan, List<IterationResult>> results = new LinkedHashMap<>();

  /**
   * Runs plans.
   *
   * @param progress is told what runs
   * @throws RunnerException if one of them fails
   */
  Measurements(Collection<Plan> plans, int rounds, PrintStream progress) throws RunnerException {
    for (int round = 1; round <= rounds; round++) {
      int number = 1;
      for (Plan plan : plans) {
        progress.printf(
            "bench: round %d of %d, %d of %d: %s%n", round, rounds, number++, plans.size(), plan);
        for (RunResult run : new Runner(plan.options()).run()) {
          for (BenchmarkResult fork : run.getBenchmarkResults()) {
            results
                .computeIfAbsent(plan, first -> new ArrayList<>())
                .addAll(fork.getIterationResults());
          }
        }
      }
    }
  }

  /** The median of a plan's primary result. */
  double score(Plan plan) {
    return median(plan, iteration -> iteration.getPrimaryResult().getScore());
  }

  /** The median of a percentile of a plan's primary result. */
  double percentile(Plan plan, double percent) {
    return median(
        plan, iteration -> iteration.getPrimaryResult().getStatistics().getPercentile(percent));
  }

  /** The median of another result. */
  double secondary(Plan plan, String name) {
    return median(plan, iteration -> secondary(iteration, name));
  }

  /** The sum of another result over all iterations. */
  double total(Plan plan, String name) {
    return of(plan).stream().mapToDouble(iteration -> secondary(iteration, name)).sum();
  }

  /** How many iterations of a plan there were. */
  int iterations(Plan plan) {
    return of(plan).size();
  }

  private static double secondary(IterationResult iteration, String name) {
    return Objects.requireNonNull(iteration.getSecondaryResults().get(name), name).getScore();
  }

  private double median(Plan plan, ToDoubleFunction<IterationResult> figure) {
    double[] sorted = of(plan).stream().mapToDouble(figure).toArray();
    Arrays.sort(sorted);
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  private List<IterationResult> of(Plan plan) {
    List<IterationResult> found = results.get(plan);
    if (found == null || found.isEmpty()) {
      throw new IllegalStateException("nothing was measured: " + plan);
    }
    return found;
  }
}
