package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.store.Actor;
import dev.latchkey.store.ConfigDirectory;
import dev.latchkey.store.ConfigStore;
import dev.latchkey.store.GenerationSource;
import dev.latchkey.store.RandomSource;
import dev.latchkey.store.UnavailableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that may not write to the counters, which it sees through a read-only mount. */
class ReadOnlyCountersIT {

  @TempDir Path temporary;

  private Sandbox box;
  private Path readOnly;

  @BeforeEach
  void mount() throws Exception {
    Tools.requireRoot();
    box = Change.DELETE.prepare(temporary.resolve("box"));
    readOnly = Files.createDirectory(temporary.resolve("read-only"));
    Tools.requireSuccess(box, "mount", "-o", "bind,ro", box.run().toString(), readOnly.toString());
  }

  @AfterEach
  void unmount() throws Exception {
    if (readOnly != null) {
      // Lazily: the counters stay mapped until the collector finds them.
      AdminProcess.other(box, "umount", "-l", readOnly.toString()).run();
    }
  }

  @Test
  void counters_mayOnlyBeRead_tellOfChangesElsewhere() throws Exception {
    GenerationSource counters =
        new ConfigStore(
                new ConfigDirectory(box.config()),
                readOnly,
                Duration.ZERO,
                Actor.ofProcess(),
                InstantSource.system(),
                RandomSource.ofKernel(),
                false)
            .tokenGenerations();
    counters.refresh();
    long before = counters.current();
    assertThat(before).isNotEqualTo(GenerationSource.UNKNOWN).isEven();

    assertThat(box.admin("token", "disable", Change.VICTIM).run().exit()).isZero();

    assertThat(counters.current()).isGreaterThan(before).isEven();
    assertThatThrownBy(counters::bump).isInstanceOf(UnavailableException.class);
  }
}
