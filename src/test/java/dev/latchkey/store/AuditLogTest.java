package dev.latchkey.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.store.CorruptFileException.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuditLogTest {

  private static final String LINE_ABOUT_X =
      "{\"time\":\"2026-03-04T05:06:07.089Z\",\"uid\":1234,\"user\":\"joe\",\"sudo_user\":\"ann\","
          + "\"verb\":\"token create\",\"target\":\"x\",\"outcome\":\"done\"}\n";

  private static final int NUMBERS = 40;

  private final ConfigFixture fixture;
  private final Path file;
  private final AuditLog audit;

  AuditLogTest(@TempDir Path root) {
    this.fixture = ConfigFixture.created(root);
    this.file = fixture.file("state/audit.jsonl");
    this.audit =
        new AuditLog(
            fixture.directory, locks(fixture.directory), ConfigFixture.ACTOR, ConfigFixture.CLOCK);
  }

  @Test
  void append_toAbsentLog_makesItForTheGroupOrTheUser() throws IOException {
    boolean root = ConfigFixture.isRoot();
    if (root) {
      Files.setAttribute(fixture.config, "unix:gid", 4242);
    }

    audit.append("token create", "x", null);

    assertThat(file).hasContent(LINE_ABOUT_X);
    assertThat(DirectoryState.mode(file)).isEqualTo(root ? 0640 : 0600);
    assertThat(DirectoryState.mode(fixture.file("state"))).isEqualTo(root ? 0750 : 0700);
    if (root) {
      assertThat(Files.getAttribute(file, "unix:gid")).isEqualTo(4242);
      assertThat(Files.getAttribute(fixture.file("state"), "unix:gid")).isEqualTo(4242);
    }
  }

  @Test
  void append_withReasonOrDetails_endsWithThem() throws IOException {
    audit.append("key delete", "x", "lost");
    audit.appendDetails("cache clear", "x", Map.of("ids", List.of("a", "b")));
    audit.appendDetails("cache clear", "x", Map.of("all", true));

    List<String> lines = Files.readAllLines(file);
    assertThat(lines.get(0)).endsWith("\"outcome\":\"done\",\"reason\":\"lost\"}");
    assertThat(lines.get(1)).endsWith("\"outcome\":\"done\",\"ids\":[\"a\",\"b\"]}");
    assertThat(lines.get(2)).endsWith("\"outcome\":\"done\",\"all\":\"true\"}");
  }

  @Test
  void retract_ofALine_appendsThatItWasUndone() throws IOException {
    audit.append("key delete", "x", null);
    audit.retract("key delete", "x");

    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(2);
    assertThat(lines.get(1)).isEqualTo(lines.get(0).replace("\"done\"", "\"undone\""));
  }

  @Test
  void append_toPresentLog_keepsItsLinesAndMode() throws IOException {
    Files.createDirectory(fixture.file("state"));
    Files.writeString(file, "{\"earlier\":1}\n");
    Files.setAttribute(file, "unix:mode", 0600);

    audit.append("token create", "x", null);
    audit.append("token create", "x", null);

    assertThat(file).hasContent("{\"earlier\":1}\n" + LINE_ABOUT_X + LINE_ABOUT_X);
    assertThat(DirectoryState.mode(file)).isEqualTo(0600);
  }

  @ParameterizedTest
  @CsvSource({"'{\"time\":\"2026-03', '\n'", "'', ''", "'\n', ''", "x, '\n'"})
  void append_afterLineTornByACrash_beginsOnALineOfItsOwn(String torn, String between)
      throws IOException {
    Files.createDirectory(fixture.file("state"));
    Files.writeString(file, torn);

    audit.append("token create", "x", null);

    assertThat(Files.readString(file)).isEqualTo(torn + between + LINE_ABOUT_X);
  }

  @Test
  void append_byUserWithoutSudo_leavesThatFieldOut() throws IOException {
    new AuditLog(
            fixture.directory,
            locks(fixture.directory),
            new Actor(0, "root", null),
            ConfigFixture.CLOCK)
        .append("key delete", "y", null);

    assertThat(file)
        .hasContent(
            "{\"time\":\"2026-03-04T05:06:07.089Z\",\"uid\":0,\"user\":\"root\","
                + "\"verb\":\"key delete\",\"target\":\"y\",\"outcome\":\"done\"}\n");
  }

  @Test
  void append_ofTargetWithAnyCharacters_staysOnOneLine() throws IOException {
    audit.append("token create", "quote\" back\\slash\nnewline\u0000\u001b[31m ü\u2028🔑", null);

    assertThat(Files.readAllLines(file)).hasSize(1);
    assertThat(Files.readString(file))
        .contains("quote\\\" back\\\\slash\\nnewline\\u0000\\u001B[31m ü")
        .endsWith("\"outcome\":\"done\"}\n");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-04T05:06:07.089Z, 2026-03-04T05:06:07.089Z",
    "2026-03-04T05:06:07.089999Z, 2026-03-04T05:06:07.089Z",
    "2026-03-04T05:06:07Z, 2026-03-04T05:06:07Z",
    "2026-03-04T05:06:00Z, 2026-03-04T05:06:00Z",
    "2026-12-31T23:59:00.500Z, 2026-12-31T23:59:00.500Z",
    "1969-12-31T23:59:59.999Z, 1969-12-31T23:59:59.999Z"
  })
  void append_atAnyTime_writesItAsRfc3339(String now, String written) throws IOException {
    InstantSource clock = InstantSource.fixed(Instant.parse(now));

    new AuditLog(fixture.directory, locks(fixture.directory), ConfigFixture.ACTOR, clock)
        .append("v", "t", null);

    assertThat(Files.readString(file)).startsWith("{\"time\":\"" + written + "\",");
    assertThat(Instant.parse(written).toEpochMilli()).isEqualTo(Instant.parse(now).toEpochMilli());
  }

  @Test
  void append_whereALinkIsInThePlace_isRefusedAndLeavesItsTarget() throws IOException {
    Path target = Files.writeString(fixture.root.resolve("target"), "not ours");
    Files.createDirectory(fixture.file("state"));
    Files.createSymbolicLink(file, target);

    assertCorrupt(Problem.SYMBOLIC_LINK);
  }

  @Test
  void append_toLogThatOthersMayWrite_isRefused() throws IOException {
    audit.append("token create", "x", null);
    Files.setAttribute(file, "unix:mode", 0666);

    assertCorrupt(Problem.WRITABLE_BY_OTHERS);
  }

  @Test
  void append_whereADirectoryIsInThePlace_isRefused() throws IOException {
    Files.createDirectories(file);

    assertCorrupt(Problem.NOT_A_REGULAR_FILE);
  }

  private void assertCorrupt(Problem problem) throws IOException {
    SortedMap<String, String> before = DirectoryState.of(fixture.root);
    assertThatThrownBy(() -> audit.append("token create", "x", null))
        .isInstanceOfSatisfying(
            CorruptFileException.class,
            e -> {
              assertThat(e.path()).isEqualTo(file);
              assertThat(e.problem()).isEqualTo(problem);
            });
    assertThat(DirectoryState.of(fixture.root)).isEqualTo(before);
  }

  @Test
  void append_whereAFileIsInThePlaceOfItsDirectory_failsAndChangesNothing() throws IOException {
    fixture.write("state", "a file");
    SortedMap<String, String> before = DirectoryState.of(fixture.root);

    assertThatThrownBy(() -> audit.append("token create", "x", null))
        .isInstanceOf(IOException.class);

    assertThat(DirectoryState.of(fixture.root)).isEqualTo(before);
  }

  @Test
  void append_fromSeveralThreads_mixesNoLines() throws IOException {
    List<CompletableFuture<Void>> writers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      String verb = "thread " + i;
      writers.add(CompletableFuture.runAsync(() -> appendNumbers(audit, verb)));
    }
    writers.forEach(CompletableFuture::join);

    assertHoldsAllNumbersOnceOnWholeLines("thread 0", "thread 1", "thread 2", "thread 3");
  }

  @Test
  void append_fromSeveralProcesses_mixesNoLines() throws Exception {
    List<Process> writers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      writers.add(
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin/java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  "--enable-native-access=ALL-UNNAMED",
                  Writer.class.getName(),
                  fixture.config.toString(),
                  "process " + i)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start());
    }
    // They begin together: each says that it is ready and waits for the end of its input.
    for (Process writer : writers) {
      assertThat(writer.getInputStream().read()).isEqualTo('r');
    }
    for (Process writer : writers) {
      writer.getOutputStream().close();
    }
    for (Process writer : writers) {
      assertThat(writer.waitFor()).isZero();
    }

    assertHoldsAllNumbersOnceOnWholeLines("process 0", "process 1", "process 2");
  }

  /** A process that appends lines to the log. */
  static final class Writer {

    private Writer() {}

    public static void main(String[] arguments) throws IOException {
      ConfigDirectory directory = new ConfigDirectory(Path.of(arguments[0]));
      AuditLog audit =
          new AuditLog(directory, locks(directory), ConfigFixture.ACTOR, ConfigFixture.CLOCK);
      System.out.write('r');
      System.out.flush();
      if (System.in.read() >= 0) {
        throw new IllegalStateException("there was input");
      }
      appendNumbers(audit, arguments[1]);
    }
  }

  private static void appendNumbers(AuditLog audit, String verb) {
    for (int n = 0; n < NUMBERS; n++) {
      try {
        audit.append(verb, n + " " + "padding ".repeat(n), null);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  private void assertHoldsAllNumbersOnceOnWholeLines(String... verbs) throws IOException {
    Set<String> expected = new HashSet<>();
    for (String verb : verbs) {
      for (int n = 0; n < NUMBERS; n++) {
        expected.add(
            LINE_ABOUT_X
                .strip()
                .replace("token create", verb)
                .replace("\"x\"", "\"" + n + " " + "padding ".repeat(n) + "\""));
      }
    }
    assertThat(Files.readAllLines(file)).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void append_toLogWithoutFinalNewline_addsJustOne() throws IOException {
    audit.append("token create", "x", null);
    Files.writeString(file, "torn", StandardOpenOption.APPEND);

    audit.append("token create", "x", null);
    audit.append("token create", "x", null);

    assertThat(file).hasContent(LINE_ABOUT_X + "torn\n" + LINE_ABOUT_X + LINE_ABOUT_X);
  }

  private static LockTable locks(ConfigDirectory directory) {
    return new LockTable(directory, Duration.ofSeconds(30));
  }
}
