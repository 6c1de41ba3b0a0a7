package dev.latchkey.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.latchkey.cli.command.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What README says of the command is what the command is. */
class ReadmeTest {

  private static final Path README = Path.of("README.md");

  @Test
  void exitCodes_inReadme_areThoseOfTheCommand() throws IOException {
    List<String> rows =
        Pattern.compile("^\\| (\\d+) \\| (.*) \\|$", Pattern.MULTILINE)
            .matcher(Files.readString(README))
            .results()
            .map(row -> row.group(1) + " " + row.group(2).replace("`", ""))
            .toList();

    assertThat(rows)
        .containsExactlyElementsOf(
            Arrays.stream(ExitCode.values())
                .map(code -> code.code() + " " + code.meaning())
                .toList());
  }

  static Stream<String> commandLines() throws IOException {
    return Pattern.compile("^(?:scripts/)?admin ([^#<>&\n]*)", Pattern.MULTILINE)
        .matcher(Files.readString(README))
        .results()
        .map(MatchResult::group)
        .map(String::strip);
  }

  @ParameterizedTest
  @MethodSource("commandLines")
  void parse_commandLineOfReadme_isUnderstood(String commandLine) {
    List<String> words =
        Pattern.compile("'([^']*)'|(\\S+)")
            .matcher(commandLine)
            .results()
            .map(word -> word.group(1) == null ? word.group(2) : word.group(1))
            .toList();
    String[] arguments = words.subList(1, words.size()).toArray(String[]::new);

    assertThatCode(() -> CommandTree.whole().parseArgs(arguments)).doesNotThrowAnyException();
  }

  @Test
  void commandLines_ofReadme_areFound() throws IOException {
    assertThat(commandLines()).hasSizeGreaterThan(5);
  }
}
