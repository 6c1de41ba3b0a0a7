package dev.latchkey.process.faults;

import dev.latchkey.process.Sandbox;
import dev.latchkey.process.Strace;
import dev.latchkey.process.Strace.Call;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What happens to the command at one of its system calls. */
record Fault(Call call, Kind kind) {

  enum Kind {
    KILL("signal=KILL", ""),
    EIO("error=EIO", "input/output error"),
    ENOSPC("error=ENOSPC", "no space left on device"),
    EINTR("error=EINTR", "interrupted system call"),
    EMFILE("error=EMFILE", "too many open files");

    /** As strace writes it. */
    private final String injection;

    private final String words;

    Kind(String injection, String words) {
      this.injection = injection;
      this.words = words;
    }

    /** As an error message names it. */
    String words() {
      return words;
    }
  }

  /** What a full file system fails: growing a file or making a name. */
  private static final String GROWING = "write|pwrite64|fsync|mkdir|mkdirat|rename\\w*|link\\w*";

  /** What a signal may interrupt, as the manual pages have it. */
  private static final String INTERRUPTIBLE = "open|openat|write|pwrite64|fsync|ftruncate|flock";

  /** What completes a step: what came before it stands, and what comes after it does not. */
  private static final String STEPS = "rename\\w*|unlink\\w*|link\\w*|fsync|mkdir\\w*|ftruncate";

  /**
   * Every fault that a run can meet on its files and streams. Of looks at the same file between two
   * steps only the first is one of them.
   */
  static List<Fault> allOf(Sandbox box, List<Call> calls) {
    List<Fault> faults = new ArrayList<>();
    Set<String> looks = new HashSet<>();
    for (Call call : calls) {
      boolean ours = call.isOn(box.config()) || call.isOn(box.run()) || call.isOn(box.out());
      if (call.name().matches(STEPS + "|flock")) {
        looks.clear();
      }
      boolean isNew = !call.isLook() || looks.add(call.arguments());
      if (isNew && (ours || isOnStream(call))) {
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
    boolean look = call.isLook();
    // What cannot be removed stays.
    boolean removal = (look || call.name().startsWith("unlink")) && call.text().contains(".tmp_");
    boolean opens = call.name().startsWith("open");
    return switch (kind) {
      case KILL -> !look;
      case EIO -> !removal && !(look && opens); // those go the same way for EMFILE
      case ENOSPC -> call.name().matches(GROWING) || call.text().contains("O_CREAT");
      case EINTR -> !look && call.name().matches(INTERRUPTIBLE);
      case EMFILE -> look && opens;
    };
  }

  /** Whether it is at a call that only looks. */
  boolean isAtLook() {
    return call.isLook();
  }

  /** Whether it is at a call that completes a step, or the only one of it. */
  boolean isAtStep() {
    return call.name().matches(STEPS + "|f?chmod\\w*");
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

  /**
   * The words that start another program with it.
   *
   * @param log where strace writes for {@link #assertStruck}
   */
  List<String> words(Path log) {
    // A file that cannot be opened is opened once more, in the way that says why.
    boolean twice = kind == Kind.EMFILE && call.readsFile();
    return call.injecting(log, kind.injection, twice ? 2 : 1);
  }

  /** Fails unless it struck where it was meant to: calls are counted, and may be others once. */
  void assertStruck(Path log) throws IOException {
    Strace.assertStruck(log, call, kind == Kind.KILL);
  }

  @Override
  public String toString() {
    return kind + " at " + call;
  }
}
