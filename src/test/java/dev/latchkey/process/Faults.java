package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Faults at many places of one command, tried a few at a time. */
public final class Faults {

  /** One command with a fault in it. */
  public interface Trial<T> {

    /**
     * Runs it and checks what it left.
     *
     * @param number tells apart the trials of one series
     */
    void run(T place, int number) throws Exception;
  }

  /** One command with a fault in it, after which a change was made or was not. */
  public interface StateTrial<T> {

    /**
     * Runs it and checks what it left.
     *
     * @param name tells apart the trials of one series
     * @return whether it left the new state
     */
    boolean isDone(T place, String name) throws Exception;
  }

  /** What trials left; {@code failures} says what was neither the old state nor the new one. */
  public record Tally(int oldStates, int newStates, List<String> failures) {}

  private enum State {
    OLD,
    NEW
  }

  private Faults() {}

  /** Tries every place and fails with all that went wrong. */
  public static <T> void tryAll(List<T> places, Trial<T> trial) throws InterruptedException {
    assertThat(places).isNotEmpty();
    Tally tally =
        tally(
            places,
            (place, name) -> {
              trial.run(place, Integer.parseInt(name.substring("trial".length())));
              return true;
            });
    assertThat(tally.failures()).as("failures at %d places", places.size()).isEmpty();
  }

  /** Tries every place and says what all have left. */
  public static <T> Tally tally(List<T> places, StateTrial<T> trial) throws InterruptedException {
    List<Callable<Object>> trials = new ArrayList<>();
    for (int i = 0; i < places.size(); i++) {
      T place = places.get(i);
      String name = "trial" + i;
      trials.add(
          () -> {
            try {
              return trial.isDone(place, name) ? State.NEW : State.OLD;
            } catch (Exception | AssertionError failure) {
              return "at " + place + "\n" + failure;
            }
          });
    }
    int oldStates = 0;
    int newStates = 0;
    List<String> failures = new ArrayList<>();
    try (ExecutorService workers =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
      for (Future<Object> result : workers.invokeAll(trials)) {
        if (result.resultNow() == State.NEW) {
          newStates++;
        } else if (result.resultNow() == State.OLD) {
          oldStates++;
        } else {
          failures.add(String.valueOf(result.resultNow()));
        }
      }
    }
    return new Tally(oldStates, newStates, failures);
  }
}
