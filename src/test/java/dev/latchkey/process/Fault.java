package dev.latchkey.process;

import dev.latchkey.process.Strace.Call;
import java.util.ArrayList;
import java.util.List;

/** What happens to the command at one of its system calls. */
record Fault(Call call, Kind kind) {

  enum Kind {
    KILL("signal=KILL"),
    EIO("error=EIO"),
    ENOSPC("error=ENOSPC"),
    EINTR("error=EINTR");

    /** As strace writes it. */
    private final String injection;

    Kind(String injection) {
      this.injection = injection;
    }
  }

  /** What a full file system fails: growing a file or making a name. */
  private static final String GROWING = "write|pwrite64|fsync|mkdir|mkdirat|rename\\w*|link\\w*";

  /** What a signal may interrupt, as the manual pages have it. */
  private static final String INTERRUPTIBLE = "open|openat|write|pwrite64|fsync|ftruncate|flock";

  /** What completes a step: what came before it stands, and what comes after it does not. */
  private static final String STEPS = "rename\\w*|unlink\\w*|link\\w*|fsync|mkdir\\w*|ftruncate";

  /** Every fault that a run can meet on its files and streams. */
  static List<Fault> allOf(Sandbox box, List<Call> calls) {
    List<Fault> faults = new ArrayList<>();
    for (Call call : calls) {
      boolean ours = call.isOn(box.config()) || call.isOn(box.run()) || call.isOn(box.out());
      if (ours || isOnStream(call)) {
        for (Kind kind : Kind.values()) {
          if (meets(call, kind)) {
            faults.add(new Fault(call, kind));
          }
        }
      }
    }
    return faults;
  }

  private static boolean meets(Call call, Kind kind) {
    boolean look = isLook(call);
    // What cannot be removed stays.
    boolean removal = (look || call.name().startsWith("unlink")) && call.text().contains(".tmp_");
    return switch (kind) {
      case KILL -> !look;
      case EIO -> !removal;
      case ENOSPC -> call.name().matches(GROWING) || call.text().contains("O_CREAT");
      case EINTR -> call.name().matches(INTERRUPTIBLE);
    };
  }

  private static boolean isLook(Call call) {
    return call.name().startsWith("statx") || !call.mayChange();
  }

  /** Whether it is at a call that only looks. What is looked at again under the lock decides. */
  boolean isAtLook() {
    return isLook(call);
  }

  private static boolean isOnStream(Call call) {
    return call.isOnStream(1) || call.isOnStream(2);
  }

  /** SIGKILL at every other step, and errors by turns at those between: always the same ones. */
  static List<Fault> sampleOf(List<Fault> all) {
    List<Fault> sample = new ArrayList<>();
    int step = 0;
    for (int i = 0; i < all.size(); ) {
      Call call = all.get(i).call();
      List<Fault> here = all.stream().skip(i).takeWhile(each -> each.call().equals(call)).toList();
      i += here.size();
      if (call.name().matches(STEPS) || isOnStream(call)) {
        boolean killed = step % 2 == 0 || here.size() == 1;
        sample.add(here.get(killed ? 0 : 1 + (step / 2) % (here.size() - 1)));
        step++;
      }
    }
    return sample;
  }

  /** The words that start another program with it. */
  List<String> words() {
    return call.injecting(kind.injection);
  }

  @Override
  public String toString() {
    return kind + " at " + call;
  }
}
