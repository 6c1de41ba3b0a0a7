package dev.latchkey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.cli.command.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What README says of the command is what the command is. */
class ReadmeTest {

  private static final Path README = Path.of("README.md");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w*)\n(.*?)^```$");

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

  /** The key file that the README brings in. */
  private static final String TAPE =
      """
      {"kdf":null,"created":"2026-02-01T00:00:00Z","modified":"2026-02-01T00:00:00Z",
       "data":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="}
      """;

  @Test
  @Timeout(120)
  void commandLines_ofReadme_work(@TempDir Path temporary) throws Exception {
    int count = 0;
    try (ExampleScene scene = new ExampleScene(temporary.toRealPath())) {
      scene.writeFile("tape.json", TAPE);
      scene.writeFile("commands.txt", "token list\n");
      // Passphrases as often as they are asked for, then the id of the key that is deleted.
      List<String> typed = new ArrayList<>(Collections.nCopies(6, "correct horse"));
      typed.add("offsite");
      scene.type(typed);
      for (MatchResult block : BLOCK.matcher(Files.readString(README)).results().toList()) {
        if (block.group(1).equals("toml")) {
          scene.writeConfiguration("latchkey.toml", block.group(2));
        } else if (block.group(2).contains("admin ")) {
          List<String> lines = ExampleScene.commandLines(block.group(2));
          scene.run(lines, Collections.nCopies(lines.size(), 0));
          count += lines.size();
        }
      }
      assertThat(scene.runner.typed).as("was asked for everything").hasSize(1);
    }
    assertThat(count).isGreaterThan(30);
  }
}
