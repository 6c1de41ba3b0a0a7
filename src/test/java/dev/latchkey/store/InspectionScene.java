package dev.latchkey.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.ConfigScene;
import dev.latchkey.DirectorySnapshot;
import dev.latchkey.posix.FileStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;

/** A directory that is looked at long after its files were made, and what is found there. */
abstract class InspectionScene {

  private static final RandomSource RANDOM = RandomSource.ofKernel();

  /** Long after the files of a test were made, whose ctime is the kernel's. */
  private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");

  /** Files of which each has the mode that a test wants. */
  static final class Scene extends ConfigScene {

    Scene(Path temporary) {
      super(temporary, LATER);
    }

    Path file(String name, String content) {
      return write(name, content.getBytes(StandardCharsets.UTF_8), "rw-r-----");
    }
  }

  final Scene scene;

  InspectionScene(Path directory) {
    this.scene = new Scene(directory);
  }

  @BeforeEach
  void makeDirectory() {
    scene.file("token.shadow", "{}");
    mode("", 0750);
  }

  final void mode(String name, int mode) {
    try {
      Files.setAttribute(scene.config.resolve(name), "unix:mode", mode);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  final int modeOf(String name) throws IOException {
    FileStatus status = FileStatus.of(scene.config.resolve(name));
    return Objects.requireNonNull(status).permissions();
  }

  final ConfigStore store() {
    return scene.store(RANDOM, false);
  }

  /** The findings but the one about the run directory of a test, which may lie on a disk. */
  final List<FileFinding> findings() {
    Inspected<FileFinding> inspected = store().inspect();
    assertThat(inspected.failures()).isEmpty();
    return inspected.findings().stream()
        .filter(finding -> !(finding instanceof FileFinding.NotVolatile))
        .toList();
  }

  final FileFinding only() {
    DirectorySnapshot before = scene.snapshot();
    List<FileFinding> findings = findings();
    assertThat(scene.snapshot()).as("looking changes nothing").isEqualTo(before);
    assertThat(findings).hasSize(1);
    return findings.getFirst();
  }

  /** Mends a finding, first in a dry run; says which files changed but the audit log. */
  final boolean mend(FileFinding finding) {
    DirectorySnapshot before = scene.snapshot();
    boolean would = scene.store(RANDOM, true).mend(finding);
    assertThat(scene.snapshot()).as("a dry run writes nothing").isEqualTo(before);
    boolean mended = store().mend(finding);
    assertThat(mended).as("as the dry run said").isEqualTo(would);
    if (mended) {
      assertThat(findings()).doesNotContain(finding);
    } else {
      assertThat(scene.snapshot()).as("nothing changed").isEqualTo(before);
    }
    return mended;
  }
}
