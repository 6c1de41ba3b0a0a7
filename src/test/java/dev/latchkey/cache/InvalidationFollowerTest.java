package dev.latchkey.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.latchkey.store.RandomSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two stores of one directory, as two processes have them. */
@Timeout(120)
class InvalidationFollowerTest {

  private static final Invalidation A = Invalidation.account("a");
  private static final Invalidation B = Invalidation.user("b", "b");
  private static final Invalidation ALL = Invalidation.all();

  private final Path temporary;
  private final HostScene scene;
  private final CacheControl other;
  private final List<Invalidation> applied = new ArrayList<>();

  InvalidationFollowerTest(@TempDir Path temporary) {
    this.temporary = temporary;
    this.scene = new HostScene(temporary);
    this.other = scene.control();
  }

  private InvalidationFollower follow() {
    InvalidationFollower follower = new InvalidationFollower(scene.store());
    follower.applyTo(applied::add);
    return follower;
  }

  @Test
  void isBelieved_nothingNew_appliesNothing() {
    other.publish(A);
    InvalidationFollower follower = follow();

    assertThat(follower.isBelieved()).isTrue();
    follower.refresh();
    assertThat(follower.isBelieved()).isTrue();

    assertThat(applied).isEmpty();
  }

  @Test
  void isBelieved_afterInvalidations_hasAppliedThemOnceInTheirOrder() {
    InvalidationFollower follower = follow();
    other.publish(A);
    assertThat(follower.isBelieved()).isTrue();
    assertThat(applied).containsExactly(A);

    other.publish(B);
    scene.control().publish(A);
    other.publish(ALL);

    assertThat(follower.isBelieved()).isTrue();
    assertThat(follower.isBelieved()).isTrue();
    assertThat(applied).containsExactly(A, B, A, ALL);
  }

  @Test
  void isBelieved_ofSeveralFollowers_appliesInEach() {
    InvalidationFollower first = follow();
    InvalidationFollower second = follow();
    other.publish(A);

    assertThat(first.isBelieved()).isTrue();
    assertThat(second.isBelieved()).isTrue();

    assertThat(applied).containsExactly(A, A);
  }

  @Test
  void applied_afterAnInvalidation_isItsNumberInItsFile() {
    InvalidationFollower follower = follow();
    long sequence = other.invalidate(A, Duration.ZERO).sequence();
    assertThat(follower.applied().sequence()).isEqualTo(sequence - 1);

    assertThat(follower.isBelieved()).isTrue();

    assertThat(follower.applied().sequence()).isEqualTo(sequence);
    assertThat(follower.applied().file()).isEqualTo(other.status().counterFile()).isPositive();
  }

  @Test
  void onApplied_afterSomethingWasApplied_isRunOnceAfterwards() {
    InvalidationFollower follower = follow();
    List<Integer> sizes = new ArrayList<>();
    follower.onApplied(() -> sizes.add(applied.size()));
    assertThat(follower.isBelieved()).isTrue();
    other.publish(A);
    other.publish(B);

    assertThat(follower.isBelieved()).isTrue();
    assertThat(follower.isBelieved()).isTrue();

    assertThat(sizes).containsExactly(2);
  }

