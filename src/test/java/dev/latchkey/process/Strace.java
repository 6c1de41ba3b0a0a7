package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.process.AdminProcess.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** System calls of the command, watched and tampered with by {@code strace(1)}. */
public final class Strace {

  /** Those that can change a file, a name or a lock. A question mark: not on every processor. */
  public static final String CHANGES =
      "?open,openat,?mkdir,mkdirat,?rename,?renameat,renameat2,?unlink,unlinkat,?link,linkat,"
          + "?chmod,fchmod,fchmodat,?chown,?lchown,fchown,fchownat,fsync,fdatasync,write,pwrite64,"
          + "ftruncate,flock,utimensat";

  /**
   * What each thread calls first: with seccomp, strace stops a new thread at every call until the
   * first that it traces, which takes longer than the command.
   */
  private static final String THREAD_START = "set_robust_list";

  /**
   * A system call that the main thread makes.
   *
   * @param name of the call
   * @param ordinal how many calls of this name the thread has then made, counted from its start;
   *     the same in each run
   * @param text as strace prints it
   */
  public record Call(String name, int ordinal, String text) {

    /** Whether it may leave a trace on disk: opening a file to read it does not. */
    boolean mayChange() {
      return !name.startsWith("open") || text.matches(".*O_(WRONLY|RDWR|CREAT).*");
    }

    /** Whether it only looks. */
    public boolean isLook() {
      return name.startsWith("statx") || !mayChange();
    }

    /** Whether it writes to standard output, 1, or standard error, 2. */
    public boolean isOnStream(int stream) {
      return text.startsWith("(" + stream + "<");
    }

    /** What it was called with, without what came of it. */
    public String arguments() {
      return name + text.replaceFirst(" = .*", "");
    }

    public boolean isOn(Path directory) {
      return text.contains("\"" + directory) || text.contains("<" + directory);
    }

    /** Whether it opens a file, no directory, to read it whole: not to see how a log ends. */
    public boolean readsFile() {
      Matcher opened = OPENED.matcher(text);
      return !text.contains("audit.jsonl")
          && !mayChange()
          && opened.find()
          && !Files.isDirectory(Path.of(opened.group(1)));
    }

    /** The words that start another program with a fault at this call. */
    List<String> injecting(String fault) {
      return injecting(Path.of("/dev/null"), fault, 1);
    }

    /**
     * The words that start another program with a fault at this call and those that follow.
     *
     * @param log where strace writes calls of this name
     */
    public List<String> injecting(Path log, String fault, int times) {
      int last = ordinal + times - 1;
      List<String> words =
          Strace.injecting(log, name + ":" + fault + ":when=" + ordinal + ".." + last);
      words.add("-y");
      return words;
    }

    /** The file that it is about, in any copy of the same directories, or the stream. */
    public String subject() {
      Matcher path = OURS.matcher(text);
      return path.find() ? path.group(1) : text.replaceFirst("<.*", "");
    }

    @Override
    public String toString() {
      return name + " " + ordinal + ": " + text.replaceFirst("(.{120}).+", "$1...");
    }
  }

  private static final Pattern LINE = Pattern.compile("(\\d+) +(\\w+)(\\(.*)");

  private static final Pattern OURS =
      Pattern.compile(
          "[\"<](?:[^\">]*/)?((config|run|out|processes)(/[^\">]*?)?)(\\.?tmp_[^\">]*)?[\">]");
  private static final Pattern OPENED = Pattern.compile("\"(/[^\"]*)\", O_RDONLY");

  private Strace() {}

  /** Skips the test where strace is missing or not permitted. */
  public static void require(Sandbox box) throws IOException, InterruptedException {
    List<String> words = strace("/dev/null", "trace=openat");
    words.add("true");
    Tools.requireSuccess(box, words.toArray(String[]::new));
  }

  /** The words that start another program with a fault at its n-th call of a name. */
  static List<String> injecting(String name, String fault, int ordinal) {
    return injecting(name + ":" + fault + ":when=" + ordinal);
  }

