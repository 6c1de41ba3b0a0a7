package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code admin __complete} as a process of its own. */
class CompletionCandidatesIT {

  private static final String MAIN = "dev.latchkey.cli.Main";

  @TempDir Path temporary;

  @Test
  void complete_aToken_loadsNeitherPicocliNorNativeCallsAndWritesNothing() throws Exception {
    Sandbox box = Change.DELETE.prepare(temporary.resolve("box"));
    Path log = box.scratch().resolve("classes");
    List<String> words = new ArrayList<>(box.admin("__complete", "token-id", "").words());
    words.removeIf(word -> word.startsWith("-XX:AOTCache")); // it loads what it has at once
    words.add(words.indexOf(MAIN), "-Xlog:class+load=info:file=" + log);
    StoredState before = box.state();

    AdminProcess.Outcome outcome = AdminProcess.other(box, words.toArray(String[]::new)).run();

    assertThat(outcome.out()).contains(Change.VICTIM + "\t");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.exit()).isZero();
    assertThat(Files.readString(log))
        .contains("dev.latchkey.cli.CompletionCandidates")
        .doesNotContain(
            "picocli", "dev.latchkey.posix", "tools.jackson", "dev.latchkey.cli.AdminCli");
    assertThat(box.state()).isEqualTo(before);
  }

  @Test
  void complete_unreadableDirectory_isSilent() throws Exception {
    Sandbox box = Change.DELETE.prepare(temporary.resolve("box"));
    Tools.requireRoot();
    Tools.requireSuccess(box, "setpriv", "--reuid=65534", "--clear-groups", "true");
    Files.setPosixFilePermissions(box.config(), PosixFilePermissions.fromString("rwx------"));

    AdminProcess.Outcome outcome =
        box.admin("__complete", "token", "")
            .under("setpriv", "--reuid=65534", "--clear-groups")
            .run();

    assertThat(outcome).isEqualTo(new AdminProcess.Outcome(0, "", ""));
  }
}
