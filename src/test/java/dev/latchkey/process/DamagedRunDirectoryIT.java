package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.cache.Invalidation;
import dev.latchkey.cache.InvalidationReport;
import dev.latchkey.cache.InvalidationReport.ProcessReport;
import dev.latchkey.cache.InvalidationReport.Status;
import dev.latchkey.store.CorruptFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of servers when somebody lays hands on the files by which they are told. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // the same servers survive it all
class DamagedRunDirectoryIT {

  private static final CacheChange FIRST =
      CacheChange.user(CacheQuestion.ACCOUNTS.getFirst(), CacheQuestion.NAMES.getFirst());
  private static final CacheChange SECOND =
      CacheChange.user(CacheQuestion.ACCOUNTS.getLast(), CacheQuestion.NAMES.getLast());

  private static final int ROTATION_BYTES = 1 << 20;
  private static final int LONG_VALUE = 10_000;

  @TempDir static Path temporary;

  private @Nullable CacheHost servers;
  private boolean isGood;
  private boolean areCountersCut;
  private int hosts;

  @BeforeEach
  void startServers() throws Exception {
    isGood = false;
    areCountersCut = false;
    if (servers == null) {
      Path root = Files.createDirectory(temporary.resolve("host" + ++hosts));
      servers = new CacheHost(root, 1).start("one", "two");
    }
    // There is a counter, and a line in the journal.
    assertDrops(SECOND, List.of());
  }

  /** After a failure the next test begins with others. */
  @AfterEach
  void stopBrokenServers() throws Exception {
    if (!isGood) {
      stopServers();
    }
  }

  @AfterAll
  void stopServers() throws Exception {
    if (servers != null) {
      servers.stop();
      servers = null;
    }
  }

  private CacheHost host() {
    return Objects.requireNonNull(servers);
  }

  @ParameterizedTest
  @EnumSource
  void invalidate_countersDamaged_reachesEveryServer(CounterDamage damage) throws Exception {
    damage.apply(host());
    areCountersCut = damage == CounterDamage.TRUNCATED;
    if (damage.isRefused) {
      assertThatThrownBy(() -> host().control().invalidate(FIRST.invalidation(), Duration.ZERO))
          .isInstanceOf(CorruptFileException.class);
      Files.delete(host().counters());
    }
    assertReachesEveryServer();
  }

  @ParameterizedTest
  @EnumSource
  void invalidate_journalDamaged_reachesEveryServer(JournalDamage damage) throws Exception {
    damage.apply(host());
    // Servers differ in how much of it they have read.
    CacheProcess late = damage.name().startsWith("NUMBERS") ? newServer() : null;
    var _ = assertDrops(FIRST, List.of());
    if (late != null) {
      late.stop();
      host().servers.remove(late);
    }
    assertReachesEveryServer();
  }

  @Test
  void invalidate_directoryInPlaceOfJournal_dropsEverythingUntilItIsRemoved() throws Exception {
    Files.delete(host().journal());
    Files.createDirectory(host().journal());
    for (int i = 0; i < 2; i++) {
      List<List<String>> before = host().assertNothingOld();
      host().versions.raise(FIRST.questions());
      InvalidationReport report =
          host().control().invalidate(FIRST.invalidation(), CacheHost.PATIENCE);
      assertThat(report.isJournaled()).isFalse();
      assertAllAcknowledged(report);
      CacheHost.assertKeptBut(Set.copyOf(CacheQuestion.ALL), before, host().assertNothingOld());
    }
    Files.delete(host().journal());
    assertReachesEveryServer();
  }

  @Test
  void invalidate_counterWrapsAround_reachesEveryServer() throws Exception {
    host().setCounter(Long.MAX_VALUE - 2);
    host().awaitCurrent();
    // Long.MIN_VALUE means that there is no counter.
    for (long expected :
        List.of(
            Long.MAX_VALUE - 1,
            Long.MAX_VALUE,
            Long.MIN_VALUE + 1,
            Long.MIN_VALUE + 2,
            Long.MIN_VALUE + 3)) {
      List<List<String>> before = host().assertNothingOld();
      InvalidationReport report = assertDrops(FIRST, before);
      assertThat(report.sequence()).isEqualTo(expected);
    }
    assertGood();
    // So that the next test begins with a counter as others are.
    Files.delete(host().counters());
    assertReachesEveryServer();
  }

  @Test
  void invalidate_journalRotatedWhileServersRead_reachesEveryServer() throws Exception {
    int rotations = 0;
    long size = Files.size(host().journal());
    for (int i = 0; rotations < 2; i++) {
      String arn = "arn:aws:s3:::" + i + "x".repeat(LONG_VALUE);
      var _ = host().control().invalidate(Invalidation.resourceTags(arn), Duration.ZERO);
      long grown = Files.size(host().journal());
      boolean isRotated = grown < size;
      size = grown;
      assertThat(size).isLessThanOrEqualTo(ROTATION_BYTES);
      if (isRotated || i % 20 == 0) {
        rotations += isRotated ? 1 : 0;
        host().versions.raise(FIRST.questions());
        var _ = host().control().invalidate(FIRST.invalidation(), Duration.ZERO);
        host().versions.forbidOlder(FIRST.questions());
        var _ = host().assertNothingOld();
        size = Files.size(host().journal());
      }
    }
    assertReachesEveryServer();
  }

  /** A server that reads the journal from its beginning. */
  private CacheProcess newServer() throws IOException {
    host().start("late");
    return host().servers.getLast();
  }

  /** Invalidates something, then something else when all servers have noticed what happened. */
  private void assertReachesEveryServer() throws Exception {
    host().versions.raise(FIRST.questions());
    InvalidationReport report =
        host().control().invalidate(FIRST.invalidation(), CacheHost.PATIENCE);
    assertThat(report.count(Status.TIMED_OUT)).isZero();
    host().awaitCurrent();
    if (areCountersCut) {
      // Until it is noticed, whoever asks may be told of a fault of the memory.
      host().servers.forEach(server -> server.ask("forget"));
    }
    host().versions.forbidOlder(FIRST.questions());
    var _ = assertDrops(SECOND, host().assertNothingOld());
    assertThat(Files.isRegularFile(host().journal(), LinkOption.NOFOLLOW_LINKS)).isTrue();
    assertThat(Files.size(host().journal())).isBetween(1L, (long) ROTATION_BYTES);
    assertGood();
  }

  /**
   * Invalidates, and checks that every server acknowledges it and answers anew.
   *
   * @param before the last answers, of which those that were not meant are still there; or none
   */
  private InvalidationReport assertDrops(CacheChange change, List<List<String>> before) {
    host().versions.raise(change.questions());
    InvalidationReport report =
        host().control().invalidate(change.invalidation(), CacheHost.PATIENCE);
    assertAllAcknowledged(report);
    assertThat(report.isJournaled()).isTrue();
    host().versions.forbidOlder(change.questions());
    List<List<String>> after = host().assertNothingOld();
    if (!before.isEmpty()) {
      CacheHost.assertKeptBut(change.questions(), before, after);
    }
    return report;
  }

  private void assertAllAcknowledged(InvalidationReport report) {
    assertThat(report.processes())
        .extracting(ProcessReport::status)
        .hasSize(host().servers.size())
        .containsOnly(Status.ACKNOWLEDGED);
  }

  private void assertGood() {
    host().assertNoViolation();
    isGood = true;
  }
}
