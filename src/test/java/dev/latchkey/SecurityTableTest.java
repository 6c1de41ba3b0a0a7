package dev.latchkey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table in CONTRIBUTING of what is promised to whom: each promise has a test that exists. */
class SecurityTableTest {

  private static final Pattern TEST =
      Pattern.compile("`([A-Z][A-Za-z]*(?:Test|IT|Fuzz))#([A-Za-z0-9_]+)`");

  private static List<String> rows() throws IOException {
    String text = Files.readString(Path.of("CONTRIBUTING.md"));
    String section = text.substring(text.indexOf("## Security\n"));
    return section
        .lines()
        .dropWhile(line -> !line.startsWith("| --- |"))
        .skip(1)
        .takeWhile(line -> line.startsWith("|"))
        .toList();
  }

  private static Map<String, String> sources() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      return files
          .filter(file -> TEST.matcher("`" + simpleName(file) + "#x`").matches())
          .collect(Collectors.toMap(SecurityTableTest::simpleName, SecurityTableTest::read));
    }
  }

  private static String simpleName(Path file) {
    return String.valueOf(file.getFileName()).replace(".java", "");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void rows_ofTheTable_nameTestsThatExist() throws IOException {
    Map<String, String> sources = sources();
    List<String> rows = rows();

    assertThat(rows).hasSizeGreaterThan(20);
    for (String row : rows) {
      List<MatchResult> tests = TEST.matcher(row).results().toList();
      assertThat(tests).as(row).isNotEmpty();
      for (MatchResult test : tests) {
        assertThat(sources).as(row).containsKey(test.group(1));
        assertThat(sources.get(test.group(1))).as(row).contains("void " + test.group(2) + "(");
      }
    }
  }
}
