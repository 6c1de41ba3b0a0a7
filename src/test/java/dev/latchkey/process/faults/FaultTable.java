package dev.latchkey.process.faults;

import dev.latchkey.Directories;
import dev.latchkey.process.Faults;
import dev.latchkey.process.Mutation;
import dev.latchkey.process.Sandbox;
import dev.latchkey.process.Strace;
import dev.latchkey.process.Tools;
import dev.latchkey.process.VolatileDirectory;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/** {@code scripts/faults}: every fault at every system call of every verb, and what it leaves. */
public final class FaultTable {

  private static final String SAMPLE = "--sample";

  /** Of each condition, in a sample. */
  private static final int SAMPLE_RUNS = 5;

  private final boolean sample;
  private final List<String> words;
  private final StringBuilder table = new StringBuilder();
  private final List<String> failures = new ArrayList<>();

  private FaultTable(List<String> arguments) {
    sample = arguments.contains(SAMPLE);
    words = arguments.stream().filter(word -> !word.equals(SAMPLE)).toList();
  }

  /**
   * Tries the faults and writes a table in Markdown; exits with 1 if anything was left that is
   * neither the old state nor the new one, with 2 if it cannot be tried here.
   *
   * @param arguments the file for the table; then {@code --sample} for some faults only, and parts
   *     of the names of verbs, joined by hyphens, for those only
   */
  public static void main(String[] arguments) throws Exception {
    List<String> all = Arrays.asList(arguments);
    FaultTable table = new FaultTable(all.subList(1, all.size()));
    Path directory = VolatileDirectory.create();
    int exit;
    try {
      exit = table.fill(directory) ? 0 : 1;
      Files.writeString(Path.of(arguments[0]), table.table + String.join("\n", table.failures));
    } catch (TestAbortedException missing) {
      say(String.valueOf(missing.getMessage()));
      exit = 2;
    } finally {
      Directories.delete(directory);
    }
    System.exit(exit);
  }

  private boolean fill(Path directory) throws Exception {
    Strace.require(new Sandbox(directory));
    Tools.require("perl", "openssl");
    List<Mutation<?>> chosen =
        Mutation.all().stream().filter(each -> isChosen(each.label())).toList();
    if (chosen.isEmpty() && !isChosen(AttachedTrials.LABEL)) {
      throw new TestAbortedException("no verb has such a name");
    }
    List<String> kinds = Stream.of(Fault.Kind.values()).map(Enum::name).toList();
    row("verb", "system calls", kinds, "old state", "new state", "anything else");
    table.append("| --- |").append(" ---: |".repeat(kinds.size() + 4)).append('\n');
    List<Trials<?>> trials = new ArrayList<>();
    for (Mutation<?> mutation : chosen) {
      Path place =
          Files.createDirectory(directory.resolve(mutation.label().replaceAll("\\W+", "-")));
      Trials<?> each = new Trials<>(mutation, place);
      trials.add(each);
      add(each, mutation.label());
      each.clear();
    }
    if (isChosen(AttachedTrials.LABEL)) {
      AttachedTrials attached = new AttachedTrials(directory.resolve("attached"));
      try {
        add(attached, AttachedTrials.LABEL);
      } finally {
        attached.stop();
      }
    }
    if (!trials.isEmpty()) {
      tryConditions(trials, directory);
    }
    return failures.isEmpty();
  }

  private boolean isChosen(String label) {
    String name = label.replaceAll("\\W+", "-");
    return words.isEmpty() || words.stream().anyMatch(name::contains);
  }

  private void add(Series trials, String label) throws Exception {
    List<Fault> faults = sample ? Fault.sampleOf(trials.faults()) : trials.faults();
    say(label + ": " + faults.size() + " faults");
    Map<Fault.Kind, Integer> counts = new EnumMap<>(Fault.Kind.class);
    faults.forEach(fault -> counts.merge(fault.kind(), 1, Integer::sum));
    Faults.Tally tally = Faults.tally(faults, trials::isDone);
    checkClaims(trials, tally);
    tally.failures().forEach(failure -> fail(label, failure));
    row(
        label,
        String.valueOf(faults.stream().map(Fault::call).distinct().count()),
        Stream.of(Fault.Kind.values())
            .map(kind -> String.valueOf(counts.getOrDefault(kind, 0)))
            .toList(),
        String.valueOf(tally.oldStates()),
        String.valueOf(tally.newStates()),
        String.valueOf(tally.failures().size()));
  }

  private static void checkClaims(Series trials, Faults.Tally tally) throws Exception {
    try {
      var _ = trials.assertClaims();
    } catch (AssertionError wrong) {
      tally.failures().add(String.valueOf(wrong.getMessage()));
    }
  }

  private void tryConditions(List<Trials<?>> trials, Path directory) throws Exception {
    table.append('\n');
    row("condition", "verbs", List.of("runs"), "old state", "new state", "anything else");
    table.append("| --- |").append(" ---: |".repeat(5)).append('\n');
    for (Condition condition : Condition.all()) {
      try {
        condition.require(new Sandbox(Files.createDirectories(directory.resolve("required"))));
      } catch (TestAbortedException missing) {
        say(condition.label() + ": not tried, " + missing.getMessage());
        continue;
      }
      add(condition, trials);
    }
  }

  private void add(Condition condition, List<Trials<?>> trials) throws Exception {
    List<Condition.Point> all = new ArrayList<>();
    for (Trials<?> each : trials) {
      String verb = each.mutation().label() + ", ";
      for (Condition.Point point : condition.points(each)) {
        all.add(new Condition.Point(verb + point.label(), point.run()));
      }
    }
    int step = sample ? 1 + all.size() / SAMPLE_RUNS : 1;
    List<Condition.Point> points =
        IntStream.range(0, all.size()).filter(i -> i % step == 0).mapToObj(all::get).toList();
    say(condition.label() + ": " + points.size() + " runs");
    Faults.Tally tally = Faults.tally(points, (point, name) -> point.run().isDone(name));
    for (Trials<?> each : trials) {
      checkClaims(each, tally);
      each.clear();
    }
    tally.failures().forEach(failure -> fail(condition.label(), failure));
    row(
        condition.label(),
        String.valueOf(trials.size()),
        List.of(String.valueOf(points.size())),
        String.valueOf(tally.oldStates()),
        String.valueOf(tally.newStates()),
        String.valueOf(tally.failures().size()));
  }

  private void row(
      String label, String calls, List<String> kinds, String old, String changed, String other) {
    List<String> cells = new ArrayList<>(List.of(label, calls));
    cells.addAll(kinds);
    cells.addAll(List.of(old, changed, other));
    table.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  private void fail(String label, String failure) {
    String text = String.format(Locale.ROOT, "%s: %s", label, failure);
    say(text);
    failures.add("\n" + text);
  }

  private static void say(String text) {
    new PrintStream(System.err, true, StandardCharsets.UTF_8).println(text);
  }
}
