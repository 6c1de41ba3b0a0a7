package dev.latchkey.token;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Runs threads one at a time and in every order that there is, up to a number of preemptions.
 *
 * <p>A thread runs from one {@linkplain #reach point} to the next. A preemption is to go on with
 * another thread although this one has not ended: few of them are enough for nearly every race, and
 * their number keeps that of the orders small.
 */
final class Interleavings {

  /** What one thread does. */
  interface Body {
    /** Does it; must do the same each time that it is run in the same order. */
    void run() throws Exception;
  }

  /** What is done again in each order. */
  interface Scene {
    /** Begins anew, with one body for each thread. */
    List<Body> begin() throws Exception;

    /** Checks what is left when all threads have ended. */
    void end() throws Exception;
  }

  private enum Phase {
    PAUSED,
    RUNNING,
    ENDED
  }

  /** Which thread went on, of those that could have. */
  private static final class Choice {
    final List<Integer> options;
    int taken;

    Choice(List<Integer> options) {
      this.options = options;
    }
  }

  private final class Worker extends Thread {
    private final int number;
    private final Body body;
    private String point = "the start";
    private volatile Phase phase = Phase.PAUSED;
    private volatile @Nullable Throwable failure;

    Worker(int number, Body body) {
      super("thread " + number);
      this.number = number;
      this.body = body;
      setDaemon(true);
    }

    @Override
    public void run() {
      awaitTurn();
      try {
        body.run();
      } catch (Exception | Error e) {
        failure = e;
      }
      handOver("the end", Phase.ENDED);
    }

    void handOver(String reached, Phase next) {
      if (released) {
        phase = next == Phase.ENDED ? next : phase;
        return;
      }
      trace.add("  " + getName() + " from " + point + " to " + reached);
      point = reached;
      phase = next;
      goOn(this);
      if (next == Phase.PAUSED) {
        awaitTurn();
      }
    }

    private void awaitTurn() {
      while (turn != this && !released) {
        LockSupport.park(this);
      }
      phase = Phase.RUNNING;
    }

    /** Whether it waits for a lock, which only one that is paused can hold. */
    boolean isBlocked() {
      return phase == Phase.RUNNING
          && getState() == Thread.State.WAITING
          && phase == Phase.RUNNING
          && turn == this;
    }
  }

  private static final long POLL_NANOS = 100_000;

  private final int maxPreemptions;
  private final Thread controller = Thread.currentThread();

  /** The way to the order that is tried now, and where others begin. */
  private final List<Choice> path = new ArrayList<>();

  // Of the order that is tried now: used by one thread at a time.
  private List<Worker> workers = List.of();
  private final List<String> trace = new ArrayList<>();
  private int step;
  private int preemptions;

  private volatile @Nullable Worker turn;
  private volatile boolean ended;
  private volatile boolean released;
  private volatile boolean different;

  private int complete;
  private int blocked;

  /**
   * Prepares to try orders, on the thread that calls this.
   *
   * @param maxPreemptions how often a thread that could go on may have to wait
   */
  Interleavings(int maxPreemptions) {
    this.maxPreemptions = maxPreemptions;
  }

  /** Lets another thread go on, if the calling one is of those that are tried. */
  static void reach(String point) {
    if (Thread.currentThread() instanceof Worker worker) {
      worker.handOver(point, Phase.PAUSED);
    }
  }

  /** How many orders were tried to their end. */
  int complete() {
    return complete;
  }

  /**
   * How many were given up because a thread ran into a lock that a paused one holds. Each is the
   * same as another in which it waits at its last point instead.
   */
  int blocked() {
    return blocked;
  }

  /** Tries all orders; fails at the first in which a body or the end of the scene fails. */
  void explore(Scene scene) throws Exception {
    do {
      start(scene.begin());
      if (released) {
        blocked++;
      } else {
        complete++;
        check(scene);
      }
    } while (nextPath());
  }

  private boolean nextPath() {
    while (!path.isEmpty()) {
      Choice last = path.getLast();
      if (++last.taken < last.options.size()) {
        return true;
      }
      path.removeLast();
    }
    return false;
  }

  private void start(List<Body> bodies) throws InterruptedException {
    workers =
        IntStream.range(0, bodies.size()).mapToObj(i -> new Worker(i, bodies.get(i))).toList();
    trace.clear();
    step = 0;
    preemptions = 0;
    turn = null;
    ended = false;
    released = false;
    workers.forEach(Worker::start);
    goOn(null);
    while (!ended && !released) {
      Worker running = turn;
      if (running != null && running.isBlocked()) {
        release();
        break;
      }
      // Woken at the end; nobody wakes us when a thread blocks.
      LockSupport.parkNanos(this, POLL_NANOS);
    }
    for (Worker worker : workers) {
      worker.join();
    }
    if (different) {
      throw new IllegalStateException("not the same again:\n" + String.join("\n", trace));
    }
  }

  /** Lets all threads run to their end as they like. */
  private void release() {
    released = true;
    workers.forEach(LockSupport::unpark);
  }

  private void check(Scene scene) {
    try {
      for (Worker worker : workers) {
        if (worker.failure != null) {
          throw new AssertionError(worker.getName() + " failed", worker.failure);
        }
      }
      scene.end();
    } catch (Exception | AssertionError e) {
      throw new AssertionError("order " + complete + ":\n" + String.join("\n", trace), e);
    }
  }

  /** Chooses who goes on after a thread has paused or ended. */
  private void goOn(@Nullable Worker last) {
    List<Integer> options = options(last);
    if (options.isEmpty()) {
      ended = true;
      LockSupport.unpark(controller);
      return;
    }
    if (step == path.size()) {
      path.add(new Choice(options));
    }
    Choice choice = path.get(step++);
    if (!choice.options.equals(options)) {
      different = true;
      release();
      return;
    }
    Worker next = workers.get(choice.options.get(choice.taken));
    if (next != last) {
      preemptions += last == null || last.phase == Phase.ENDED ? 0 : 1;
      turn = next;
      LockSupport.unpark(next);
    }
  }

  /** The present thread first, which takes no preemption, then the others if they may run. */
  private List<Integer> options(@Nullable Worker last) {
    boolean mayGoOn = last != null && last.phase != Phase.ENDED;
    List<Integer> options = new ArrayList<>();
    if (last != null && mayGoOn) {
      options.add(last.number);
    }
    if (!mayGoOn || preemptions < maxPreemptions) {
      for (Worker worker : workers) {
        if (worker != last && worker.phase != Phase.ENDED) {
          options.add(worker.number);
        }
      }
    }
    return options;
  }
}
