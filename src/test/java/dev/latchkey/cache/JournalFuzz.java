package dev.latchkey.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** The journal of invalidations: a line is understood or not, and a file can be gone on with. */
class JournalFuzz {

  private static final Instant TIME = Instant.ofEpochSecond(1_772_366_400);

  private final HostScene scene;

  JournalFuzz(@TempDir Path temporary) throws IOException {
    this.scene = new HostScene(temporary);
    Files.createDirectories(scene.run);
  }

  @FuzzTest
  void read_anyBytes_neverThrows(byte[] content) throws IOException {
    JournalLine line = JournalLine.decode(content);
    if (line != null) {
      byte[] encoded = line.encode(TIME);
      byte[] whole = Arrays.copyOf(encoded, encoded.length - 1);
      assertThat(JournalLine.decode(whole)).isEqualTo(line);
    }

    Files.write(scene.journal(), content);
    InvalidationJournal reader = new InvalidationJournal(scene.store().runFiles());
    List<Invalidation> found = reader.read(6, 7);
    assertThat(found == null || found.size() == 1).isTrue();

    InvalidationJournal journal = new InvalidationJournal(scene.store().runFiles());
    Invalidation added = Invalidation.account("1");
    long sequence = journal.append(7, added, TIME);
    List<Invalidation> news =
        new InvalidationJournal(scene.store().runFiles()).read(sequence - 1, sequence);
    if (news != null) {
      assertThat(news).containsExactly(added);
    }
  }
}
