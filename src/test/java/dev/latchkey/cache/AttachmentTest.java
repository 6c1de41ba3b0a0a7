package dev.latchkey.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.DirectorySnapshot;
import dev.latchkey.cache.InvalidationReport.Status;
import dev.latchkey.store.ConfigStore;
import dev.latchkey.store.LatchkeyException;
import dev.latchkey.store.RandomSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With the thread that watches, which nothing is told about: what it does is waited for. */
@Timeout(120)
class AttachmentTest {

  private static final long PID = ProcessHandle.current().pid();
  private static final String FIRST = PID + ".json";
  private static final String SECOND = PID + "-2.json";
  private static final Invalidation A = Invalidation.account("a");
  private static final Duration LONG = Duration.ofDays(1);

  private final Path temporary;
  private final HostScene scene;
  private final CacheControl other;
  private final List<Invalidation> applied = new CopyOnWriteArrayList<>();
  private final List<Attachment> attachments = new ArrayList<>();
  private final AtomicReference<Map<CacheName, CacheCounters>> counters =
      new AtomicReference<>(Map.of(CacheName.USER_TAGS, counters(1)));

  AttachmentTest(@TempDir Path temporary) {
    this.temporary = temporary;
    this.scene = new HostScene(temporary);
    this.other = scene.control();
  }

  @AfterEach
  void detachAll() {
    attachments.forEach(Attachment::close);
  }

