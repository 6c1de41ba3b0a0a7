package dev.latchkey.cli.command;

import dev.latchkey.cache.AttachedProcess;
import dev.latchkey.cache.CacheName;
import dev.latchkey.cache.CacheStatus;
import dev.latchkey.cache.Invalidation;
import dev.latchkey.cache.InvalidationReport;
import dev.latchkey.cache.InvalidationReport.ProcessReport;
import dev.latchkey.cache.InvalidationReport.Status;
import dev.latchkey.cache.Scope;
import dev.latchkey.cache.Selector;
import dev.latchkey.token.TokenId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code admin cache}: what servers remember, and how to make them forget it. */
final class CacheCommands {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int MAX_SHOWN = 200;
  private static final Duration INTERVAL = Duration.ofSeconds(2);

  private CacheCommands() {}

  static Noun noun() {
    return new Noun(
        "cache",
        "what servers remember of tokens, credentials and policies",
        "admin cache invalidate all --yes",
        CacheCommands::verbs);
  }

  private static List<Verb> verbs() {
    return List.of(
        Verb.named("invalidate")
            .summary("make every server forget; when it returns, none answers from before")
            .examples(
                "admin cache invalidate all --yes",
                "admin cache invalidate tokens backup@pbs!ci",
                "admin cache invalidate user --account-id 123456789012 --user-name alice")
            .operands(
                1,
                Integer.MAX_VALUE,
                "SCOPE [ID…]",
                "SCOPE",
                scopes() + "; after tokens, ids of tokens (all)",
                Completion.words(Choice.words(Scope.class)),
                Completion.of(Completion.Kind.TOKEN_ID).onlyAfter(Choice.word(Scope.TOKENS)))
            .value("--account-id", "ID", "the account, for most scopes")
            .value("--access-key-id", "ID", "the access key, for credential")
            .value("--user-name", "NAME", "the user, for user")
            .values("--user-names", "NAME", "a member, for group-members; can be repeated")
            .value("--role-name", "NAME", "the role, for role")
            .value("--table-name", "NAME", "the table, for table-key-info")
            .value("--arn", "ARN", "the resource, for resource-tags")
            .value("--timeout", "TIME", "how long to wait for the servers (5s)")
            .flag("--no-wait", "do not wait; each server forgets before its next look-up")
            .runs(CacheCommands::invalidate),
        Verb.named("status")
            .summary("show the servers, and how often memory could answer")
            .examples("admin cache status", "admin cache status --watch")
            .flag("--watch", "show it again and again, until interrupted")
            .value("--interval", "TIME", "how long between two looks (2s)")
            .runs(CacheCommands::status));
  }

  private static String scopes() {
    return String.join(", ", Choice.words(Scope.class));
  }

  private static ExitCode invalidate(Invocation call) {
    Invalidation invalidation = invalidation(call);
    Duration timeout = call.durationOption("--timeout");
    if (timeout != null && call.flag("--no-wait")) {
      throw CommandException.usage("--timeout and --no-wait exclude each other", null);
    }
    if (invalidation.scope() == Scope.ALL) {
      call.requireYes("Every server forgets everything, and asks its stores again. Go on?");
    }
    Duration patience = timeout == null ? PATIENCE : timeout;
    InvalidationReport report =
        call.latchkey()
            .cacheControl()
            .invalidate(invalidation, call.flag("--no-wait") ? Duration.ZERO : patience);
    call.answerQuietly(describe(invalidation, report));
    call.done(sentence(invalidation, report));
    return outcome(call, report);
  }

