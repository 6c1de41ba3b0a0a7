package dev.latchkey.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.DirectorySnapshot;
import dev.latchkey.cache.InvalidationReport.ProcessReport;
import dev.latchkey.cache.InvalidationReport.Status;
import dev.latchkey.store.ConfigStore;
import dev.latchkey.store.CorruptFileException;
import dev.latchkey.store.NotFoundException;
import dev.latchkey.store.RandomSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class CacheControlTest {

  private static final long PID = ProcessHandle.current().pid();
  private static final long STARTED = ProcessFiles.startTicks(PID);
  private static final String OWN = PID + ".json";
  private static final String AUDIT = "state/audit.jsonl";
  private static final Invalidation A = Invalidation.account("a");
  private static final Invalidation ALL = Invalidation.all();
  private static final Duration LONG = Duration.ofDays(1);

  /** Too short for anybody, but not too short to be waited for at all. */
  private static final Duration SHORT = Duration.ofNanos(1);

  private final Path temporary;
  private final HostScene scene;
  private final CacheControl control;
  private final List<Invalidation> applied = new ArrayList<>();

  CacheControlTest(@TempDir Path temporary) {
    this.temporary = temporary;
    this.scene = new HostScene(temporary);
    this.control = scene.control();
  }

  private InvalidationFollower follow() {
    InvalidationFollower follower = new InvalidationFollower(scene.store());
    follower.applyTo(applied::add);
    return follower;
  }

  private CacheControl dry() {
    return new CacheControl(scene.store(RandomSource.ofKernel(), true), () -> scene.now);
  }

  @Test
  void invalidate_nobodyAttached_isNumberedWithoutAGap() {
    InvalidationFollower follower = follow();
    InvalidationReport first = control.invalidate(A, LONG);
    InvalidationReport second = scene.control().invalidate(ALL, LONG);

    assertThat(first)
        .isEqualTo(new InvalidationReport(first.sequence(), true, null, List.of()))
        .returns(second.sequence() - 1, InvalidationReport::sequence);
    assertThat(control.status().sequence()).isEqualTo(second.sequence());
    assertThat(follower.isBelieved()).isTrue();
    assertThat(applied).containsExactly(A, ALL);
  }

  @Test
  void invalidate_anyScope_writesScopeAndSelectorsToTheAuditLog() {
    control.invalidate(ALL, LONG);
    control.invalidate(Invalidation.tokens(List.of()), LONG);
    control.invalidate(Invalidation.tokens(List.of("a@b!c")), LONG);
    control.invalidate(Invalidation.tokens(List.of("a@b!c", "a@b!d")), LONG);
    control.invalidate(Invalidation.user("1", "x\n\"y"), LONG);
    control.invalidate(Invalidation.groupMembers("1", List.of("x", "y")), LONG);
    control.invalidate(Invalidation.resourceTags("arn:aws:s3:::b"), LONG);

    String head = "{\"time\":\"2026-03-01T12:00:00.000Z\",\"uid\":0,\"user\":\"tester\",";
    assertThat(scene.text(AUDIT).replace("12:00:00Z", "12:00:00.000Z").lines())
        .containsExactly(
            head + line("all", ""),
            head + line("tokens", ""),
            head + line("tokens", ",\"token_ids\":[\"a@b!c\"]"),
            head + line("tokens", ",\"token_ids\":[\"a@b!c\",\"a@b!d\"]"),
            head + line("user", ",\"account_id\":\"1\",\"user_name\":\"x\\n\\\"y\""),
            head + line("group_members", ",\"account_id\":\"1\",\"user_names\":[\"x\",\"y\"]"),
            head + line("resource_tags", ",\"arn\":\"arn:aws:s3:::b\""));
  }

  private static String line(String scope, String selectors) {
    return "\"verb\":\"cache invalidate\",\"target\":\""
        + scope
        + "\",\"outcome\":\"done\""
        + selectors
        + "}";
  }

  @Test
  void invalidate_asksForTheTimeOfTheJournalLine_afterTheAuditLine() {
    List<String> audit = new ArrayList<>();
    CacheControl asked =
        new CacheControl(
            scene.store(),
            () -> {
              assertThat(scene.journal()).doesNotExist();
              audit.add(scene.text(AUDIT));
              return scene.now;
            });

    asked.invalidate(A, LONG);

    assertThat(audit).hasSize(1).first().asString().contains("\"account_id\":\"a\"}\n");
    assertThat(scene.journal()).isNotEmptyFile();
  }

  @Test
  void invalidate_auditLogNotWritable_takesPlaceAndSaysSo() throws IOException {
    InvalidationFollower follower = follow();
    Files.createDirectories(scene.config.resolve(AUDIT));

    InvalidationReport report = control.invalidate(A, LONG);

    assertThat(report.auditFailure()).isNotNull();
    assertThat(report.isJournaled()).isTrue();
    assertThat(follower.isBelieved()).isTrue();
    assertThat(applied).containsExactly(A);
  }

  @Test
  void invalidate_journalNotWritable_leavesAGapAndEverybodyDropsEverything() throws IOException {
    InvalidationFollower follower = follow();
    long before = control.invalidate(A, LONG).sequence();
    Files.delete(scene.journal());
    Files.createDirectory(scene.journal());
    assertThat(follower.isBelieved()).isTrue();
    applied.clear();

    InvalidationReport report = control.invalidate(A, LONG);

    assertThat(report.isJournaled()).isFalse();
    assertThat(report.auditFailure()).isNull();
    assertThat(report.sequence()).isEqualTo(before + 2);
    assertThat(follower.isBelieved()).isTrue();
    assertThat(applied).containsExactly(ALL);

    Files.delete(scene.journal());
    assertThat(control.invalidate(A, LONG).sequence()).isEqualTo(before + 3);
    assertThat(follower.isBelieved()).isTrue();
    assertThat(applied).containsExactly(ALL, A);
  }

  @Test
  void invalidate_journalNotWritableAfterLinesNeverAnnounced_everybodyDropsEverything()
      throws IOException {
    // A full journal, which is to be replaced, and a random name that is taken.
    RandomSource zeros = bytes -> Arrays.fill(bytes, (byte) 0);
    ConfigStore store = scene.storeAt(scene.run, zeros);
    Invalidation large = Invalidation.resourceTags("\u0001".repeat(Invalidation.MAX_LENGTH));
    control.publish(Invalidation.credential("c"));
    InvalidationFollower follower = follow();
    long announced = control.status().sequence();
    InvalidationJournal journal = new InvalidationJournal(scene.store().runFiles());
    journal.append(announced, Invalidation.credential("d"), scene.now); // by one that died then
    journal.append(announced, large, scene.now); // and by another one
    Files.createDirectories(scene.run.resolve(InvalidationJournal.FILE + ".tmp_AAAAAA/not-empty"));

    InvalidationReport report = new CacheControl(store, () -> scene.now).invalidate(large, LONG);

    assertThat(report.isJournaled()).isFalse();
    assertThat(follower.isBelieved()).isTrue();
    assertThat(applied).containsExactly(ALL);
  }

  @Test
  void invalidate_processesCannotBeListed_isAnnouncedAndSaysSo() throws IOException {
    InvalidationFollower follower = follow();
    Files.deleteIfExists(scene.run.resolve("processes"));
    Files.createFile(scene.run.resolve("processes"));

    assertThat(control.invalidate(A, SHORT).processes())
        .containsExactly(new ProcessReport(0, "?", Status.TIMED_OUT));
    assertThat(control.invalidate(A, Duration.ZERO).processes())
        .containsExactly(new ProcessReport(0, "?", Status.NOT_AWAITED));
    assertThat(follower.isBelieved()).isTrue();
    assertThat(applied).containsExactly(A, A);
  }

  @Test
  void invalidate_runDirectoryCannotBeMade_isForNobody() {
    CacheControl alone =
        new CacheControl(
            scene.storeAt(temporary.resolve("absent/run"), RandomSource.ofKernel()),
            () -> scene.now);

    assertThat(alone.invalidate(A, LONG))
        .isEqualTo(new InvalidationReport(0, true, null, List.of()));

    assertThat(temporary.resolve("absent")).doesNotExist();
    assertThat(scene.text(AUDIT)).contains("\"account_id\":\"a\"");
    assertThat(alone.status()).isEqualTo(new CacheStatus(0, 0, List.of()));
  }

  @Test
  void invalidate_countersCannotBeUsed_failsAndWritesNothing() throws IOException {
    control.publish(A);
    Files.write(scene.counters(), new byte[4096]);
    DirectorySnapshot before = scene.everything();

    assertThatThrownBy(() -> scene.control().invalidate(A, LONG))
        .isInstanceOf(CorruptFileException.class);
    assertThatThrownBy(() -> scene.control().status()).isInstanceOf(CorruptFileException.class);
    scene.assertUnchangedSince(before);
  }

  @Test
  void anything_withoutConfigurationDirectory_isNotFoundAndMakesNothing() throws IOException {
    Files.delete(scene.config);
    DirectorySnapshot before = scene.everything();

    assertThatThrownBy(() -> control.invalidate(A, LONG)).isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> control.publish(A)).isInstanceOf(NotFoundException.class);
    assertThatThrownBy(control::status).isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> dry().invalidate(A, LONG)).isInstanceOf(NotFoundException.class);

    scene.assertUnchangedSince(before);
  }

  @Test
  void invalidate_inADryRun_writesNothingAtAll() {
    DirectorySnapshot before = scene.everything();
    assertThat(dry().invalidate(A, LONG).sequence()).isZero();
    dry().publish(A);
    scene.assertUnchangedSince(before);

    long sequence = control.invalidate(A, LONG).sequence();
    InvalidationFollower follower = follow();
    scene.writeProcess(PID, "api", 0, 0);
    DirectorySnapshot then = scene.everything();

    assertThat(dry().invalidate(ALL, LONG))
        .isEqualTo(
            new InvalidationReport(
                sequence, true, null, List.of(new ProcessReport(PID, "api", Status.NOT_AWAITED))));
    dry().publish(ALL);

    scene.assertUnchangedSince(then);
    assertThat(follower.isBelieved()).isTrue();
    assertThat(applied).isEmpty();
  }

  @Test
  void invalidate_inADryRunBesideAnEndedProcess_writesNothingAtAll() throws Exception {
    control.publish(A);
    Process ended = new ProcessBuilder("true").start();
    ended.waitFor();
    scene.writeProcess(ended.pid(), "ended", 0, 0);
    DirectorySnapshot before = scene.everything();

    assertThat(dry().invalidate(A, LONG).processes()).isEmpty();
    assertThat(dry().status().processes()).isEmpty();

    scene.assertUnchangedSince(before);
  }

  @Test
  void publish_anInvalidation_isNotInTheAuditLog() {
    InvalidationFollower follower = follow();

    control.publish(A);

    assertThat(scene.config).isEmptyDirectory();
    assertThat(follower.isBelieved()).isTrue();
    assertThat(applied).containsExactly(A);
  }

  @Test
  void status_ofNothing_makesNoFile() {
    DirectorySnapshot before = scene.everything();

    assertThat(control.status()).isEqualTo(new CacheStatus(0, 0, List.of()));

    scene.assertUnchangedSince(before);
  }

  @Test
  void status_ofProcesses_isByTheirIdsAndSweepsTheDead() throws Exception {
    control.publish(A);
    Process child = new ProcessBuilder("sleep", "1000").start();
    Process ended = new ProcessBuilder("true").start();
    ended.waitFor();
    try {
      scene.writeProcess(child.pid(), "child", 1, 2);
      scene.writeProcess(PID, "api", 3, 4);
      scene.writeProcess(ended.pid(), "ended", 1, 2);
      DirectorySnapshot config = scene.snapshot();

      assertThat(control.status().processes())
          .extracting(AttachedProcess::pid)
          .containsExactlyInAnyOrder(PID, child.pid())
          .isSorted();

      assertThat(scene.processFiles()).containsExactlyInAnyOrder(OWN, child.pid() + ".json");
      config.assertUnchanged(scene.config);
    } finally {
      child.destroyForcibly().waitFor();
    }
  }

  @Test
  void hasApplied_numbersThatWrapAround_isByTheirDifference() {
    AttachedProcess process =
        new AttachedProcess(PID, STARTED, "x", HostScene.NOW, Long.MIN_VALUE + 1, 5, Map.of());

    assertThat(process.hasApplied(5, Long.MAX_VALUE)).isTrue();
    assertThat(process.hasApplied(5, Long.MIN_VALUE + 1)).isTrue();
    assertThat(process.hasApplied(5, Long.MIN_VALUE + 2)).isFalse();
    assertThat(process.hasApplied(6, Long.MIN_VALUE + 1)).isFalse();
  }
}
