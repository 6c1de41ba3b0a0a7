package dev.latchkey.process;

import dev.latchkey.process.Strace.Call;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An error of the file system: a system call, and the error that it returns. */
record Fault(Call call, String error) {

  /** What a full file system fails: growing a file or making a name. */
  private static final String GROWING = "write|pwrite64|fsync|mkdir|mkdirat|rename\\w*|link\\w*";

  /** Every error that a call of one run can return, but for the removal of temporary files. */
  static List<Fault> allOf(Sandbox box, List<Call> calls) {
    List<Fault> faults = new ArrayList<>();
    for (Call call : calls) {
      boolean stream = call.isOnStream(1) || call.isOnStream(2);
      if (!stream && !call.isOn(box.config()) && !call.isOn(box.run())) {
        continue;
      }
      boolean look = call.name().startsWith("statx") || !call.mayChange();
      // What cannot be removed stays.
      boolean removal = (look || call.name().startsWith("unlink")) && call.text().contains(".tmp_");
      if (!removal && (Faults.ALL || !look || call.isOn(box.run()))) {
        faults.add(new Fault(call, "EIO"));
      }
      if (call.name().matches(GROWING) || call.text().contains("O_CREAT")) {
        faults.add(new Fault(call, "ENOSPC"));
      }
    }
    return faults;
  }

  /** One error for each call, or every one where every fault is asked for. */
  static List<Fault> oneOfEach(Sandbox box, List<Call> calls) {
    Map<Call, Fault> faults = new LinkedHashMap<>();
    List<Fault> all = allOf(box, calls);
    for (Fault fault : all) {
      // Disks that are full show when something grows, broken ones at the latest when it is synced.
      if (!fault.call().name().equals("fsync") || fault.error().equals("EIO")) {
        faults.put(fault.call(), fault);
      }
    }
    return Faults.ALL ? all : List.copyOf(faults.values());
  }

  /** The words that start another program with it. */
  List<String> words() {
    return call.injecting("error=" + error);
  }
}
