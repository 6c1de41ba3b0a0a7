package dev.latchkey.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchkey.cli.command.Noun;
import dev.latchkey.cli.command.Standalone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The examples of the manual work: those of a page are run in their order, on one host.
 *
 * <p>In a page, comments that nobody sees tell what goes without saying there:
 *
 * <pre>
 * .\" exits with N         what the command line below exits with, if not with 0
 * .\" scene: types LINE …  what is typed at the terminal from now on; without lines, nobody is there
 * .\" scene: server NAME   a server with caches is attached from now on
 * .\" scene: text NAME     the example below is not run but is a file of the configuration directory
 * .\" scene: needs PROGRAM  the examples below are skipped where the program is missing
 * .\" scene: prints        the example below is not run but is what the one before has printed
 * </pre>
 */
@Timeout(120)
class ManualExamplesTest {

  private static final Path MANUAL = Path.of("man");
  private static final String EXIT = ".\\\" exits with ";
  private static final String SCENE = ".\\\" scene: ";

  private final Path work;

  ManualExamplesTest(@TempDir Path temporary) throws IOException {
    this.work = temporary.toRealPath();
  }

  static Stream<Path> pages() throws IOException {
    try (Stream<Path> files = Files.list(MANUAL)) {
      return files.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void examples_ofPage_doWhatItSays(Path page) throws Exception {
    try (ExampleScene scene = new ExampleScene(work)) {
      play(examples(Files.readString(page)), scene);
      assertThat(scene.commands).containsAll(wanted(page));
    }
  }

  /** What must occur in an example of a page. */
  private static List<String> wanted(Path page) {
    String name = String.valueOf(page.getFileName());
    if (name.equals("admin.1")) {
      return Standalone.all().stream().map(Standalone::name).toList();
    }
    return Noun.all().stream()
        .filter(noun -> name.equals("admin-" + noun.name() + ".1"))
        .flatMap(noun -> noun.verbs().get().stream().map(verb -> noun.name() + " " + verb.name()))
        .toList();
  }

  private static List<String> examples(String page) {
    int start = page.indexOf(".SH EXAMPLES\n");
    assertThat(start).isPositive();
    int end = page.indexOf("\n.SH ", start);
    return page.substring(start, end).lines().toList();
  }

  private static void play(List<String> lines, ExampleScene scene) throws Exception {
    String text = "";
    String prints = null;
    List<String> example = null;
    for (String line : lines) {
      if (line.startsWith(SCENE)) {
        List<String> words = Transcript.words(line.substring(SCENE.length()));
        switch (words.getFirst()) {
          case "types" -> scene.type(words.subList(1, words.size()));
          case "server" -> scene.attach(words.get(1));
          case "text" -> text = words.get(1);
          case "needs" -> need(words.get(1));
          case "prints" -> prints = "";
          default -> throw new IllegalArgumentException(line);
        }
      } else if (line.equals(".EX")) {
        example = new ArrayList<>();
      } else if (line.equals(".EE") && example != null) {
        if (!text.isEmpty()) {
          scene.writeConfiguration(text, plain(example) + "\n");
        } else if (prints != null) {
          assertThat(scene.lastOutput()).isEqualToNormalizingWhitespace(plain(example));
        } else {
          run(example, scene);
        }
        text = "";
        prints = null;
        example = null;
      } else if (example != null) {
        example.add(line);
      }
    }
    assertThat(example).isNull();
  }

  private static void need(String program) {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin", program)), program + " is missing");
  }

  private static void run(List<String> example, ExampleScene scene) throws Exception {
    List<String> lines = ExampleScene.commandLines(plain(example));
    List<Integer> exits = new ArrayList<>();
    int exit = 0;
    for (String line : example) {
      if (line.startsWith(EXIT)) {
        exit = Integer.parseInt(line.substring(EXIT.length()));
      } else if (exits.size() < lines.size() && !line.startsWith(" ")) {
        exits.add(exit);
        exit = 0;
      }
    }
    scene.run(lines, exits);
  }

  /** What a reader sees. */
  private static String plain(List<String> example) {
    return String.join("\n", example.stream().filter(line -> !line.startsWith(".\\\"")).toList())
        .replaceAll("\\\\f[BIRP]", "")
        .replace("\\-", "-")
        .replace("\\(aq", "'")
        .replace("\\(dq", "\"")
        .replace("\\(ti", "~")
        .replace("\\(ha", "^")
        .replace("\\&", "")
        .replace("\\e", "\\")
        .strip();
  }
}