  /** Fails unless the log of a run says that there was a fault, and that it was at this call. */
  public static void assertStruck(Path log, Call call, boolean killed) throws IOException {
    List<String> struck =
        whole(Files.readAllLines(log)).stream()
            .map(LINE::matcher)
            .filter(Matcher::matches)
            .filter(line -> line.group(2).equals(call.name()))
            .map(line -> new Call(call.name(), 0, line.group(3)))
            .filter(each -> killed || each.text().contains("(INJECTED)"))
            .map(Call::subject)
            .toList();
    assertThat(struck).as("places of the fault").isNotEmpty();
    String place = killed ? struck.getLast() : struck.getFirst();
    assertThat(place).as("place of the fault").isEqualTo(call.subject());
  }

  /** Lines in which a call is whole that another thread's came in between. */
  private static List<String> whole(List<String> lines) {
    Map<String, String> begun = new HashMap<>();
    List<String> whole = new ArrayList<>();
    for (String line : lines) {
      String thread = line.substring(0, line.indexOf(' ') + 1);
      int end = line.indexOf(" resumed>");
      if (line.endsWith("<unfinished ...>")) {
        begun.put(thread, line);
      } else if (end < 0) {
        whole.add(line);
      } else {
        String start = String.valueOf(begun.remove(thread)).replace("<unfinished ...>", "");
        whole.add(start + line.substring(end + " resumed>".length()));
      }
    }
    whole.addAll(begun.values());
    return whole;
  }

  /** The words that start another program with faults as strace writes them. */
  static List<String> injecting(String... faults) {
    return injecting(Path.of("/dev/null"), faults);
  }

  /** The same, with a log of the calls at which there can be faults, and of signals. */
  public static List<String> injecting(Path log, String... faults) {
    List<String> words = new ArrayList<>(strace(log.toString()));
    String calls =
        Arrays.stream(faults)
            .map(fault -> fault.substring(0, fault.indexOf(':')))
            .distinct()
            .collect(Collectors.joining(","));
    if (Arrays.stream(faults).noneMatch(fault -> fault.contains("signal="))) {
      // Where seccomp stops a thread, ptrace(2) ignores signals.
      words.add(1, "--seccomp-bpf");
      calls += "," + THREAD_START;
    }
    words.add("trace=" + calls);
    for (String fault : faults) {
      words.addAll(List.of("-e", "inject=" + fault));
    }
    return words;
  }

  /**
   * Runs a command to its end, which must be a good one.
   *
   * @return the calls of its main thread, in order, from the first that names the configuration
   *     directory
   */
  public static List<Call> callsOf(Sandbox box, String calls, AdminProcess command)
      throws IOException, InterruptedException {
    Path log = box.scratch().resolve("strace");
    List<String> words = strace(log.toString(), "trace=" + calls);
    words.add("-y");
    Outcome outcome = command.under(words).run();
    assertThat(outcome.exit()).as(outcome.err()).isZero();
    List<Matcher> lines =
        Files.readAllLines(log).stream().map(LINE::matcher).filter(Matcher::matches).toList();
    String quoted = "\"" + box.config();
    String thread =
        lines.stream()
            .filter(line -> line.group(3).contains(quoted))
            .findFirst()
            .orElseThrow()
            .group(1);
    Map<String, Integer> counts = new HashMap<>();
    List<Call> found = new ArrayList<>();
    for (Matcher line : lines) {
      if (line.group(1).equals(thread)) {
        Call call =
            new Call(line.group(2), counts.merge(line.group(2), 1, Integer::sum), line.group(3));
        if (!found.isEmpty() || call.text().contains(quoted)) {
          found.add(call);
        }
      }
    }
    return found;
  }

  private static List<String> strace(String log, String... expressions) {
    List<String> words = new ArrayList<>(List.of("strace", "-f", "-qq", "-o", log, "-e"));
    words.addAll(List.of(expressions));
    return words;
  }
}
