package dev.latchkey.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchkey.cli.command.ExitCode;
import dev.latchkey.cli.command.Noun;
import dev.latchkey.cli.command.Verb;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Model.OptionSpec;

/** What a manual page says of a noun is what the command is. */
class ManualTest {

  private static final Path MANUAL = Path.of("man");

  /** The nouns that have a page. */
  static Stream<Noun> nouns() {
    return Noun.all().stream().filter(noun -> Files.exists(page(noun)));
  }

  private static Path page(Noun noun) {
    return MANUAL.resolve("admin-" + noun.name() + ".1");
  }

  /** A page without its markup. */
  private static String text(Noun noun) throws IOException {
    return Files.readString(page(noun))
        .replaceAll("\\\\f[BIRP]", "")
        .replace("\\-", "-")
        .replace("\\(aq", "'");
  }

  @ParameterizedTest
  @MethodSource("nouns")
  void page_ofNoun_hasEveryVerbWithItsOptionsAndNoOther(Noun noun) throws IOException {
    String text = text(noun);
    List<String> sections =
        Pattern.compile("^\\.SS (.*)$", Pattern.MULTILINE)
            .matcher(text)
            .results()
            .map(section -> section.group(1))
            .toList();
    assertThat(sections)
        .containsExactlyElementsOf(noun.verbs().get().stream().map(Verb::name).toList());
    for (Verb verb : noun.verbs().get()) {
      int start = text.indexOf(".SS " + verb.name() + "\n");
      List<String> options =
          Pattern.compile("^\\.TP\n(--.*\n.*)$", Pattern.MULTILINE)
              .matcher(text.substring(start, text.indexOf("\n.S", start + 1)))
              .results()
              .map(option -> option.group(1))
              .toList();
      assertThat(options).as(verb.name()).containsExactlyElementsOf(options(verb));
    }
  }

  private static List<String> options(Verb verb) {
    return verb.arguments().stream()
        .map(argument -> argument.specification().get())
        .filter(OptionSpec.class::isInstance)
        .map(OptionSpec.class::cast)
        .map(
            option ->
                option.longestName()
                    + (option.arity().max() == 0 ? "" : " " + option.paramLabel())
                    + "\n"
                    + option.description()[0])
        .toList();
  }

  @ParameterizedTest
  @MethodSource("nouns")
  void page_ofNoun_hasEveryExitCode(Noun noun) throws IOException {
    String text = text(noun);
    for (ExitCode code : ExitCode.values()) {
      assertThat(text).contains(".TP\n.B " + code.code() + "\n" + code.meaning() + "\n");
    }
  }

  @ParameterizedTest
  @MethodSource("nouns")
  void examples_ofPage_areUnderstood(Noun noun) throws IOException {
    List<String> lines =
        Pattern.compile(
                "^(?:17 \\* \\* \\* \\*  root  |ExecStart=\\S*/)?admin ([^<>\n]*)",
                Pattern.MULTILINE)
            .matcher(text(noun).substring(text(noun).indexOf(".SH EXAMPLES")))
            .results()
            .map(line -> line.group(1))
            .toList();
    assertThat(lines).hasSizeGreaterThan(3);
    for (String line : lines) {
      String[] words =
          Pattern.compile("'([^']*)'|(\\S+)")
              .matcher(line)
              .results()
              .map(word -> word.group(1) == null ? word.group(2) : word.group(1))
              .toArray(String[]::new);
      assertThatCode(() -> CommandTree.whole().parseArgs(words)).doesNotThrowAnyException();
    }
  }

  static Stream<Path> pages() throws IOException {
    try (Stream<Path> files = Files.list(MANUAL)) {
      return files.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void groff_ofPage_hasNothingToSay(Path page) throws IOException, InterruptedException {
    assumeTrue(Files.exists(Path.of("/usr/bin/groff")), "groff is missing");
    Process groff =
        new ProcessBuilder("groff", "-man", "-ww", "-z", page.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(groff.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(groff.waitFor()).isZero();
    assertThat(said).isEmpty();
  }
}
