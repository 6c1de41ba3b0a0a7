package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.Counters;
import dev.latchkey.Latchkey;
import dev.latchkey.cache.AttachedProcess;
import dev.latchkey.cache.CacheControl;
import dev.latchkey.cache.CacheStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Directories in which answers live long, {@link CacheServer}s and what their stores know. */
public final class CacheHost {

  /** Longer than any of the tests takes. */
  public static final Duration PATIENCE = Duration.ofSeconds(30);

  /** For what a server must notice by itself. */
  private static final long DEADLINE_NANOS = PATIENCE.toNanos();

  private static final String SETTINGS =
      """
      [auth.cache]
      ttl_seconds = 100000
      soft_ttl_seconds = 100000
      """;

  /** bcrypt, cost 4, of {@link CacheServer#SECRETS}. */
  private static final String HASHES =
      "{\"backup@pbs!ci\":\"$2b$04$abcdefghijklmnopqrstuuxH.muaUGcg6rRuHaKonUCD1AG9nFmPO\","
          + "\"other@pbs!x\":\"$2b$04$abcdefghijklmnopqrstuuZmUGu3q/UDnsna30Ge.rhp8Dd9ibIc.\"}";

  private static final String USERS = "token: backup@pbs!ci\n\ntoken: other@pbs!x\n";

  public final Sandbox box;
  public final CacheVersions versions;
  public final List<CacheProcess> servers = new ArrayList<>();

  private final Path file;
  private final int threads;

  /**
   * Makes the directories; there are no servers yet.
   *
   * @param threads how many in each server ask all the time
   */
  public CacheHost(Path temporary, int threads) throws IOException {
    this.box = new Sandbox(temporary);
    this.file = box.scratch().resolve("versions");
    this.versions = new CacheVersions(file);
    this.threads = threads;
    Files.createDirectories(
        box.config(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---")));
    write("latchkey.toml", SETTINGS);
    write("token.shadow", HASHES);
    write("user.cfg", USERS);
  }

  private void write(String name, String content) throws IOException {
    Path path = Files.writeString(box.config().resolve(name), content);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r-----"));
  }

  /** Starts servers, which have everything in memory when this returns. */
  public CacheHost start(String... names) throws IOException {
    List<CacheProcess> started = new ArrayList<>();
    for (String name : names) {
      CacheProcess server = new CacheProcess(box, file, name, threads);
      servers.add(server);
      started.add(server);
    }
    for (CacheProcess server : started) {
      server.awaitReady();
      var _ = server.askAll();
    }
    return this;
  }

  /** A library that has opened nothing yet, as that of a new process. */
  public CacheControl control() {
    return Latchkey.builder(box.config()).runDirectory(box.run()).open().cacheControl();
  }

  Path counters() {
    return box.run().resolve("shmem/latchkey-versions");
  }

  Path journal() {
    return box.run().resolve("invalidations.jsonl");
  }

  /** The number of the last invalidation. */
  public long counter() throws IOException {
    return Counters.get(counters(), StoredFiles.INVALIDATIONS);
  }

  void setCounter(long number) throws IOException {
    Counters.set(counters(), StoredFiles.INVALIDATIONS, number);
  }

  public Path processes() {
    return box.run().resolve("processes");
  }

  /** Waits until the files of all servers say that they follow the present counter to its end. */
  void awaitCurrent() {
    long start = System.nanoTime();
    Set<Long> missing;
    do {
      assertThat(System.nanoTime() - start).as("nanoseconds waited").isLessThan(DEADLINE_NANOS);
      Thread.onSpinWait();
      missing = new HashSet<>(servers.stream().map(CacheProcess::pid).toList());
      CacheStatus status = control().status();
      for (AttachedProcess process : status.processes()) {
        if (status.isCurrent(process)) {
          missing.remove(process.pid());
        }
      }
    } while (!missing.isEmpty());
  }

  /** Checks that each server answers with the present versions; returns what each has said. */
  public List<List<String>> assertNothingOld() {
    List<List<String>> all = new ArrayList<>();
    for (CacheProcess server : servers) {
      List<String> answers = server.askAll();
      assertVersions(server, answers);
      all.add(answers);
    }
    return all;
  }

  private void assertVersions(CacheProcess server, List<String> answers) {
    for (int i = 0; i < answers.size(); i++) {
      CacheQuestion question = CacheQuestion.ALL.get(i);
      assertThat(version(answers.get(i)))
          .as("version in %s: %s", server.label(), question)
          .isEqualTo(versions.version(question));
    }
  }

  /** Checks that answers come from the same loads as before, all but some. */
  static void assertKeptBut(
      Collection<CacheQuestion> dropped, List<List<String>> before, List<List<String>> after) {
    for (int server = 0; server < before.size(); server++) {
      for (int i = 0; i < CacheQuestion.ALL.size(); i++) {
        CacheQuestion question = CacheQuestion.ALL.get(i);
        boolean same = before.get(server).get(i).equals(after.get(server).get(i));
        assertThat(same)
            .as("whether server %d still has in memory %s", server, question)
            .isEqualTo(!dropped.contains(question));
      }
    }
  }

  private static long version(String answer) {
    return Long.parseLong(answer.substring(0, answer.indexOf(':')));
  }

  /** Checks what the threads saw that ask all the time. */
  void assertNoViolation() {
    for (CacheProcess server : servers) {
      assertThat(server.ask("violation")).as(server.label()).isEqualTo("none");
    }
  }

  /** Ends all servers. */
  public void stop() throws InterruptedException {
    for (CacheProcess server : servers) {
      server.stop();
    }
  }
}
