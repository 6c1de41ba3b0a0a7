package dev.latchkey.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.cache.InvalidationReport.ProcessReport;
import dev.latchkey.cache.InvalidationReport.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** For whom an invalidation waits, and for how long. */
@Timeout(120)
class CacheControlWaitTest {

  private static final long PID = ProcessHandle.current().pid();
  private static final String OWN = PID + ".json";
  private static final Invalidation A = Invalidation.account("a");
  private static final Invalidation ALL = Invalidation.all();
  private static final Duration LONG = Duration.ofDays(1);

  /** Too short for anybody, but not too short to be waited for at all. */
  private static final Duration SHORT = Duration.ofNanos(1);

  private final HostScene scene;
  private final CacheControl control;
  private final List<Invalidation> applied = new ArrayList<>();

  CacheControlWaitTest(@TempDir Path temporary) {
    this.scene = new HostScene(temporary);
    this.control = scene.control();
  }

  private InvalidationFollower follow() {
    InvalidationFollower follower = new InvalidationFollower(scene.store());
    follower.applyTo(applied::add);
    return follower;
  }

  @Test
  void invalidate_processThatLags_isReportedAsAsked() {
    control.publish(A);
    scene.writeProcess(PID, "api", control.status().sequence(), control.status().counterFile());
    assertThat(control.status().isCurrent(control.status().processes().getFirst())).isTrue();

    assertThat(control.invalidate(A, Duration.ZERO).processes())
        .containsExactly(new ProcessReport(PID, "api", Status.NOT_AWAITED));
    assertThat(control.invalidate(A, SHORT).processes())
        .containsExactly(new ProcessReport(PID, "api", Status.TIMED_OUT));
    assertThat(control.status().isCurrent(control.status().processes().getFirst())).isFalse();
  }

  @Test
  void invalidate_processAheadInAnotherCounterFile_hasNotAcknowledged() {
    control.publish(A);
    CacheStatus status = control.status();
    scene.writeProcess(PID, "api", status.sequence() + 100, status.counterFile() + 1);

    assertThat(control.invalidate(A, SHORT).count(Status.TIMED_OUT)).isEqualTo(1);
    assertThat(control.status().isCurrent(control.status().processes().getFirst())).isFalse();

    scene.writeProcess(PID, "api", status.sequence() + 100, status.counterFile());
    assertThat(control.invalidate(A, LONG).count(Status.ACKNOWLEDGED)).isEqualTo(1);
  }

  @Test
  void invalidate_fileOfALivingProcessThatMakesNoSense_isAQuestionMarkAndNotAcknowledged()
      throws IOException {
    control.publish(A);
    Files.writeString(scene.processes().resolve(OWN), "rubbish");

    assertThat(control.invalidate(A, SHORT).processes())
        .containsExactly(new ProcessReport(PID, "?", Status.TIMED_OUT));
    assertThat(control.status().processes()).isEmpty();
    assertThat(scene.processFiles()).containsExactly(OWN);
  }

  @Test
  void invalidate_whileWaitingForAProcessThatEnds_waitsNoLonger() throws Exception {
    control.publish(A);
    Process child = new ProcessBuilder("sleep", "1000").start();
    try {
      scene.writeProcess(child.pid(), "child", 0, 0);
      CompletableFuture<InvalidationReport> report = new CompletableFuture<>();
      Thread waiting =
          Thread.ofPlatform().start(() -> report.complete(control.invalidate(A, LONG)));
      HostScene.await(() -> waiting.getState() == Thread.State.TIMED_WAITING || report.isDone());
      assertThat(report).isNotDone();

      child.destroyForcibly().waitFor();

      assertThat(report.get().processes()).isEmpty();
      assertThat(scene.processFiles()).isEmpty();
    } finally {
      child.destroyForcibly().waitFor();
    }
  }

  @Test
  void invalidate_interruptedWhileWaiting_returnsWithWhatThereIs() throws Exception {
    InvalidationFollower follower = follow();
    control.publish(Invalidation.credential("c"));
    scene.writeProcess(PID, "api", 0, 0);
    CompletableFuture<InvalidationReport> report = new CompletableFuture<>();
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    Thread waiting =
        Thread.ofPlatform()
            .start(
                () -> {
                  report.complete(control.invalidate(A, LONG));
                  interrupted.complete(Thread.currentThread().isInterrupted());
                });
    HostScene.await(() -> waiting.getState() == Thread.State.TIMED_WAITING || report.isDone());
    assertThat(report).isNotDone();

    waiting.interrupt();

    assertThat(report.get().processes())
        .containsExactly(new ProcessReport(PID, "api", Status.TIMED_OUT));
    assertThat(interrupted.get()).isTrue();
    assertThat(follower.isBelieved()).isTrue();
    assertThat(applied).containsExactly(Invalidation.credential("c"), A);
  }

  @Test
  void invalidate_interruptedBefore_dropsAllTheSame() {
    control.publish(Invalidation.credential("c")); // opens the counters, which takes a channel
    InvalidationFollower follower = follow();
    Thread.currentThread().interrupt();

    InvalidationReport report = control.invalidate(A, LONG);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(report.sequence()).isEqualTo(control.status().sequence());
    assertThat(follower.isBelieved()).isTrue();
    assertThat(applied).hasSize(1).allMatch(each -> each.equals(A) || each.equals(ALL));
  }

  @Test
  void invalidate_patienceBeyondMeasure_isTaken() {
    assertThat(control.invalidate(A, Duration.ofSeconds(Long.MAX_VALUE)).processes()).isEmpty();
  }
}
