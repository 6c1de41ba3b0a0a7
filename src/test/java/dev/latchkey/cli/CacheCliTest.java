package dev.latchkey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.DirectorySnapshot;
import dev.latchkey.Latchkey;
import dev.latchkey.cache.CacheCounters;
import dev.latchkey.cache.CacheName;
import dev.latchkey.cli.AdminRunner.Result;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code admin cache} with processes that are attached: by files as they write them. */
@Timeout(120)
class CacheCliTest {

  private static final long PID = ProcessHandle.current().pid();

  private final AdminRunner runner;

  CacheCliTest(@TempDir Path directory) throws IOException {
    this.runner = new AdminRunner(directory);
    Files.createDirectories(runner.config);
  }

  private Latchkey latchkey() {
    return Latchkey.builder(runner.config).runDirectory(runner.run).open();
  }

  /** Writes the file of an attachment of this very process, which lives. */
  private void attach(String suffix, String name, long sequence, String caches) throws IOException {
    Files.createDirectories(runner.run.resolve("processes"));
    String stat = Files.readString(Path.of("/proc/self/stat"));
    String started = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[19];
    Files.writeString(
        runner.run.resolve("processes").resolve(PID + suffix + ".json"),
        "{\"pid\":"
            + PID
            + ",\"start_time\":"
            + started
            + ",\"name\":\""
            + name
            + "\",\"since\":1772366400,\"sequence\":"
            + sequence
            + ",\"counter_file\":"
            + latchkey().cacheControl().status().counterFile()
            + ",\"caches\":"
            + caches
            + "}\n");
  }

  private static String counters(CacheName cache, CacheCounters counters) {
    StringBuilder json = new StringBuilder("\"" + cache.wireName() + "\":{");
    Map<String, Long> all = new TreeMap<>(counters.byName());
    all.forEach((name, value) -> json.append("\"" + name + "\":" + value + ","));
    return json.deleteCharAt(json.length() - 1).append('}').toString();
  }

  private static String someCounters() {
    return "{"
        + counters(CacheName.CREDENTIAL, new CacheCounters(6, 1, 1, 0, 2, 3, 4, 5, 7, 8, 0))
        + ","
        + counters(CacheName.USER_TAGS, new CacheCounters(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
        + ","
        + counters(
            CacheName.USER_GROUP_POLICIES,
            new CacheCounters(1_000_000, 0, 0, 999_999, 0, 0, 0, 0, 0, 10_000, 1))
        + "}";
  }

  private long attachTwo() throws IOException {
    assertThat(runner.run("cache", "invalidate", "tokens", "-q").exit()).isZero();
    long sequence = latchkey().cacheControl().status().sequence();
    attach("", "worker", sequence - 1, "{}");
    attach("-2", "api", sequence, someCounters()); // comes first, by file name
    return sequence;
  }

  @Test
  void status_piped_isTabSeparated() throws IOException {
    long sequence = attachTwo();

    Result result = runner.run("cache", "status");

    assertThat(result.exit()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out().lines().toList())
        .containsExactly(
            PID + "\t" + sequence + "\t2026-03-01T12:00:00Z\tcurrent\tapi",
            PID + "\t" + (sequence - 1) + "\t2026-03-01T12:00:00Z\tbehind\tworker",
            "",
            PID + "\tcredential\t6\t1\t0\t1\t0\t87.5%",
            PID + "\tuser_group_policies\t1000000\t0\t999999\t0\t1\t100.0%",
            "",
            PID + "\tcredential\t8\t2\t3\t4\t5\t7",
            PID + "\tuser_group_policies\t10000\t0\t0\t0\t0\t0");
  }

  @Test
  void status_terminalOf80Columns_fits() throws IOException {
    attachTwo();
    runner.outIsTerminal = true;

    Result result = runner.run("cache", "status", "--color", "never");

    assertThat(result.out().lines())
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80))
        .noneMatch(line -> line.contains("…"))
        .anySatisfy(line -> assertThat(line).matches(" *PID +APPLIED +SINCE +STATE +NAME"))
        .anySatisfy(
            line ->
                assertThat(line)
                    .matches(" *PID +CACHE +HITS +STALE +NEGATIVE +MISSES +PASSED +RATE"))
        .anySatisfy(
            line ->
                assertThat(line)
                    .matches(" *PID +CACHE +ENTRIES +RENEWED +FAILED +SKIPPED +DROPPED +REMOVED"));
  }