  private static CacheCounters counters(long hits) {
    return new CacheCounters(hits, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  private Attachment attach(String name, ConfigStore store) {
    InvalidationFollower follower = new InvalidationFollower(store);
    follower.applyTo(applied::add);
    Attachment attachment = new Attachment(store, () -> scene.now, name, follower, counters::get);
    attachments.add(attachment);
    return attachment;
  }

  private Attachment attach(String name) {
    return attach(name, scene.store());
  }

  private String file(String name) {
    try {
      return Files.readString(scene.processes().resolve(name));
    } catch (IOException e) {
      return "";
    }
  }

  @Test
  void attach_aProcess_saysWhatItIsAndHowFar() {
    long sequence = other.invalidate(A, Duration.ZERO).sequence();
    attach("api \ud83d\udd11");

    CacheStatus status = other.status();

    assertThat(status.processes())
        .containsExactly(
            new AttachedProcess(
                PID,
                ProcessFiles.startTicks(PID),
                "api \ud83d\udd11",
                scene.now,
                sequence,
                status.counterFile(),
                Map.of("user_tags", counters(1).byName())));
    assertThat(status.isCurrent(status.processes().getFirst())).isTrue();
    assertThat(scene.processFiles()).containsExactly(FIRST);
    assertThat(applied).isEmpty();
  }

  @Test
  void attach_severalTimesInAProcess_hasAFileForEach() {
    Attachment first = attach("one");
    attach("two");
    assertThat(scene.processFiles()).containsExactly(SECOND, FIRST);
    assertThat(file(FIRST)).contains("\"one\"");
    assertThat(file(SECOND)).contains("\"two\"");

    first.close();
    assertThat(scene.processFiles()).containsExactly(SECOND);

    attach("three");
    assertThat(scene.processFiles()).containsExactly(SECOND, FIRST);
    assertThat(file(FIRST)).contains("\"three\"");
    assertThat(file(SECOND)).contains("\"two\"");
  }

  @Test
  void close_anAttachment_removesItsFileOnceAndEndsItsThread() {
    Attachment first = attach("one");
    first.close();
    assertThat(scene.processFiles()).isEmpty();

    attach("two");
    first.close();

    assertThat(scene.processFiles()).containsExactly(FIRST);
    attachments.forEach(Attachment::close);
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("latchkey-caches");
  }

  @Test
  void close_byAThreadThatIsInterrupted_detachesAndStaysInterrupted() {
    Attachment attachment = attach("one");
    Thread.currentThread().interrupt();

    attachment.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(scene.processFiles()).isEmpty();
  }

  @Test
  void close_runDirectoryGone_isQuiet() {
    Attachment attachment = attach("one");
    scene.removeRunDirectory();

    attachment.close();

    assertThat(scene.run.resolve(ProcessFiles.DIRECTORY).resolve(FIRST)).doesNotExist();
  }

  @Test
  void invalidate_idleProcess_appliesAndAcknowledges() {
    attach("one");

    InvalidationReport report = other.invalidate(A, LONG);

    assertThat(applied).containsExactly(A);
    assertThat(report.processes())
        .containsExactly(new InvalidationReport.ProcessReport(PID, "one", Status.ACKNOWLEDGED));
    assertThat(file(FIRST)).contains("\"sequence\":" + report.sequence());
  }

  @Test
  void invalidate_idleProcesses_eachAcknowledges() {
    attach("one");
    attach("two");

    InvalidationReport report = other.invalidate(A, LONG);

    assertThat(applied).containsExactly(A, A);
    assertThat(report.count(Status.ACKNOWLEDGED)).isEqualTo(2);
    assertThat(report.processes())
        .extracting(InvalidationReport.ProcessReport::name)
        .containsExactlyInAnyOrder("one", "two");
  }

  @Test
  void invalidate_afterDetaching_waitsForNobody() {
    attach("one").close();

    assertThat(other.invalidate(A, LONG).processes()).isEmpty();
  }

  @Test
  void watch_fileRemovedByHand_isWrittenAgain() throws IOException {
    attach("one");
    Files.delete(scene.processes().resolve(FIRST));

    HostScene.await(() -> file(FIRST).contains("\"one\""));

    assertThat(other.invalidate(A, LONG).count(Status.ACKNOWLEDGED)).isEqualTo(1);
  }

  @Test
  void watch_runDirectoryRemoved_attachesAgainAndDropsEverything() {
    attach("one");
    scene.removeRunDirectory();

    HostScene.await(() -> file(FIRST).contains("\"one\""));

    assertThat(applied).contains(Invalidation.all());
    HostScene.await(() -> other.status().processes().stream().allMatch(other.status()::isCurrent));
    assertThat(other.invalidate(A, LONG).count(Status.ACKNOWLEDGED)).isEqualTo(1);
    assertThat(applied).endsWith(A);
  }

  @Test
  void watch_counters_areWrittenNowAndThen() {
    attach("one");
    counters.set(Map.of(CacheName.USER_TAGS, counters(2)));

    HostScene.await(() -> file(FIRST).contains("\"hits\":2"));

    assertThat(applied).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t", "a\nb", "a\u001b[2J", "a\u0000", "a\u0085", "a\u007f"})
  void attach_withSuchAName_isRefusedAndLeavesNothing(String name) {
    assertRefused(name);
  }

  @Test
  void attach_withALongName_isRefusedAboveAHundred() {
    assertRefused("x".repeat(101));

    attach("x".repeat(100));

    assertThat(other.status().processes())
        .extracting(AttachedProcess::name)
        .containsExactly("x".repeat(100));
  }

  private void assertRefused(String name) {
    ConfigStore store = scene.store();
    InvalidationFollower follower = new InvalidationFollower(store);
    DirectorySnapshot before = scene.everything();

    assertThatThrownBy(() -> new Attachment(store, () -> scene.now, name, follower, Map::of))
        .isInstanceOf(IllegalArgumentException.class);

    scene.assertUnchangedSince(before);
  }

  @Test
  void attach_runDirectoryCannotBeMade_isRefused() {
    Path nowhere = temporary.resolve("absent/run");
    DirectorySnapshot before = scene.everything();

    assertThatThrownBy(() -> attach("one", scene.storeAt(nowhere, RandomSource.ofKernel())))
        .isInstanceOf(LatchkeyException.class);

    scene.assertUnchangedSince(before);
  }
}
