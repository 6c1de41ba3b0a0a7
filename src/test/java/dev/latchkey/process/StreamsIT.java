package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.process.AdminProcess.Outcome;
import dev.latchkey.process.Tools.Claim;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The streams and signals of the command where something is wrong with them. */
class StreamsIT {

  private static final String SECRET = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-";
  private static final String CLOSED_STDOUT = "exec \"$@\" >&-";
  private static final String ALL_CLOSED = "exec \"$@\" <&- >&- 2>&-";

  /** Standard output is a pipe that nobody reads any more. */
  private static final String BROKEN_PIPE =
      "pipe(R, W); close(R); open(STDOUT, '>&W'); exec(@ARGV)";

  @TempDir Path temporary;

  private Sandbox box;
  private StoredState before;

  @BeforeEach
  void makeToken() throws Exception {
    box = Change.DELETE.prepare(temporary.resolve("box"));
    before = box.state();
  }

  @ParameterizedTest
  @EnumSource
  void secret_diskOfStdoutFull_isWithdrawn(Issue issue) throws Exception {
    AdminProcess command = issue.in(box).stdout(Redirect.to(new File("/dev/full")));
    assertWithdrawn(command.run());
  }

  @ParameterizedTest
  @EnumSource
  void secret_stdoutClosed_isWithdrawn(Issue issue) throws Exception {
    assertWithdrawn(issue.in(box).under("sh", "-c", CLOSED_STDOUT, "sh").run());
  }

  @ParameterizedTest
  @EnumSource
  void secret_nobodyReadsThePipe_isWithdrawn(Issue issue) throws Exception {
    Tools.require("perl");
    assertWithdrawn(issue.in(box).under("perl", "-e", BROKEN_PIPE).run());
  }

