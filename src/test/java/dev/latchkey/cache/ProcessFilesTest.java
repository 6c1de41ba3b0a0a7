package dev.latchkey.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.store.CorruptFileException;
import dev.latchkey.store.CorruptFileException.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessFilesTest {

  private static final long PID = ProcessHandle.current().pid();
  private static final long STARTED = ProcessFiles.startTicks(PID);
  private static final String OWN = PID + ".json";

  private final HostScene scene;
  private final ProcessFiles processes;

  ProcessFilesTest(@TempDir Path temporary) {
    this.scene = new HostScene(temporary);
    this.processes = new ProcessFiles(scene.store().runFiles());
  }

  private static AttachedProcess process(long pid, long started) {
    return new AttachedProcess(
        pid, started, "x\"\n\u2028", HostScene.NOW, 7, 99, Map.of("user_tags", Map.of("hits", 3L)));
  }

  private static long pidOfEndedProcess() throws Exception {
    Process ended = new ProcessBuilder("true").start();
    ended.waitFor();
    return ended.pid();
  }

  private void put(String name, String content) throws IOException {
    scene.store().runFiles().createDirectory(ProcessFiles.DIRECTORY);
    Files.writeString(scene.processes().resolve(name), content);
  }

  @Test
  void encode_ofAProcess_isTheFileThatIsDocumented() {
    AttachedProcess process =
        new AttachedProcess(
            1,
            2,
            "api",
            Instant.ofEpochSecond(3),
            -4,
            5,
            Map.of("role_tags", Map.of("misses", 6L)));

    assertThat(new String(ProcessFiles.encode(process), UTF_8))
        .isEqualTo(
            "{\"pid\":1,\"start_time\":2,\"name\":\"api\",\"since\":3,\"sequence\":-4,"
                + "\"counter_file\":5,\"caches\":{\"role_tags\":{\"misses\":6}}}\n");
  }

  @Test
  void living_withoutDirectory_isEmptyAndMakesNone() {
    assertThat(processes.living(true)).isEmpty();
    assertThat(scene.run).doesNotExist();
  }

  @Test
  void living_ofThisProcess_isWhatWasWritten() {
    processes.write(OWN, process(PID, 1));
    processes.write(OWN, process(PID, STARTED));

    assertThat(processes.living(true)).isEqualTo(Map.of(OWN, Optional.of(process(PID, STARTED))));
    assertThat(processes.exists(OWN)).isTrue();
    processes.delete(OWN);
    assertThat(processes.exists(OWN)).isFalse();
    assertThat(processes.living(true)).isEmpty();
  }

  @Test
  void living_fileOfAnEndedProcess_isSweptAndNoOther() throws Exception {
    long ended = pidOfEndedProcess();
    processes.write(ended + ".json", process(ended, STARTED));
    processes.write(ended + "-2.json", process(ended, STARTED));
    put(ended + ".json.tmp_0123456789ab", "");
    put("rubbish.json", "");
    put("rubbish", "");
    processes.write(OWN, process(PID, STARTED));
    put(OWN + ".tmp_0123456789ab", "half");

    assertThat(processes.living(true)).containsOnlyKeys(OWN);

    assertThat(scene.processFiles())
        .as("what has none of our names is somebody else's")
        .containsExactly(OWN, OWN + ".tmp_0123456789ab", "rubbish", "rubbish.json");
  }

  @Test
  void living_linkInPlaceOfTheDirectory_isRefusedAndSweepsNothing(@TempDir Path other)
      throws Exception {
    long ended = pidOfEndedProcess();
    Path another = Files.writeString(other.resolve(ended + ".json"), "another's");
    processes.write(OWN, process(PID, STARTED));
    processes.delete(OWN);
    Files.delete(scene.processes());
    Files.createSymbolicLink(scene.processes(), other);

    assertThatThrownBy(() -> processes.living(true))
        .isInstanceOfSatisfying(
            CorruptFileException.class,
            e -> assertThat(e.problem()).isEqualTo(Problem.SYMBOLIC_LINK));
    assertThatThrownBy(() -> processes.write(OWN, process(PID, STARTED)))
        .isInstanceOf(CorruptFileException.class);

    assertThat(other).isDirectoryContaining(another::equals);
    assertThat(other.toFile().list()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "17.json, true",
    "17-2.json, true",
    "17.json.tmp_0123456789ab, true",
    "17-2.json.tmp_x, true",
    "17, false",
    "17-.json, false",
    "17.jsonl, false",
    "17.conf, false",
    "-2.json, false",
    "passwd, false"
  })
  void isOurs_fileName_isOneThatWeGive(String name, boolean ours) {
    assertThat(ProcessFiles.isOurs(name)).isEqualTo(ours);
  }

  @Test
  void living_withoutSweeping_leavesTheFilesOfEndedProcesses() throws Exception {
    long ended = pidOfEndedProcess();
    processes.write(ended + ".json", process(ended, STARTED));

    assertThat(processes.living(false)).isEmpty();

    assertThat(scene.processFiles()).containsExactly(ended + ".json");
  }

  @Test
  void living_fileOfAnEarlierProcessOfTheSameId_isSwept() {
    processes.write(OWN, process(PID, STARTED - 1));

    assertThat(processes.living(true)).isEmpty();

    assertThat(scene.processFiles()).isEmpty();
  }

  @Test
  void living_eachAttachmentOfAProcess_isListed() {
    processes.write(OWN, process(PID, STARTED));
    processes.write(PID + "-2.json", process(PID, STARTED));

    assertThat(processes.living(true)).containsOnlyKeys(OWN, PID + "-2.json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "rubbish",
        "{}",
        "[]",
        "{\"pid\":1}",
        "{\"pid\":1,\"start_time\":2,\"name\":\"a\",\"since\":3,\"sequence\":4,\"caches\":{}}",
        "{\"pid\":1,\"start_time\":2,\"name\":7,\"since\":3,\"sequence\":4,\"counter_file\":5,"
            + "\"caches\":{}}",
        "{\"pid\":1,\"pid\":1,\"start_time\":2,\"name\":\"a\",\"since\":3,\"sequence\":4,"
            + "\"counter_file\":5,\"caches\":{}}",
        "{\"pid\":1,\"start_time\":2,\"name\":\"a\",\"since\":3,\"sequence\":4,\"counter_file\":5,"
            + "\"caches\":{\"x\":{\"y\":\"z\"}}}",
        "{\"pid\":1,\"start_time\":2,\"name\":\"a\",\"since\":9223372036854775807,\"sequence\":4,"
            + "\"counter_file\":5,\"caches\":{}}",
      })
  void living_fileThatMakesNoSense_isThereWithoutContent(String content) throws IOException {
    put(OWN, content);

    assertThat(processes.living(true)).isEqualTo(Map.of(OWN, Optional.empty()));

    assertThat(scene.processFiles()).containsExactly(OWN);
  }

  @Test
  void living_linkOrFileThatOthersMayWrite_isThereWithoutContent(@TempDir Path other)
      throws IOException {
    processes.write(OWN, process(PID, STARTED));
    Path file = scene.processes().resolve(OWN);
    Files.setAttribute(file, "unix:mode", 0666);
    assertThat(processes.living(true)).isEqualTo(Map.of(OWN, Optional.empty()));

    Files.setAttribute(file, "unix:mode", 0600);
    Path target = Files.move(file, other.resolve("target"));
    Files.createSymbolicLink(file, target);
    assertThat(processes.living(true)).isEqualTo(Map.of(OWN, Optional.empty()));
  }

  @Test
  void living_whatCannotBeSwept_isLeftAndTheOthersAreListed() throws IOException {
    put(OWN, new String(ProcessFiles.encode(process(PID, STARTED)), UTF_8));
    Files.createDirectories(scene.processes().resolve("0.json/not-empty"));

    assertThat(processes.living(true)).containsOnlyKeys(OWN);
  }

  @Test
  void unusedName_besideOtherAttachments_isTheFirstThatIsFree() throws IOException {
    assertThat(processes.unusedName(PID, STARTED)).isEqualTo(OWN);
    processes.write(OWN, process(PID, STARTED - 1)); // an earlier process of the same id
    assertThat(processes.unusedName(PID, STARTED)).isEqualTo(OWN);
    put(OWN, "rubbish");
    assertThat(processes.unusedName(PID, STARTED)).isEqualTo(OWN);
    processes.write(OWN, process(PID, STARTED));
    assertThat(processes.unusedName(PID, STARTED)).isEqualTo(PID + "-2.json");
    processes.write(PID + "-2.json", process(PID, STARTED));
    assertThat(processes.unusedName(PID, STARTED)).isEqualTo(PID + "-3.json");
    processes.delete(OWN);
    assertThat(processes.unusedName(PID, STARTED)).isEqualTo(OWN);
  }

  @ParameterizedTest
  @CsvSource({
    "12.json, 12",
    "12-2.json, 12",
    "12.json.tmp_34, 12",
    "0.json, 0",
    "'', 0",
    "x12.json, 0",
    "-12.json, 0",
    "999999999999999999.json, 999999999999999999",
    "99999999999999999999999999.json, 999999999999999999",
  })
  void pid_ofAnyFileName_isItsFirstDigits(String name, long pid) {
    assertThat(ProcessFiles.pid(name)).isEqualTo(pid);
  }

  @Test
  void startTicks_ofProcesses_isWhatProcSays() throws Exception {
    assertThat(STARTED).isNotNegative();
    assertThat(ProcessFiles.startTicks(0)).isEqualTo(-1);
    assertThat(ProcessFiles.startTicks(pidOfEndedProcess())).isEqualTo(-1);
    assertThat(ProcessFiles.startTicks(999_999_999_999_999_999L)).isEqualTo(-1);
  }

  @Test
  void startTicks_ofAProgramWithBlanksAndBracketsInItsName_isWhatProcSays(@TempDir Path other)
      throws Exception {
    String name = "a) S 1 (b c";
    Path program = Files.copy(Path.of("/bin/sleep").toRealPath(), other.resolve(name));
    Files.setAttribute(program, "unix:mode", 0700);
    Process process = new ProcessBuilder(program.toString(), "1000").start();
    try {
      String stat = Files.readString(Path.of("/proc", String.valueOf(process.pid()), "stat"));
      List<String> fields = List.of(stat.replace("(" + name + ")", "name").split(" ", -1));

      assertThat(ProcessFiles.startTicks(process.pid()))
          .isEqualTo(Long.parseLong(fields.get(21)))
          .isGreaterThanOrEqualTo(STARTED);
    } finally {
      process.destroyForcibly().waitFor();
    }
    assertThat(ProcessFiles.startTicks(process.pid())).isEqualTo(-1);
  }
}
