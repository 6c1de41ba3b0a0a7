package dev.latchkey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.cli.AdminRunner.Result;
import dev.latchkey.cli.command.Noun;
import dev.latchkey.cli.command.Standalone;
import dev.latchkey.cli.command.Verb;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code --help} must be for every command there is. */
class HelpTest {

  private static final int WIDEST = 100;

  private final AdminRunner runner;

  HelpTest(@TempDir Path directory) {
    this.runner = new AdminRunner(directory);
  }

  /** The words of every command: the program, every noun, every verb and every alias. */
  static Stream<String> commands() {
    List<String> commands = new ArrayList<>(List.of("", "help", "version"));
    Standalone.all().forEach(each -> commands.add(each.name()));
    for (Noun noun : Noun.all()) {
      commands.add(noun.name());
      for (Verb verb : noun.verbs().get()) {
        commands.add(noun.name() + " " + verb.name());
        verb.aliases().forEach(alias -> commands.add(noun.name() + " " + alias));
      }
    }
    return commands.stream();
  }

  private String help(String command) {
    Result result = runner.run((command + " --help").strip().split(" ", -1));
    assertThat(result.exit()).isZero();
    assertThat(result.err()).isEmpty();
    return result.out();
  }

  private static List<String> examples(String help) {
    String block = help.substring(0, help.indexOf("\n\n"));
    return Pattern.compile("^(?:Example: | +)", Pattern.MULTILINE)
        .splitAsStream(block)
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .toList();
  }

  @ParameterizedTest(name = "admin {0} --help")
  @MethodSource("commands")
  void help_everyCommand_beginsWithExamplesAndFits(String command) {
    String help = help(command);

    assertThat(help)
        .startsWith("Example: admin ")
        .doesNotContain("TODO", "null", "\t", "\u001b", "%");
    assertThat(help.lines())
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(WIDEST));
    assertThat(help).contains("\nUsage: admin");
    assertThat(runner.config).doesNotExist();
  }

  @ParameterizedTest(name = "admin {0} --help")
  @MethodSource("commands")
  void help_itsExamples_areCommandLinesThatWork(String command) {
    List<String> examples = examples(help(command));
    assertThat(examples).isNotEmpty();
    for (String example : examples) {
      List<String> words = Transcript.words(example);
      assertThat(words.getFirst()).isEqualTo("admin");
      Result result = runner.run(words.subList(1, words.size()).toArray(String[]::new));
      assertThat(result.exit()).as("%s: %s", example, result.err()).isNotEqualTo(2);
      assertThat(result.err()).doesNotContain("internal error");
    }
  }

  @Test
  void help_nameOrAlias_isTheSame() {
    assertThat(help("token rm")).isEqualTo(help("token delete"));
    assertThat(runner.run("token", "-h", "delete").out()).isNotEmpty();
  }

  @ParameterizedTest(name = "admin help {0}")
  @MethodSource("commands")
  void help_askedForByName_isWhatTheOptionPrints(String command) {
    Result result = runner.run(("help " + command).strip().split(" ", -1));

    assertThat(result.err()).isEmpty();
    assertThat(result.exit()).isZero();
    assertThat(result.out()).isEqualTo(help(command));
  }

  @Test
  void help_program_namesEveryNounExitCodeAndGlobalOption() {
    String help = help("");
    Noun.all().forEach(noun -> assertThat(help).contains("  " + noun.name() + " "));
    Standalone.all().forEach(each -> assertThat(help).contains("  " + each.name() + " "));
    assertThat(help)
        .contains("--config-dir", "--run-dir", "-o, --output", "--no-input", "-y, --yes")
        .contains("-n, --dry-run", "--lock-timeout", "-q, --quiet", "-v, --verbose", "--color")
        .contains("--debug", "-h, --help", "-V, --version");
    for (int code : new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 130, 143}) {
      assertThat(help).containsPattern("\n +(?:\\d+, )?" + code + "\\b");
    }
  }

  @Test
  void help_verbWithoutANoun_isUnderItsName() {
    for (Standalone standalone : Standalone.all()) {
      String name = standalone.name();
      assertThat(standalone.verb().get().name()).isEqualTo(name);
      assertThat(help(name)).contains("Usage: admin " + name + " [OPTIONS]");
    }
  }

  @Test
  void help_noun_namesEveryVerb() {
    for (Noun noun : Noun.all()) {
      String help = help(noun.name());
      noun.verbs()
          .get()
          .forEach(verb -> assertThat(help).containsPattern("\n  " + verb.name() + "\\b"));
    }
  }

  @Test
  void verbs_namesAndAliases_areUniqueWithinTheirNoun() {
    for (Noun noun : Noun.all()) {
      List<String> words =
          noun.verbs().get().stream()
              .flatMap(verb -> Stream.concat(Stream.of(verb.name()), verb.aliases().stream()))
              .toList();
      assertThat(words).doesNotHaveDuplicates().allMatch(word -> word.matches("[a-z][a-z-]*"));
    }
  }

  @Test
  void verbs_ofToken_areThoseAdministratorsKnow() {
    String[] known = {
      "create",
      "add",
      "generate",
      "list",
      "ls",
      "show",
      "update",
      "modify",
      "regenerate",
      "rotate",
      "enable",
      "disable",
      "delete",
      "remove",
      "rm",
      "verify"
    };
    assertThat(
            Noun.all().getFirst().verbs().get().stream()
                .flatMap(verb -> Stream.concat(Stream.of(verb.name()), verb.aliases().stream())))
        .containsExactly(known);
    assertThat(Arrays.stream(known))
        .allSatisfy(word -> assertThat(help("token " + word)).isNotEmpty());
  }
}
