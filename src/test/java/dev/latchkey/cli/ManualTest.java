package dev.latchkey.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchkey.cache.CacheSettings;
import dev.latchkey.cli.command.Noun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The manual in {@code man/}: parts that are generated and checked in, and the form of the rest.
 */
class ManualTest {

  private static final String REGENERATE =
      "to write the generated parts anew: mvn -q test -Dtest=ManualTest -Dregenerate";

  private static final Path MANUAL = Path.of("man");
  private static final Path PROGRAM = MANUAL.resolve("admin.1");

  /** Every page, in the order of their names. */
  static Stream<Path> pages() throws IOException {
    try (Stream<Path> files = Files.list(MANUAL)) {
      return files.sorted().toList().stream();
    }
  }

  static List<Noun> nouns() {
    return Noun.all();
  }

  private static Path page(Noun noun) {
    return MANUAL.resolve("admin-" + noun.name() + ".1");
  }

  private static String name(Path page) {
    return String.valueOf(page.getFileName());
  }

  /** A page without its markup. */
  private static String text(Path page) throws IOException {
    return Files.readString(page)
        .replaceAll("\\\\f[BIRP]", "")
        .replace("\\-", "-")
        .replace("\\(aq", "'");
  }

  private static void assertGenerated(Path page, String expected) throws IOException {
    if (System.getProperty("regenerate") != null) {
      Files.writeString(page, expected);
    }
    assertThat(Files.readString(page)).as(REGENERATE).isEqualTo(expected);
  }

  @Test
  void page_ofProgram_isWhatTheCommandsMakeOfIt() throws IOException {
    assertThat(PROGRAM).exists();
    assertGenerated(PROGRAM, ManualPage.ofProgram(Files.readString(PROGRAM)));
  }

  @ParameterizedTest
  @MethodSource("nouns")
  void page_ofNoun_isWhatItsVerbsMakeOfIt(Noun noun) throws IOException {
    assertThat(page(noun)).exists();
    assertGenerated(page(noun), ManualPage.ofNoun(noun, Files.readString(page(noun))));
  }

  @Test
  void ofNoun_pageThatIsBehind_getsItsPartsAndKeepsItsProse() {
    String page =
        """
        .SH SYNOPSIS
        .SH COMMANDS
        .\\" generated from the command model: command gone
        .\\" end
        Dropped with its command.
        .\\" generated from the command model: command status
        outdated
        .\\" end
        Prose of status.
        .SH EXIT STATUS
        .SH SEE ALSO
        Prose.
        """;

    String made = ManualPage.ofNoun(Noun.all().getLast(), page);

    assertThat(made)
        .contains(".SS invalidate\n", ".SS status\n", "Prose of status.\n.SH EXIT STATUS\n")
        .contains(".B 10\n", ".SH SEE ALSO\nProse.\n")
        .doesNotContain("outdated", "gone");
    assertThat(ManualPage.ofNoun(Noun.all().getLast(), made)).isEqualTo(made);
  }

  @ParameterizedTest
  @MethodSource("pages")
  void page_ofEachSection_hasItsHeadingsInOrder(Path page) throws IOException {
    List<String> headings =
        Pattern.compile("(?m)^\\.SH (.*)$")
            .matcher(Files.readString(page))
            .results()
            .map(heading -> heading.group(1))
            .toList();

    List<String> wanted = new ArrayList<>(List.of("NAME", "DESCRIPTION", "EXAMPLES", "SECURITY"));
    if (name(page).endsWith(".1")) {
      wanted.addAll(1, List.of("SYNOPSIS"));
      wanted.addAll(3, List.of("COMMANDS", "OPTIONS", "EXIT STATUS", "FILES"));
    }
    wanted.add("SEE ALSO");
    assertThat(headings).doesNotHaveDuplicates().containsSubsequence(wanted);
  }

  @ParameterizedTest
  @MethodSource("pages")
  void page_title_isOfItsFile(Path page) throws IOException {
    String name = name(page).substring(0, name(page).lastIndexOf('.'));
    String section = name(page).substring(name(page).lastIndexOf('.') + 1);

    assertThat(text(page).lines().filter(line -> !line.startsWith(".\\\"")).findFirst())
        .get()
        .asString()
        .matches(
            "\\.TH "
                + Pattern.quote(name.toUpperCase(Locale.ROOT) + " " + section)
                + " \\d{4}-\\d{2}-\\d{2} Latchkey \"Latchkey Manual\"");
    assertThat(text(page)).contains("\n.SH NAME\n" + name + " - ");
  }

