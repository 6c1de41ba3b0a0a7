package dev.latchkey.bench;

import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * One benchmark and how to run it.
 *
 * @param benchmark the class
 * @param method its method
 * @param threads how many threads call it
 * @param parameters what differs from the defaults of its {@code @Param} fields
 * @param warmups how many iterations do not count
 * @param iterations how many count, in each round
 * @param millis how long an iteration is
 */
record Plan(
    Class<?> benchmark,
    String method,
    int threads,
    Map<String, String> parameters,
    int warmups,
    int iterations,
    int millis) {

  /** For a round: a process of its own. */
  Options options() {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("^" + benchmark.getName() + '.' + method + '$')
            .threads(threads)
            .forks(1)
            .warmupIterations(warmups)
            .warmupTime(TimeValue.milliseconds(millis))
            .measurementIterations(iterations)
            .measurementTime(TimeValue.milliseconds(millis))
            .addProfiler(ProcessorTime.class)
            .jvmArgsAppend(
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow")
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT);
    parameters.forEach(options::param);
    return options.build();
  }

  @Override
  public String toString() {
    return benchmark.getSimpleName()
        + '.'
        + method
        + new TreeMap<>(parameters)
        + (threads == 1 ? "" : " with " + threads + " threads");
  }
}
