package dev.latchkey.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code scripts/admin} and the session at the top of README, run as a user runs them. */
class LauncherIT {

  private static final Path LAUNCHER = Path.of("scripts/admin").toAbsolutePath();

  /** What a process left behind. */
  private record Outcome(int exit, String out, String err) {}

  @TempDir Path directory;

  private Outcome run(Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    Path out = directory.resolve("stdout");
    Path err = directory.resolve("stderr");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().putAll(environment);
    int exit = builder.start().waitFor();
    return new Outcome(exit, Files.readString(out), Files.readString(err));
  }

  private static Map<String, String> thisJava() {
    return Map.of("ADMIN_JAVA_HOME", System.getProperty("java.home"));
  }

  @Test
  void launch_throughALinkFromAnotherDirectory_runs() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("admin"), LAUNCHER);

    Outcome outcome = run(thisJava(), link.toString(), "version");

    assertThat(outcome.exit()).isZero();
    assertThat(outcome.out()).startsWith("admin (Latchkey) ");
    assertThat(outcome.err()).isEmpty();
  }

  @Test
  void launch_argumentsThatAreNotAscii_arriveInAnyLocale() throws Exception {
    Map<String, String> environment =
        Map.of(
            "ADMIN_JAVA_HOME", System.getProperty("java.home"),
            "LC_ALL", "C",
            "ADMIN_CONFIG_DIR", directory.resolve("config").toString(),
            "ADMIN_RUN_DIR", directory.resolve("run").toString());
    run(environment, LAUNCHER.toString(), "token", "create", "jürg@pbs", "ci", "--comment", "für");

    Outcome outcome = run(environment, LAUNCHER.toString(), "token", "list");

    assertThat(outcome.out()).isEqualTo("jürg@pbs!ci\tactive\tnever\tfür\n");
  }

  @Test
  void launch_unsuitableAdminJavaHome_saysSoInALine() throws Exception {
    Outcome outcome =
        run(Map.of("ADMIN_JAVA_HOME", directory.toString()), LAUNCHER.toString(), "version");

    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).startsWith("admin: ADMIN_JAVA_HOME ").contains(directory.toString());
    assertThat(outcome.err().lines()).hasSize(1);
  }

  /** A launcher as it is installed, and a Java that runs a line of shell in place of the JVM. */
  private Map<String, String> installed(String java) throws IOException {
    Path home = directory.resolve("java");
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"25\"\n");
    Path program = Files.writeString(home.resolve("bin/java"), "#!/bin/sh\n" + java + "\n");
    Path jar = Files.createDirectories(directory.resolve("prefix/lib/latchkey"));
    Files.writeString(jar.resolve("latchkey.jar"), "");
    Path bin = Files.createDirectories(directory.resolve("prefix/bin"));
    Path admin = Files.copy(LAUNCHER, bin.resolve("admin"));
    for (Path file : List.of(program, admin)) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    return Map.of("ADMIN_JAVA_HOME", home.toString());
  }

  @Test
  void launch_anyCdpath_runsWhatIsInstalledBesideIt() throws Exception {
    Map<String, String> environment = new HashMap<>(installed("echo \"$*\""));
    Path elsewhere = directory.resolve("elsewhere");
    Files.createDirectories(elsewhere.resolve("prefix/bin"));
    environment.put("CDPATH", elsewhere.toString());

    Outcome outcome = run(environment, "sh", "prefix/bin/admin", "version");

    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out())
        .contains(" -cp " + directory.resolve("prefix/lib/latchkey/latchkey.jar") + ":")
        .doesNotContain("elsewhere");
  }

  @Test
  void launch_whereCoresAreWanted_leavesNone() throws Exception {
    Map<String, String> environment = installed("ulimit -c");
    String wanted = "ulimit -c unlimited && ";
    Outcome before = run(environment, "sh", "-c", wanted + "ulimit -c");
    assumeTrue(before.out().equals("unlimited\n"), "no process here may leave a core");

    Outcome outcome = run(environment, "sh", "-c", wanted + "prefix/bin/admin version");

    assertThat(outcome).isEqualTo(new Outcome(0, "0\n", ""));
  }

  @Test
  void shellcheck_onScripts_isSilent() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/shellcheck")), "shellcheck is not installed");

    List<String> command = new ArrayList<>(List.of("shellcheck"));
    for (Path place : List.of(Path.of("scripts"), Path.of(".ci"), Path.of("src/deb/control"))) {
      try (Stream<Path> files = Files.list(place)) {
        files
            .filter(file -> !file.endsWith("control"))
            .forEach(file -> command.add(file.toAbsolutePath().toString()));
      }
    }
    command.add(Path.of("completions/admin.bash").toAbsolutePath().toString());

    Outcome outcome = run(Map.of(), command.toArray(String[]::new));

    assertThat(outcome).isEqualTo(new Outcome(0, "", ""));
  }

  @Test
  void session_atTheTopOfReadme_worksWhenPasted() throws Exception {
    Matcher block =
        Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("README.md"), StandardCharsets.UTF_8));
    assertThat(block.find()).isTrue();
    Files.createSymbolicLink(directory.resolve("scripts"), LAUNCHER.getParent());
    Map<String, String> environment =
        Map.of(
            "ADMIN_JAVA_HOME", System.getProperty("java.home"),
            "TMPDIR", directory.toString(),
            "ADMIN_RUN_DIR", directory.resolve("run").toString());

    Outcome outcome = run(environment, "bash", "-ec", block.group(1));

    assertThat(List.of(block.group(1).split("\n", -1))).hasSize(4); // three lines and their ends
    assertThat(outcome.exit()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains("tokenid: backup@pbs!ci", "state:   active");
    assertThat(directory.resolve("ci.secret")).doesNotExist();
  }
}
