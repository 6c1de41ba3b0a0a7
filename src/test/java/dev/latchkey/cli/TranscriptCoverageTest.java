package dev.latchkey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.cli.command.ErrorCode;
import dev.latchkey.cli.command.ExitCode;
import dev.latchkey.cli.command.Noun;
import dev.latchkey.cli.command.Standalone;
import dev.latchkey.cli.command.Verb;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Whatever the command knows occurs in a transcript. */
class TranscriptCoverageTest {

  /** What no transcript can show. */
  private static final Set<ErrorCode> UNSEEN =
      EnumSet.of(
          ErrorCode.CHANGED_MEANWHILE, // an editor that saves between two system calls
          ErrorCode.PARTLY_DONE, // a disk that fails in the middle
          ErrorCode.INTERNAL, // a mistake of the program
          ErrorCode.ARCHIVED, // no verb needs an active key
          ErrorCode.TERMINAL, // a terminal that fails
          ErrorCode.OVERLOADED); // only a server checks several secrets at a time

  /** Examples that never end, or that need more than a transcript has. */
  private static final Set<String> UNPLAYED = Set.of("admin cache status --watch", "admin shell");

  private static String texts = "";
  private static final List<Command> COMMANDS = new ArrayList<>();

  /**
   * A command line of a transcript.
   *
   * @param line how it is typed
   * @param words its words
   * @param command the words in front of its verb and the verb, without an alias; empty if it is
   *     none, or only asks for help
   */
  private record Command(
      String line, List<String> words, String command, boolean json, boolean dry, int exit) {

    static Command of(String line, int exit) {
      List<String> words = Transcript.words(line);
      String command = "";
      boolean json = false;
      boolean dry = false;
      try {
        ParseResult parsed =
            CommandTree.forWords(words)
                .parseArgs(words.subList(1, words.size()).toArray(String[]::new));
        ParseResult last = parsed;
        while (last.subcommand() != null) {
          last = last.subcommand();
        }
        command = last.isUsageHelpRequested() ? "" : last.commandSpec().qualifiedName();
        json = words.stream().anyMatch(word -> word.endsWith("json"));
        dry = words.contains("--dry-run") || words.contains("-n");
      } catch (ParameterException wrong) {
        // It shows what is said of that.
      }
      return new Command(line, words, command, json, dry, exit);
    }
  }

  @BeforeAll
  static void read() throws Exception {
    StringBuilder all = new StringBuilder();
    for (Path file : TranscriptTest.files()) {
      String text = Files.readString(file);
      all.append(text);
      String typed = "";
      for (Transcript.Line line : Transcript.parse(text).lines()) {
        if (line.mark().equals("$")) {
          typed = line.text();
        } else if (line.mark().equals("=")) {
          COMMANDS.add(Command.of(typed, Integer.parseInt(line.text())));
        }
      }
    }
    texts = all.toString();
  }

  private static List<String> missing(List<String> wanted, Predicate<String> isThere) {
    return wanted.stream().filter(isThere.negate()).toList();
  }

  private static Stream<Verb> verbs() {
    return Stream.concat(
        Noun.all().stream().flatMap(noun -> noun.verbs().get().stream()),
        Standalone.all().stream().map(standalone -> standalone.verb().get()));
  }

  private static List<String> names() {
    return Stream.concat(
            Noun.all().stream()
                .flatMap(
                    noun ->
                        noun.verbs().get().stream()
                            .map(verb -> "admin " + noun.name() + " " + verb.name())),
            Standalone.all().stream().map(standalone -> "admin " + standalone.name()))
        .toList();
  }

  private static Predicate<String> shownBy(Predicate<Command> how) {
    return name ->
        COMMANDS.stream().anyMatch(each -> each.command().equals(name) && how.test(each));
  }

  @Test
  void transcripts_together_showEachVerbInTextJsonAndDryRun() {
    assertThat(missing(names(), shownBy(each -> each.exit() == 0 && !each.json())))
        .as("in text")
        .isEmpty();
    assertThat(missing(names(), shownBy(each -> each.exit() == 0 && each.json())))
        .as("in JSON")
        .isEmpty();
    assertThat(missing(names(), shownBy(each -> each.exit() == 0 && each.dry())))
        .as("as a dry run")
        .isEmpty();
    assertThat(missing(List.of("admin help", "admin version"), shownBy(each -> each.exit() == 0)))
        .isEmpty();
  }

  @Test
  void transcripts_together_showARefusalOfEachVerb() {
    assertThat(missing(names(), shownBy(each -> each.exit() > 0 && each.exit() < 9))).isEmpty();
  }

  @Test
  void transcripts_together_showEachAlias() {
    List<String> aliases = new ArrayList<>();
    for (Noun noun : Noun.all()) {
      for (Verb verb : noun.verbs().get()) {
        String name = "admin " + noun.name() + " " + verb.name();
        for (String alias : verb.aliases()) {
          if (!shownBy(each -> each.exit() == 0 && each.words().contains(alias)).test(name)) {
            aliases.add(noun.name() + " " + alias);
          }
        }
      }
    }
    assertThat(aliases).isEmpty();
  }

  @Test
  void transcripts_together_showEachExitCode() {
    assertThat(COMMANDS.stream().map(Command::exit).distinct())
        .containsAll(Arrays.stream(ExitCode.values()).map(ExitCode::code).toList());
  }

  @Test
  void transcripts_together_showEachErrorCode() {
    List<String> wanted =
        EnumSet.complementOf(EnumSet.copyOf(UNSEEN)).stream().map(ErrorCode::word).toList();
    assertThat(missing(wanted, word -> texts.contains("\"code\":\"" + word + "\""))).isEmpty();
    assertThat(UNSEEN.stream().map(ErrorCode::word))
        .noneMatch(word -> texts.contains("\"code\":\"" + word + "\""));
  }

  @Test
  void transcripts_together_playEachExampleOfHelp() {
    Set<String> examples = new TreeSet<>();
    verbs().forEach(verb -> examples.addAll(verb.examples()));
    examples.removeAll(UNPLAYED);
    assertThat(examples).hasSizeGreaterThan(30);

    // A transcript has its files in a directory of its own.
    Set<List<String>> played = new HashSet<>();
    for (Command each : COMMANDS) {
      played.add(Transcript.words(each.line().replace("<WORK>/", "")));
      played.add(Transcript.words(each.line().replace("<WORK>", "")));
    }
    assertThat(examples).filteredOn(line -> !played.contains(Transcript.words(line))).isEmpty();
  }
}