  @ParameterizedTest
  @EnumSource
  void secret_allStreamsClosed_isInNoFile(Issue issue) throws Exception {
    issue.in(box).under("sh", "-c", ALL_CLOSED, "sh").run();
    // The numbers of the streams are then free for the files that the process opens.
    for (Path directory : List.of(box.config(), box.run())) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
              .as("%s", file)
              .doesNotContainPattern(SECRET);
        }
      }
    }
    StoredState after = box.state();
    assertThat(after.hashes()).containsAllEntriesOf(others(before));
    assertThat(after.temporaryFiles()).isEmpty();
    assertThat(after.isAnyCounterOdd()).isFalse();
  }

  private static Map<String, String> others(StoredState state) {
    Map<String, String> others = new HashMap<>(state.hashes());
    others.remove(Change.VICTIM);
    return others;
  }

  @ParameterizedTest
  @EnumSource
  void secret_stderrFull_isHandedOutAllTheSame(Issue issue) throws Exception {
    AdminProcess command = issue.in(box).under("sh", "-c", "exec \"$@\" 2>/dev/full", "sh");
    Outcome outcome = command.run();
    assertThat(outcome.exit()).isZero();
    String hash = String.valueOf(box.state().hashes().get(issue.id()));
    Tools.assertVerify(box, List.of(new Claim(issue.id(), outcome.out().strip(), hash)));
  }

  @Test
  void list_nobodyReadsThePipe_fails() throws Exception {
    Tools.require("perl");
    Outcome outcome = box.admin("token", "list").under("perl", "-e", BROKEN_PIPE).run();
    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.err()).startsWith("admin: cannot write to standard output").hasLineCount(1);
  }

  /** The two verbs that print a secret. */
  enum Issue {
    CREATE,
    REGENERATE;

    String id() {
      return this == CREATE ? "next@pbs!one" : Change.VICTIM;
    }

    AdminProcess in(Sandbox box) {
      return box.admin("token", this == CREATE ? "create" : "regenerate", id());
    }
  }

  private void assertWithdrawn(Outcome outcome) throws IOException {
    assertThat(outcome.exit()).as(outcome.err()).isEqualTo(1);
    assertThat(outcome.err()).startsWith("admin: cannot write to standard output");
    assertThat(outcome.out()).isEmpty();
    assertSameTokens();
  }

  private void assertSameTokens() throws IOException {
    StoredState after = box.state();
    Change.CREATE.assertUnchanged(before, after);
    assertThat(after.temporaryFiles()).isEmpty();
    assertThat(after.isAnyCounterOdd()).isFalse();
    assertThat(after.owners()).isEqualTo(before.owners());
  }

  @ParameterizedTest
  @CsvSource({"TERM, 143", "INT, 130", "HUP, 129"})
  void create_signalWhileItWaitsForALock_changesNothing(String signal, int exit) throws Exception {
    Tools.require("flock");
    Tools.requireSuccess(box, "env", "--default-signal=INT", "true");
    try (AdminProcess holder = Tools.holdLock(box, "token.shadow.lock");
        AdminProcess waiting =
            box.admin("token", "create", "next@pbs!one", "--lock-timeout", "100s")
                .under("env", "--default-signal=INT,TERM,HUP")
                .start()) {
      Tools.awaitLock(waiting.process(), box.config().resolve(".user.lck"));
      Tools.signal(box, signal, waiting.process().pid());
      Outcome outcome = waiting.finish();
      assertThat(outcome.exit()).as(outcome.err()).isEqualTo(exit);
      assertThat(outcome.out()).isEmpty();
      assertThat(holder.process().isAlive()).isTrue();
    }
    assertThat(box.state()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--no-input"})
  void verify_noTerminalAndNoSource_exits6(String option) throws Exception {
    Tools.require("setsid");
    List<String> arguments = new ArrayList<>(List.of("token", "verify", Change.VICTIM));
    arguments.addAll(option.isEmpty() ? List.of() : List.of(option));
    Outcome outcome = box.admin(arguments.toArray(String[]::new)).under("setsid", "--wait").run();
    assertThat(outcome.exit()).as(outcome.err()).isEqualTo(6);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err())
        .startsWith("admin: ")
        .contains("--secret-stdin", "--secret-file", "--secret-fd");
    assertThat(box.state()).isEqualTo(before);
  }

  @Test
  void create_secretBrought_isInNoArgumentsAndNoEnvironment() throws Exception {
    Tools.require("flock");
    String secret = "a-secret-that-stands-nowhere-else";
    try (AdminProcess holder = Tools.holdLock(box, "token.shadow.lock");
        AdminProcess waiting =
            box.admin("token", "create", "next@pbs!one", "--secret-stdin", "--lock-timeout", "100s")
                .input(secret + "\n")
                .start()) {
      // By now it has read and hashed the secret.
      Tools.awaitLock(waiting.process(), box.config().resolve(".user.lck"));
      Map<Path, String> seen = argumentsAndEnvironments();
      Path own = Path.of("/proc", waiting.process().pid() + "", "cmdline");
      assertThat(seen.get(own)).as("what must be seen").contains("next@pbs!one");
      seen.forEach((file, content) -> assertThat(content).as("%s", file).doesNotContain(secret));
      Tools.release(holder);
      Outcome outcome = waiting.finish();
      assertThat(outcome.exit()).as(outcome.err()).isZero();
      assertThat(outcome.out()).isEmpty();
      assertThat(outcome.err()).doesNotContain(secret);
    }
    String hash = String.valueOf(box.state().hashes().get("next@pbs!one"));
    Tools.assertVerify(box, List.of(new Claim("next@pbs!one", secret, hash)));
  }

  @ParameterizedTest
  @EnumSource(names = {"STORE", "CHANGE_PASSPHRASE"})
  void keyChange_secretBrought_isInNoArgumentsAndNoEnvironment(KeyChange change) throws Exception {
    Tools.require("flock");
    Sandbox keys = change.prepare(temporary.resolve("keys"));
    String lock = "encryption-keys/" + KeyChange.VICTIM + ".enc.lck";
    try (AdminProcess holder = Tools.holdLock(keys, lock);
        AdminProcess waiting = change.in(keys).with("--lock-timeout", "100s").start()) {
      // By now it has read the key and the passphrase, and sealed the one with the other.
      Tools.awaitLock(waiting.process(), keys.config().resolve(".encryption-keys.lck"));
      Map<Path, String> seen = argumentsAndEnvironments();
      Path own = Path.of("/proc", waiting.process().pid() + "", "cmdline");
      assertThat(seen.get(own)).as("what must be seen").contains(KeyChange.VICTIM);
      seen.forEach(
          (file, content) ->
              assertThat(content)
                  .as("%s", file)
                  .doesNotContain(KeyChange.MATERIAL, KeyChange.PASSPHRASE));
      Tools.release(holder);
      Outcome outcome = waiting.finish();
      assertThat(outcome.exit()).as(outcome.err()).isZero();
      assertThat(outcome.out() + outcome.err())
          .doesNotContain(KeyChange.MATERIAL, KeyChange.PASSPHRASE);
    }
    keys.storedKeys().assertNothingLost(KeyChange.PASSPHRASE);
  }

  @Test
  void keyCreate_stdoutFull_saysSoAndKeepsTheKey() throws Exception {
    AdminProcess command = KeyChange.CREATE.in(box).stdout(Redirect.to(new File("/dev/full")));
    Outcome outcome = command.run();
    assertThat(outcome.exit()).isEqualTo(9);
    assertThat(outcome.err()).startsWith("admin: it was done, but cannot write to standard output");
    StoredKeys found = box.storedKeys();
    assertThat(found.entries()).containsKey(KeyChange.VICTIM);
    found.assertNothingLost("none");
  }

  static Map<Path, String> argumentsAndEnvironments() throws IOException {
    Map<Path, String> seen = new HashMap<>();
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      for (Path process :
          processes.filter(p -> p.getFileName().toString().matches("\\d+")).toList()) {
        for (String name : List.of("cmdline", "environ")) {
          Path file = process.resolve(name);
          try {
            seen.put(file, new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
          } catch (IOException goneOrNotOurs) {
            // Not started by this test.
          }
        }
      }
    }
    return seen;
  }
}
