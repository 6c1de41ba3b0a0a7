package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Faults at many places of one command, tried one by one and a few at a time. */
final class Faults {

  /** With {@code -Dfaults=all} every place, else those that can differ from their neighbours. */
  static final boolean ALL = "all".equals(System.getProperty("faults"));

  /** One command with a fault in it. */
  interface Trial<T> {

    /**
     * Runs it and checks what it left.
     *
     * @param number tells apart the trials of one series
     */
    void run(T place, int number) throws Exception;
  }

  private Faults() {}

  /** Tries every place and fails with all that went wrong. */
  static <T> void tryAll(List<T> places, Trial<T> trial) throws InterruptedException {
    assertThat(places).isNotEmpty();
    List<Callable<List<String>>> trials = new ArrayList<>();
    for (int i = 0; i < places.size(); i++) {
      int number = i;
      trials.add(
          () -> {
            try {
              trial.run(places.get(number), number);
              return List.of();
            } catch (Exception | AssertionError failure) {
              return List.of("at " + places.get(number) + "\n" + failure);
            }
          });
    }
    List<String> failures = new ArrayList<>();
    try (ExecutorService workers =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
      for (Future<List<String>> result : workers.invokeAll(trials)) {
        failures.addAll(result.resultNow());
      }
    }
    assertThat(failures).as("failures at %d places", places.size()).isEmpty();
  }
}
