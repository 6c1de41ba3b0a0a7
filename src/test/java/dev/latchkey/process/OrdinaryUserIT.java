package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.process.AdminProcess.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Where root runs the tests: those that root cannot run, because nothing is forbidden to root, as a
 * user without any right.
 */
class OrdinaryUserIT {

  /** The classes with tests that root skips. */
  private static final List<String> CLASSES =
      List.of(
          "cache.InvalidationFollowerTest",
          "cli.DoctorTest",
          "cli.TranscriptTest",
          "posix.FileStatusTest",
          "store.AtomicFileTest",
          "store.ConfigDirectoryTest",
          "store.ConfigStoreTest",
          "store.FileImageTest",
          "store.FileInspectionTest",
          "store.FileMendingTest",
          "store.FileTransactionTest",
          "store.LockTableTest",
          "store.SharedGenerationsTest");

  @TempDir Path temporary;

  @Test
  void tests_thatRootSkips_passAsAnotherUser() throws Exception {
    Tools.requireRoot();
    Tools.require("setpriv");
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
    Sandbox box = new Sandbox(Files.createDirectory(temporary.resolve("box")));
    Path home = Files.createDirectory(temporary.resolve("home"));
    Files.setAttribute(home, "unix:uid", Nobody.UID);
    List<String> words =
        new ArrayList<>(
            List.of(
                "env",
                "--chdir=" + home,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + home,
                "-Duser.home=" + home,
                "-Dtranscripts=needs ordinary-user",
                "-cp",
                readableClassPath(),
                "org.junit.platform.console.ConsoleLauncher",
                "execute",
                "--disable-banner",
                "--disable-ansi-colors",
                "--details=tree",
                "--details-theme=ascii"));
    CLASSES.forEach(name -> words.add("--select-class=dev.latchkey." + name));

    Outcome outcome =
        AdminProcess.other(box, words.toArray(String[]::new)).under(Nobody.WORDS).run();

    assertThat(outcome.exit()).as(outcome.out() + outcome.err()).isZero();
    assertThat(outcome.out()).containsPattern("\\[ +0 tests failed +\\]");
    assertThat(outcome.out().lines().filter(line -> line.contains("Assumption failed")))
        .as("skipped here is only what root can run")
        .isNotEmpty()
        .allMatch(line -> line.contains("root"));
  }

  /** The class path of this process, copied to where every user can read it. */
  private String readableClassPath() throws IOException {
    Path copies = Files.createDirectory(temporary.resolve("classes"));
    String all =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path", ""));
    List<String> entries = new ArrayList<>();
    for (String entry : all.split(":", -1)) {
      Path from = Path.of(entry);
      if (Files.exists(from)) {
        Path to = copies.resolve(entries.size() + "-" + from.getFileName());
        copy(from, to);
        entries.add(to.toString());
      }
    }
    return String.join(":", entries);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        Files.copy(file, copy, LinkOption.NOFOLLOW_LINKS);
        boolean isDirectory = Files.isDirectory(copy);
        Files.setPosixFilePermissions(
            copy, PosixFilePermissions.fromString(isDirectory ? "rwxr-xr-x" : "rw-r--r--"));
      }
    }
  }
}