  private static Invalidation invalidation(Invocation call) {
    String word = call.operands().getFirst();
    Scope scope =
        Choice.operand(
            word.replace('_', '-'),
            Scope.class,
            "scope",
            Program.NAME + " cache invalidate --help");
    Map<Selector, List<String>> selectors = new EnumMap<>(Selector.class);
    List<String> others = call.operands().subList(1, call.operands().size());
    if (scope != Scope.TOKENS && !others.isEmpty()) {
      throw CommandException.usage(
          "too many operands; " + Choice.word(scope) + " is chosen by options", null);
    }
    for (Selector selector : Selector.values()) {
      List<String> values =
          selector == Selector.TOKEN_IDS ? tokenIds(others) : call.options(option(selector));
      if (!values.isEmpty() && !scope.selectors().contains(selector)) {
        throw CommandException.usage(
            option(selector) + " is not for the scope " + Choice.word(scope), null);
      } else if (values.contains("")) {
        throw CommandException.usage(
            option(selector) + " is empty", Program.NAME + " cache invalidate --help");
      } else if (!values.isEmpty()) {
        selectors.put(selector, values);
      } else if (scope.requires(selector)) {
        throw CommandException.usage(
            "missing option: " + option(selector), Program.NAME + " cache invalidate --help");
      }
    }
    try {
      return Invalidation.of(scope, selectors);
    } catch (IllegalArgumentException unusable) {
      throw CommandException.usage(String.valueOf(unusable.getMessage()), null);
    }
  }

  private static List<String> tokenIds(List<String> words) {
    try {
      return words.stream().map(word -> TokenId.parse(word).toString()).toList();
    } catch (IllegalArgumentException e) {
      throw CommandException.usage(
          "not a token id: " + e.getMessage(),
          Program.NAME + " cache invalidate tokens 'backup@pbs!ci'");
    }
  }

  private static String option(Selector selector) {
    return "--" + Choice.word(selector);
  }

  private static Answer describe(Invalidation invalidation, InvalidationReport report) {
    List<Answer> processes = new ArrayList<>();
    for (ProcessReport process : report.processes()) {
      processes.add(
          new Answer()
              .withNumber("pid", process.pid())
              .with("name", process.name())
              .with("status", process.status().wireName()));
    }
    return new Answer()
        .with("scope", invalidation.scope().wireName())
        .withTexts("invalidated", names(invalidation))
        .withNumber("sequence", report.sequence())
        .withAll("processes", processes)
        .withNumber("acknowledged", report.count(Status.ACKNOWLEDGED))
        .withNumber("failed", report.count(Status.TIMED_OUT));
  }

  private static List<String> names(Invalidation invalidation) {
    return invalidation.scope().caches().stream().map(CacheName::wireName).toList();
  }

  private static String sentence(Invalidation invalidation, InvalidationReport report) {
    List<String> whose = new ArrayList<>();
    for (Selector selector : invalidation.given()) {
      whose.add(selector.wireName() + " " + shown(invalidation.values(selector)));
    }
    String what =
        String.join(", ", names(invalidation))
            + (whose.isEmpty() ? "" : " of " + String.join(", ", whose));
    String dropped = report.isJournaled() ? what : "everything";
    List<String> where = in(report, Status.ACKNOWLEDGED);
    if (report.processes().isEmpty()) {
      return "no process is attached; there was nobody to forget " + what;
    } else if (where.isEmpty()) {
      return "told to forget " + dropped + ": " + String.join(", ", in(report, null));
    }
    return "forgot " + dropped + " in " + String.join(", ", where);
  }

  /** The processes in a state, null for all. */
  private static List<String> in(InvalidationReport report, @Nullable Status status) {
    return report.processes().stream()
        .filter(process -> status == null || process.status() == status)
        .map(process -> process.name() + " (" + process.pid() + ")")
        .toList();
  }

  /** Values in one short line, whatever is in them. */
  private static String shown(List<String> values) {
    String text = String.join(", ", values).replace('\n', ' ').replace('\r', ' ');
    return text.codePointCount(0, text.length()) <= MAX_SHOWN
        ? text
        : text.substring(0, text.offsetByCodePoints(0, MAX_SHOWN)) + "…";
  }

  private static ExitCode outcome(Invocation call, InvalidationReport report) {
    if (report.auditFailure() != null) {
      CommandException failure = call.word(report.auditFailure());
      throw new CommandException(
          ExitCode.PARTLY_DONE,
          ErrorCode.NOT_IN_AUDIT_LOG,
          "it was done, but is not in the audit log: " + failure.text(),
          Program.NAME + " doctor",
          report.auditFailure());
    }
    List<String> late = in(report, Status.TIMED_OUT);
    if (!late.isEmpty()) {
      throw new CommandException(
          ExitCode.PARTLY_DONE,
          ErrorCode.NOT_ACKNOWLEDGED,
          "not acknowledged in time by " + String.join(", ", late),
          "each of them forgets before its next look-up; wait longer with --timeout 30s");
    }
    return ExitCode.OK;
  }