  @ParameterizedTest
  @MethodSource("pages")
  void references_toOwnPages_lead(Path page) throws IOException {
    Pattern.compile("(?m)^\\.BR (\\S+) \\((\\d)\\)")
        .matcher(text(page))
        .results()
        .map(reference -> reference.group(1) + "." + reference.group(2))
        .filter(reference -> reference.matches("(?:admin|latchkey|token\\.|encryption).*"))
        .forEach(reference -> assertThat(MANUAL.resolve(reference)).exists());
  }

  @Test
  void page_ofSettings_tellsTheDefaults() throws IOException {
    CacheSettings settings = CacheSettings.DEFAULT;
    assertThat(text(MANUAL.resolve("latchkey.toml.5")))
        .contains("enabled (default " + settings.enabled() + ")\n")
        .contains("ttl_seconds (default " + settings.ttl().toSeconds() + ")\n")
        .contains("\nsoft_ttl_seconds (default " + settings.softTtl().toSeconds() + ")\n")
        .contains("\nnegative_ttl_seconds (default " + settings.negativeTtl().toSeconds() + ")\n")
        .contains("\nmax_entries (default " + settings.maxEntries() + ")\n");
  }

  @Test
  void environment_ofPage_isWhatTheProgramLooksAt() throws IOException {
    StringBuilder code = new StringBuilder(Files.readString(Path.of("scripts/admin")));
    try (Stream<Path> files = Files.walk(Path.of("src/main/java/dev/latchkey/cli"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        code.append(Files.readString(file));
      }
    }
    String page = text(PROGRAM);
    String section = page.substring(page.indexOf(".SH ENVIRONMENT"), page.indexOf(".SH FILES"));

    List<String> variables =
        Pattern.compile("(?:variable\\(|underHome\\(host, )\"([A-Z_]+)\"|\\$\\{([A-Z_]+):-\\}")
            .matcher(code)
            .results()
            .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
            .distinct()
            .toList();
    assertThat(variables).hasSizeGreaterThan(8).contains("ADMIN_JAVA_HOME", "ADMIN_CONFIG_DIR");
    assertThat(section).contains(variables);
  }

  @Test
  void groff_ofPages_hasNothingToSay() throws Exception {
    require("/usr/bin/groff");
    for (Path page : pages().toList()) {
      assertThat(output("groff", "-man", "-ww", "-z", page.toString())).isEmpty();
    }
  }

  @Test
  void mandoc_ofPages_hasNothingToSay() throws Exception {
    require("/usr/bin/mandoc");
    List<String> command = new ArrayList<>(List.of("mandoc", "-T", "lint", "-W", "all"));
    pages().forEach(page -> command.add(page.toString()));
    assertThat(output(command.toArray(String[]::new))).isEmpty();
  }

  @Test
  void apropos_ofInstalledPages_findsEach(@TempDir Path directory) throws Exception {
    require("/usr/sbin/makewhatis");
    require("/usr/bin/mapropos");
    for (Path page : pages().toList()) {
      Path section = directory.resolve("man" + name(page).substring(name(page).length() - 1));
      Files.createDirectories(section);
      Files.copy(page, section.resolve(name(page)));
    }

    assertThat(output("/usr/sbin/makewhatis", directory.toString())).isEmpty();
    String found = output("mapropos", "-M", directory.toString(), "Nd~.");

    List<String> expected = new ArrayList<>();
    for (Path page : pages().toList()) {
      String section = name(page).substring(name(page).length() - 1);
      String line = text(page).lines().dropWhile(l -> !l.equals(".SH NAME")).toList().get(1);
      expected.add(line.replaceFirst(" - ", "(" + section + ") - "));
    }
    assertThat(found.lines()).containsExactlyInAnyOrderElementsOf(expected);
  }

  private static void require(String program) {
    assumeTrue(Files.isExecutable(Path.of(program)), program + " is missing");
  }

  private static String output(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }
}
