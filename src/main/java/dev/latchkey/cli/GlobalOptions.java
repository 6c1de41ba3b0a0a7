package dev.latchkey.cli;

import dev.latchkey.cli.command.Argument;
import dev.latchkey.cli.command.CommandException;
import dev.latchkey.cli.command.Completion;
import dev.latchkey.cli.output.Output;
import dev.latchkey.cli.output.TimeExpressions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The options that every command takes, before or after its noun.
 *
 * @param configDirectory null for the default
 * @param runDirectory null for the default
 * @param json whether answers are JSON
 * @param noInput whether nobody may be asked
 * @param yes whether the answer to what would be asked is yes
 * @param dryRun whether to write nothing
 * @param lockTimeout how long to wait for a lock, null for the default
 * @param quiet whether to leave out what is only said to be friendly
 * @param verbose whether to say more
 * @param color {@code auto}, {@code always} or {@code never}
 * @param debug whether to show where an error comes from
 */
record GlobalOptions(
    @Nullable String configDirectory,
    @Nullable String runDirectory,
    boolean json,
    boolean noInput,
    boolean yes,
    boolean dryRun,
    @Nullable Duration lockTimeout,
    boolean quiet,
    boolean verbose,
    String color,
    boolean debug) {

  /** What holds where nothing is given. */
  static final GlobalOptions DEFAULTS =
      new GlobalOptions(null, null, false, false, false, false, null, false, false, "auto", false);

  static final String DEBUG = "--debug";

  private static final List<String> FORMATS = List.of("text", "json");

  /** The options, in the order of help. */
  static final List<Argument> ARGUMENTS =
      List.of(
          Argument.value(
              "DIR",
              "configuration directory (ADMIN_CONFIG_DIR)",
              Completion.DIRECTORY,
              "--config-dir"),
          Argument.value("DIR", "run directory (ADMIN_RUN_DIR)", Completion.DIRECTORY, "--run-dir"),
          Argument.value("FORMAT", "text or json", Completion.words(FORMATS), "-o", "--output"),
          Argument.flag("ask nothing; fail where input is needed", "--no-input"),
          Argument.flag("say yes to what would be asked", "-y", "--yes"),
          Argument.flag("make every check, write nothing", "-n", "--dry-run"),
          Argument.value(
              "TIME",
              "how long to wait for a lock, such as 30s (10s)",
              Completion.NOTHING,
              "--lock-timeout"),
          Argument.flag("say only what was asked for, and errors", "-q", "--quiet"),
          Argument.flag("say more", "-v", "--verbose"),
          Argument.value(
              "WHEN", "colours: auto, always or never", Completion.words(Output.COLORS), "--color"),
          Argument.flag("show where an error comes from", DEBUG),
          new Argument(
              List.of("-h", "--help"),
              () ->
                  OptionSpec.builder("-h", "--help")
                      .usageHelp(true) // so that nothing else is asked for
                      .type(boolean.class)
                      .description("show help")
                      .build(),
              List.of()),
          new Argument(
              List.of("-V", "--version"),
              () ->
                  OptionSpec.builder("-V", "--version")
                      .versionHelp(true)
                      .type(boolean.class)
                      .description("show the version")
                      .build(),
              List.of()));

  /**
   * Reads the options from wherever they stand; the one nearest to the end counts.
   *
   * @param defaults what holds where they do not say otherwise
   */
  static GlobalOptions of(ParseResult root, GlobalOptions defaults) {
    List<ParseResult> levels = new ArrayList<>();
    for (ParseResult level = root; level != null; level = level.subcommand()) {
      levels.addFirst(level);
    }
    String output = text(levels, "--output", defaults.json ? "json" : "text");
    if (!FORMATS.contains(output)) {
      throw CommandException.usage("--output is text or json", null);
    }
    String color = text(levels, "--color", defaults.color);
    if (!Output.COLORS.contains(color)) {
      throw CommandException.usage("--color is auto, always or never", null);
    }
    String timeout = text(levels, "--lock-timeout", "");
    return new GlobalOptions(
        directory(levels, "--config-dir", defaults.configDirectory),
        directory(levels, "--run-dir", defaults.runDirectory),
        output.equals("json"),
        defaults.noInput || given(levels, "--no-input"),
        defaults.yes || given(levels, "--yes"),
        defaults.dryRun || given(levels, "--dry-run"),
        timeout.isEmpty()
            ? defaults.lockTimeout
            : TimeExpressions.duration("--lock-timeout", timeout),
        defaults.quiet || given(levels, "--quiet"),
        defaults.verbose || given(levels, "--verbose"),
        color,
        defaults.debug || given(levels, DEBUG));
  }

  private static @Nullable String directory(
      List<ParseResult> levels, String name, @Nullable String absent) {
    String text = text(levels, name, "");
    return text.isEmpty() ? absent : text;
  }

  private static String text(List<ParseResult> levels, String name, String absent) {
    for (ParseResult level : levels) {
      if (level.hasMatchedOption(name)) {
        return level.matchedOptionValue(name, absent);
      }
    }
    return absent;
  }

  private static boolean given(List<ParseResult> levels, String name) {
    return levels.stream().anyMatch(level -> level.hasMatchedOption(name));
  }
}