  private static ExitCode status(Invocation call) {
    Duration interval = call.durationOption("--interval");
    if (!call.flag("--watch")) {
      if (interval != null) {
        throw CommandException.usage("--interval is for --watch", null);
      }
      show(call);
      return ExitCode.OK;
    }
    call.repeat(interval == null ? INTERVAL : interval, () -> show(call));
    return ExitCode.OK;
  }

  private static void show(Invocation call) {
    CacheStatus status = call.latchkey().cacheControl().status();
    List<Answer> processes = new ArrayList<>();
    List<Answer> lookUps = new ArrayList<>();
    List<Answer> upkeep = new ArrayList<>();
    for (AttachedProcess process : status.processes()) {
      List<Answer> caches = new ArrayList<>();
      process
          .counters()
          .forEach(
              (cache, counters) -> {
                Counted counted = new Counted(cache, counters);
                caches.add(counted.all());
                if (counted.isAnything()) {
                  lookUps.add(counted.lookUps(process.pid()));
                  upkeep.add(counted.upkeep(process.pid()));
                }
              });
      processes.add(describe(process, status.isCurrent(process), caches));
    }
    Answer whole =
        new Answer().withNumber("sequence", status.sequence()).withAll("processes", processes);
    call.answerTables(whole, List.of(processes, lookUps, upkeep));
    if (processes.isEmpty()) {
      call.done("no process is attached");
    }
  }

  private static Answer describe(AttachedProcess process, boolean isCurrent, List<Answer> caches) {
    return new Answer()
        .withNumber("pid", process.pid())
        .withNumber("applied", process.sequence())
        .spared(1)
        .withTime("since", process.since())
        .spared(2)
        .with("state", null, isCurrent ? "current" : "behind")
        .toned(isCurrent ? Tone.GOOD : Tone.WARNING)
        .withJsonOnly("current", isCurrent)
        .with("name", process.name())
        .withAll("caches", caches);
  }

  /**
   * The counters of a cache.
   *
   * @param values by name; one that is missing is zero
   */
  private record Counted(String cache, Map<String, Long> values) {

    private long value(String counter) {
      return values.getOrDefault(counter, 0L);
    }

    /** Whether there is anything to show a person. */
    boolean isAnything() {
      return values.values().stream().anyMatch(value -> value != 0);
    }

    private @Nullable Double hitRate() {
      long found = value("hits") + value("stale_hits") + value("negative_hits");
      long all = found + value("misses") + value("pass_through");
      return all == 0 ? null : Math.round(10_000.0 * found / all) / 10_000.0;
    }

    Answer all() {
      Answer answer = new Answer().with("cache", cache);
      values.forEach(answer::withNumber);
      Double rate = hitRate();
      return rate == null ? answer : answer.withFraction("hit_rate", rate);
    }

    Answer lookUps(long pid) {
      Double rate = hitRate();
      return new Answer()
          .withNumber("pid", pid)
          .with("cache", cache)
          .withNumber("hits", value("hits"))
          .withNumber("stale", value("stale_hits"))
          .spared(2)
          .withNumber("negative", value("negative_hits"))
          .spared(1)
          .withNumber("misses", value("misses"))
          .withNumber("passed", value("pass_through"))
          .spared(3)
          .with("rate", rate == null ? "-" : String.format(Locale.ROOT, "%.1f%%", 100 * rate));
    }

    Answer upkeep(long pid) {
      return new Answer()
          .withNumber("pid", pid)
          .with("cache", cache)
          .withNumber("entries", value("entry_count"))
          .withNumber("renewed", value("refresh_success"))
          .spared(1)
          .withNumber("failed", value("refresh_failure"))
          .withNumber("skipped", value("refresh_skipped_inflight"))
          .spared(3)
          .withNumber("dropped", value("refresh_dropped"))
          .spared(2)
          .withNumber("removed", value("invalidations"));
    }
  }
}