  @Test
  void status_json_isEverything() throws IOException {
    long sequence = attachTwo();

    Result result = runner.run("cache", "status", "-o", "json");

    assertThat(result.out())
        .startsWith(
            "{\"sequence\":"
                + sequence
                + ",\"processes\":[{\"pid\":"
                + PID
                + ",\"applied\":"
                + sequence
                + ",\"since\":1772366400,\"current\":true,\"name\":\"api\",\"caches\":[")
        .contains(
            "{\"cache\":\"credential\",",
            "\"hits\":6",
            "\"hit_rate\":0.875}",
            "{\"cache\":\"user_tags\",")
        .endsWith(
            "{\"pid\":"
                + PID
                + ",\"applied\":"
                + (sequence - 1)
                + ",\"since\":1772366400,\"current\":false,\"name\":\"worker\",\"caches\":[]}]}\n");
    assertThat(result.out().split("hit_rate", -1)).as("none of a cache not asked").hasSize(3);
  }

  @Test
  void status_hostileName_staysInItsRow() throws IOException {
    attachTwo();
    attach("-2", "\\n\\u001b[2J\\ta", 0, "{}");

    Result result = runner.run("cache", "status");

    assertThat(result.out()).doesNotContain("\u001b").contains("\ufffd\ufffd[2J\ufffda\n");
    assertThat(result.out().lines()).hasSize(2);
  }

  @Test
  void invalidate_processThatLags_exitsWith9AndNamesIt() throws IOException {
    long sequence = attachTwo();

    Result text = runner.run("cache", "invalidate", "tokens", "--timeout", "1s");

    assertThat(text.exit()).isEqualTo(9);
    String both = "api (" + PID + "), worker (" + PID + ")";
    assertThat(text.out()).isEmpty();
    assertThat(text.err().lines().toList())
        .containsExactly(
            "told to forget token_secrets: " + both,
            "admin: not acknowledged in time by " + both,
            "hint: each of them forgets before its next look-up; wait longer with --timeout 30s");

    Result json = runner.run("cache", "invalidate", "tokens", "--timeout", "1s", "-o", "json");
    assertThat(json.exit()).isEqualTo(9);
    String process = "{\"pid\":" + PID + ",\"name\":\"";
    assertThat(json.out())
        .isEqualTo(
            "{\"scope\":\"tokens\",\"invalidated\":[\"token_secrets\"],\"sequence\":"
                + (sequence + 2)
                + ",\"processes\":["
                + process
                + "api\",\"status\":\"timed_out\"},"
                + process
                + "worker\",\"status\":\"timed_out\"}],\"acknowledged\":0,\"failed\":2}\n");
    assertThat(json.err()).contains("\"code\":\"not-acknowledged\"");
  }

  @Test
  void invalidate_someAcknowledge_saysWhichDidAndWhichDidNot() throws IOException {
    long sequence = attachTwo();
    attach("-2", "api", sequence + 1, "{}");

    Result result = runner.run("cache", "invalidate", "tokens", "--timeout", "1s");

    assertThat(result.exit()).isEqualTo(9);
    assertThat(result.err())
        .contains("forgot token_secrets in api (" + PID + ")\n")
        .contains("admin: not acknowledged in time by worker (" + PID + ")\n");
  }

  @Test
  void invalidate_withoutWaiting_isDone() throws IOException {
    attachTwo();

    Result result = runner.run("cache", "invalidate", "tokens", "--no-wait", "-o", "json");

    assertThat(result.exit()).isZero();
    assertThat(result.out())
        .contains("\"status\":\"not_awaited\"")
        .contains("\"acknowledged\":0,\"failed\":0}");
  }