  @Test
  void isBelieved_whileAnotherThreadApplies_waitsUntilThatIsDone() throws Exception {
    InvalidationFollower follower = new InvalidationFollower(scene.store());
    CountDownLatch applying = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicBoolean done = new AtomicBoolean();
    follower.applyTo(
        _ -> {
          applying.countDown();
          awaitQuietly(goOn);
          done.set(true);
        });
    other.publish(A);
    CompletableFuture<Boolean> first = new CompletableFuture<>();
    CompletableFuture<Boolean> second = new CompletableFuture<>();
    Thread one = Thread.ofPlatform().start(() -> first.complete(follower.isBelieved()));
    applying.await();
    Thread two =
        Thread.ofPlatform().start(() -> second.complete(follower.isBelieved() && done.get()));

    HostScene.await(() -> two.getState() == Thread.State.WAITING || second.isDone());
    assertThat(second).isNotDone();
    assertThat(first).isNotDone();
    goOn.countDown();

    assertThat(first.get()).isTrue();
    assertThat(second.get()).as("applied when it returned").isTrue();
    one.join();
    two.join();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void refresh_counterFileReplaced_everythingIsDropped() throws IOException {
    InvalidationFollower follower = follow();
    Files.delete(scene.counters());
    other.publish(A); // makes it anew

    follower.refresh();

    assertThat(follower.isBelieved()).isTrue();
    assertThat(applied).containsExactly(ALL);
    other.publish(B);
    assertThat(follower.isBelieved()).isTrue();
    assertThat(applied).containsExactly(ALL, B);
  }

  @Test
  void refresh_counterFileReplacedByOneWithTheSameNumber_everythingIsDropped() throws IOException {
    InvalidationFollower follower = follow();
    byte[] content = Files.readAllBytes(scene.counters());
    Files.delete(scene.counters());
    Files.write(scene.counters(), content);

    follower.refresh();

    assertThat(follower.isBelieved()).isTrue();
    assertThat(applied).containsExactly(ALL);
  }

  @Test
  void refresh_counterFileRemoved_everythingIsDropped() throws IOException {
    InvalidationFollower follower = follow();
    Files.delete(scene.counters());

    follower.refresh();

    assertThat(follower.isBelieved()).isTrue();
    assertThat(applied).containsExactly(ALL);
    other.publish(B);
    assertThat(follower.isBelieved()).isTrue();
    assertThat(applied).containsExactly(ALL, B);
  }

  @Test
  void refresh_runDirectoryRemoved_everythingIsDropped() {
    InvalidationFollower follower = follow();
    other.publish(A);
    scene.removeRunDirectory();

    follower.refresh();

    assertThat(follower.isBelieved()).isTrue();
    assertThat(applied).containsExactly(ALL);
    other.publish(B);
    assertThat(follower.isBelieved()).isTrue();
    assertThat(applied).containsExactly(ALL, B);
  }

  @Test
  void isBelieved_withoutCounters_isFalseUntilTheyComeAndThenEverythingIsDropped()
      throws IOException {
    Path above = temporary.resolve("absent");
    InvalidationFollower follower =
        new InvalidationFollower(scene.storeAt(above.resolve("run"), RandomSource.ofKernel()));
    follower.applyTo(applied::add);
    assertThat(follower.isBelieved()).isFalse();
    follower.refresh();
    assertThat(follower.isBelieved()).isFalse();

    applied.clear();
    Files.createDirectory(above);
    follower.refresh();

    assertThat(follower.isBelieved()).isTrue();
    assertThat(applied).containsExactly(ALL);
  }

  @Test
  void isBelieved_countersOutOfReach_isFalseAndEverythingIsDropped() throws IOException {
    InvalidationFollower follower = follow();
    scene.removeRunDirectory();
    Files.writeString(scene.run, "a file");

    follower.refresh();
    assertThat(follower.isBelieved()).isFalse();
    assertThat(follower.isBelieved()).isFalse();
    assertThat(applied).containsExactly(ALL);

    Files.delete(scene.run);
    follower.refresh();
    assertThat(follower.isBelieved()).isTrue();
    assertThat(applied).containsExactly(ALL, ALL);
  }

  @Test
  void isBelieved_counterFileDamaged_isFalse() throws IOException {
    InvalidationFollower follower = follow();
    Files.delete(scene.counters());
    Files.write(scene.counters(), new byte[4096]);

    follower.refresh();

    assertThat(follower.isBelieved()).isFalse();
    assertThat(applied).containsExactly(ALL);
  }

  @Test
  void isBelieved_whenDroppingHasFailed_dropsAtTheNextLookUp() {
    InvalidationFollower follower = new InvalidationFollower(scene.store());
    AtomicBoolean fails = new AtomicBoolean(true);
    follower.applyTo(
        invalidation -> {
          if (fails.get()) {
            throw new IllegalStateException("not dropped");
          }
          applied.add(invalidation);
        });
    other.publish(A);

    assertThatThrownBy(follower::isBelieved).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(follower::isBelieved).isInstanceOf(IllegalStateException.class);
    fails.set(false);

    assertThat(follower.isBelieved()).isTrue();
    assertThat(applied).containsExactly(ALL);
    assertThat(follower.isBelieved()).isTrue();
    assertThat(applied).hasSize(1);
  }

  @Test
  void isBelieved_journalGone_dropsEverything() throws IOException {
    InvalidationFollower follower = follow();
    other.publish(A);
    Files.delete(scene.journal());

    assertThat(follower.isBelieved()).isTrue();
    assertThat(applied).containsExactly(ALL);
  }

  @Test
  void isBelieved_inADryRun_followsWithoutMakingAnything() {
    var before = scene.everything();
    InvalidationFollower follower =
        new InvalidationFollower(scene.store(RandomSource.ofKernel(), true));
    follower.applyTo(applied::add);
    assertThat(follower.isBelieved()).isFalse();
    scene.assertUnchangedSince(before);

    other.publish(A);
    follower.refresh();

    assertThat(follower.isBelieved()).isTrue();
    assertThat(applied).containsExactly(ALL);
    other.publish(B);
    assertThat(follower.isBelieved()).isTrue();
    assertThat(applied).containsExactly(ALL, B);
  }

  @Test
  void isBelieved_countersMayOnlyBeRead_followsAllTheSame() throws IOException {
    assumeFalse("root".equals(System.getProperty("user.name")), "root may write to everything");
    other.publish(A);
    Files.setAttribute(scene.counters(), "unix:mode", 0400);
    InvalidationFollower follower = follow();
    assertThat(follower.isBelieved()).isTrue();
    Files.setAttribute(scene.counters(), "unix:mode", 0600);

    other.publish(B);

    assertThat(follower.isBelieved()).isTrue();
    assertThat(applied).containsExactly(B);
  }
}
