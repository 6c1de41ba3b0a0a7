package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.cache.CacheControl;
import dev.latchkey.cache.InvalidationReport;
import dev.latchkey.cache.InvalidationReport.ProcessReport;
import dev.latchkey.cache.InvalidationReport.Status;
import dev.latchkey.cache.Scope;
import dev.latchkey.process.AdminProcess.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Servers whose caches are asked all the time while this process and the command invalidate: once
 * that has returned no server answers with anything older, and what was not meant is still there.
 */
class CacheInvalidationIT {

  private static final int ROUNDS = Integer.getInteger("rounds", 100);
  private static final int COMMANDS = 20;
  private static final int MOST_CHANGES = 3;
  private static final List<Scope> SCOPES = List.of(Scope.values());

  @TempDir Path temporary;

  private final long seed = Long.getLong("seed", System.nanoTime());
  private final Random random = new Random(seed);
  private CacheHost host;
  private CacheControl control;

  /** The last answers of each server. */
  private List<List<String>> answers;

  /** How many secrets each server has hashed. */
  private final List<Long> hashed = new ArrayList<>();

  @BeforeEach
  void startServers() throws Exception {
    host = new CacheHost(temporary, 2).start("one", "two", "three");
    control = host.control();
    for (CacheProcess server : host.servers) {
      assertThat(server.ask("verify 0")).isEqualTo("1");
      assertThat(server.ask("verify 1")).isEqualTo("2");
      hashed.add(2L);
    }
    answers = host.assertNothingOld();
  }

  @AfterEach
  void stopServers() throws Exception {
    host.stop();
  }

  @Test
  void invalidate_serversUnderLoad_dropsWhatItCoversInEveryServer() throws Exception {
    int everyNth = Math.max(1, ROUNDS / COMMANDS);
    for (int round = 0; round < ROUNDS; round++) {
      Set<CacheQuestion> dropped = new HashSet<>();
      Set<Integer> tokens = new HashSet<>();
      List<CacheChange> changes = new ArrayList<>();
      for (int i = random.nextInt(MOST_CHANGES); i >= 0; i--) {
        int scope = i == 0 ? round : random.nextInt(SCOPES.size());
        changes.add(CacheChange.any(SCOPES.get(scope % SCOPES.size()), random));
      }
      for (int i = 0; i < changes.size(); i++) {
        CacheChange change = changes.get(i);
        dropped.addAll(change.questions());
        tokens.addAll(change.tokens());
        host.versions.raise(change.questions());
        if (i < changes.size() - 1) {
          // Their loads are under way when the next one comes.
          invalidate(change, Duration.ZERO);
        } else if (round % everyNth == everyNth - 1) {
          command(change);
        } else {
          invalidate(change, random.nextBoolean() ? CacheHost.PATIENCE : Duration.ZERO);
        }
        host.versions.forbidOlder(change.questions());
      }
      try {
        assertDropped(dropped, tokens);
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed + ", round " + round + ": " + changes, e);
      }
    }
    host.assertNoViolation();
  }

  private void invalidate(CacheChange change, Duration patience) {
    InvalidationReport report = control.invalidate(change.invalidation(), patience);
    assertThat(report.isJournaled()).isTrue();
    assertThat(report.auditFailure()).isNull();
    assertThat(report.processes())
        .extracting(ProcessReport::status)
        .hasSize(host.servers.size())
        .containsOnly(patience.isZero() ? Status.NOT_AWAITED : Status.ACKNOWLEDGED);
  }

  private void command(CacheChange change) throws Exception {
    Outcome outcome =
        host.box
            .admin("cache", "invalidate")
            .with(change.command().toArray(String[]::new))
            .with("--output", "json", "--timeout", "30s")
            .run();
    assertThat(outcome.exit()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains("\"scope\":\"" + change.invalidation().scope().wireName() + "\"")
        .contains("\"acknowledged\":3")
        .contains("\"failed\":0");
  }

  private void assertDropped(Set<CacheQuestion> dropped, Set<Integer> tokens) {
    List<List<String>> now = host.assertNothingOld();
    CacheHost.assertKeptBut(dropped, answers, now);
    answers = now;
    for (int i = 0; i < host.servers.size(); i++) {
      CacheProcess server = host.servers.get(i);
      long expected = hashed.get(i);
      for (int token = 0; token < CacheServer.TOKENS.size(); token++) {
        expected += tokens.contains(token) ? 1 : 0;
        assertThat(server.ask("verify " + token))
            .as("hashes in %s, after the secret of token %d", server.label(), token)
            .isEqualTo(Long.toString(expected));
      }
      hashed.set(i, expected);
    }
  }
}