  @Test
  void invalidate_attachedProcess_acknowledges() throws Exception {
    try (var caches = latchkey().caches("api")) {
      Result result = runner.run("cache", "invalidate", "all", "--yes", "--timeout", "90s");

      assertThat(result.exit()).isZero();
      assertThat(result.err())
          .startsWith("forgot credential, ")
          .endsWith(" in api (" + PID + ")\n");
      assertThat(runner.run("cache", "status").out()).contains("\tcurrent\tapi\n");
      assertThat(caches).isNotNull();
    }
  }

  @Test
  void invalidate_dryRun_changesNothing() throws IOException {
    attachTwo();
    DirectorySnapshot before = DirectorySnapshot.of(runner.work);

    Result result = runner.run("cache", "invalidate", "all", "--yes", "--dry-run");

    assertThat(result.exit()).isZero();
    assertThat(result.err()).startsWith("dry run, nothing written: ");
    before.assertUnchanged(runner.work);
  }

  @Test
  void invalidate_journalNotWritable_saysThatEverythingIsForgotten() throws IOException {
    attachTwo();
    Files.delete(runner.run.resolve("invalidations.jsonl"));
    Files.createDirectory(runner.run.resolve("invalidations.jsonl"));

    Result result = runner.run("cache", "invalidate", "tokens", "--no-wait");

    assertThat(result.exit()).isZero();
    assertThat(result.err()).startsWith("told to forget everything: api (");
  }

  @Test
  void invalidate_hostileValue_staysOnOneHarmlessLine() {
    String hostile = "a\nb\rc\u001b[2J\u202ed\u2028e\u0085f";

    Result result =
        runner.run(
            "cache", "invalidate", "user", "--account-id", hostile, "--user-name", "x".repeat(300));

    assertThat(result.exit()).isZero();
    assertThat(result.err().lines()).hasSize(1);
    assertThat(result.err())
        .contains(
            "account_id a b c\ufffd[2J\ufffdd\ufffde\ufffdf, user_name " + "x".repeat(200) + "…")
        .doesNotContain("\u001b", "\u202e", "\u2028", "\u0085", "x".repeat(201));
  }

  /** Takes so many bytes' worth of answers, then is a pipe that nobody reads from any more. */
  private static final class Closing extends OutputStream {

    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private int screens;

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (new String(bytes, offset, length, StandardCharsets.UTF_8).contains(CLEARED)
          && ++screens > 2) {
        throw new IOException("Broken pipe");
      }
      taken.write(bytes, offset, length);
    }
  }

  private static final String CLEARED = "\u001b[H\u001b[2J";

  @Test
  void status_watchedOnATerminal_beginsEachScreenAnewUntilItCannotBeWritten() throws IOException {
    attachTwo();
    runner.environment.put("TERM", "xterm");
    runner.outIsTerminal = true;
    Closing out = new Closing();
    ByteArrayOutputStream err = new ByteArrayOutputStream();

    int exit =
        new AdminCli(runner.host("", out, err))
            .run("cache", "status", "--watch", "--interval", "0s");

    assertThat(exit).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo("admin: cannot write to standard output: broken pipe\n");
    List<String> screens = List.of(out.taken.toString(StandardCharsets.UTF_8).split("\u001b", -1));
    String once = runner.run("cache", "status").out();
    assertThat(String.join("\u001b", screens)).isEqualTo((CLEARED + once).repeat(2));
  }

  @Test
  void status_watchedThroughAPipe_writesNoEscapes() throws IOException {
    attachTwo();
    ByteArrayOutputStream taken = new ByteArrayOutputStream();
    OutputStream out =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            if (taken.size() >= 1000) {
              throw new IOException("Broken pipe");
            }
            taken.write(b);
          }
        };

    int exit =
        new AdminCli(runner.host("", out, new ByteArrayOutputStream()))
            .run("cache", "status", "--watch", "--interval", "0s");

    assertThat(exit).isEqualTo(1);
    String once = runner.run("cache", "status").out();
    assertThat(taken.toString(StandardCharsets.UTF_8))
        .isEqualTo(once.repeat(1000 / once.length() + 1).substring(0, 1000));
  }
}
