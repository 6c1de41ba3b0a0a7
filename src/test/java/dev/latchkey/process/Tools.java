package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Other programs that the tests need. A test is skipped, by name, where one is missing. */
public final class Tools {

  /** Prints the ids of those lines (id, secret, hash) whose secret libcrypt does not accept. */
  private static final String CRYPT =
      "chomp; ($id, $secret, $hash) = split /\\t/; print \"$id\\n"
          + "\" if crypt($secret, $hash) ne $hash";

  /** A secret, and the hash that shall be its. */
  public record Claim(String id, String secret, String hash) {}

  private Tools() {}

  public static void require(String... programs) {
    for (String program : programs) {
      boolean found =
          Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
              .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
      assumeTrue(found, program + " is not installed");
    }
  }

  public static void requireRoot() {
    assumeTrue(isRoot(), "not root");
  }

  static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  /** Skips the test unless a program runs here and exits with 0. */
  public static void requireSuccess(Sandbox box, String... command)
      throws IOException, InterruptedException {
    require(command[0]);
    AdminProcess.Outcome outcome = AdminProcess.other(box, command).run();
    assumeTrue(outcome.exit() == 0, String.join(" ", command) + ": " + outcome.err());
  }

  /** Checks with perl, and so with libcrypt, that secrets belong to hashes. */
  public static void assertVerify(Sandbox box, Collection<Claim> claims)
      throws IOException, InterruptedException {
    require("perl");
    String lines =
        claims.stream()
            .map(claim -> claim.id() + "\t" + claim.secret() + "\t" + claim.hash() + "\n")
            .collect(Collectors.joining());
    AdminProcess.Outcome outcome = AdminProcess.other(box, "perl", "-ne", CRYPT).input(lines).run();
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.exit()).isZero();
    assertThat(outcome.out().lines().toList()).as("secrets that do not verify").isEmpty();
  }

  /** Sends a signal to one process. */
  public static void signal(Sandbox box, String signal, long pid)
      throws IOException, InterruptedException {
    AdminProcess.Outcome outcome =
        AdminProcess.other(box, "sh", "-c", "kill -" + signal + " " + pid).run();
    assertThat(outcome.exit()).as(outcome.err()).isZero();
  }

  /** The process ids that hold flocks on a file, as the kernel lists them. */
  static List<Long> lockHolders(Path file) throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    String inode = ":" + Files.getAttribute(file, "unix:ino");
    try (Stream<String> lines = Files.lines(Path.of("/proc/locks"))) {
      return lines
          .map(line -> List.of(line.trim().split("\\s+", -1)))
          .filter(words -> words.get(1).equals("FLOCK") && words.get(5).endsWith(inode))
          .map(words -> Long.valueOf(words.get(4)))
          .toList();
    }
  }

  /** Waits until a process holds a lock; fails if it ends before. */
  static void awaitLock(Process process, Path file) throws IOException {
    while (!lockHolders(file).contains(process.pid())) {
      assertThat(process.isAlive()).as("waits for a lock").isTrue();
      Thread.onSpinWait();
    }
  }

  /** Lets {@code flock(1)} hold a lock of the configuration directory until {@link #release}. */
  public static AdminProcess holdLock(Sandbox box, String lock) throws IOException {
    require("flock");
    Path file = box.config().resolve(lock);
    AdminProcess holder =
        AdminProcess.other(box, "flock", file.toString(), "cat").stdin(Redirect.PIPE).start();
    awaitLock(holder.process(), file);
    return holder;
  }

  /** Lets go of a lock, and returns when it is free. */
  public static void release(AdminProcess holder) throws IOException, InterruptedException {
    holder.process().getOutputStream().close();
    assertThat(holder.finish().exit()).isZero();
  }
}
