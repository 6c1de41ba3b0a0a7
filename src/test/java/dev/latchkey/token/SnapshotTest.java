package dev.latchkey.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.store.ConfigStore;
import dev.latchkey.store.FileStamp;
import dev.latchkey.store.GenerationSource;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a snapshot may be used, and by which stamps of the files. */
class SnapshotTest {

  private final ConfigStore store;
  private final TokenFiles files;

  SnapshotTest(@TempDir Path directory) {
    this.store = new TokenScene(directory).shadow("{}").store(bytes -> {}, false);
    this.files = TokenFiles.read(store);
  }

  private Snapshot snapshot(long generation, boolean young) {
    return new Snapshot(generation, 3, 100, young, files, Map.of());
  }

  @ParameterizedTest
  @CsvSource({
    "2, 2, 3, 101, true",
    "2, 2, 3, 102, false",
    "2, 4, 3, 101, false",
    "2, 2, 4, 101, false",
    "3, 3, 3, 101, false",
  })
  void isFresh_generationEpochAndTime_mustAllBeAsTheyWere(
      long generation, long presentGeneration, long presentEpoch, long now, boolean fresh) {
    assertThat(snapshot(generation, false).isFresh(presentGeneration, presentEpoch, now, 2))
        .isEqualTo(fresh);
  }

  @Test
  void isFresh_unknownGeneration_isNot() {
    Snapshot snapshot = snapshot(GenerationSource.UNKNOWN, false);
    assertThat(snapshot.isFresh(GenerationSource.UNKNOWN, 3, 101, 2)).isFalse();
  }

  @Test
  void comparedAgain_later_isFreshFromThenOn() {
    Snapshot again = snapshot(2, false).comparedAgain(4, 200);
    assertThat(again.isFresh(4, 3, 201, 2)).isTrue();
    assertThat(again.isFresh(4, 3, 202, 2)).isFalse();
  }

  @Test
  void isStill_sameStamps_countsUnlessTheFilesWereYoung() {
    TokenFiles.Stamps now = TokenFiles.Stamps.now(store);
    TokenFiles.Stamps other = new TokenFiles.Stamps(now.shadow(), now.shadow());

    assertThat(snapshot(2, false).isStill(now)).isTrue();
    assertThat(snapshot(2, true).isStill(now)).isFalse();
    assertThat(snapshot(2, false).isStill(other)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"9, 9, false", "10, 9, true", "9, 10, true", "11, 11, true"})
  void areYoungerThan_aTime_isSoFromItsSecondOn(long shadow, long users, boolean younger) {
    TokenFiles.Stamps stamps =
        new TokenFiles.Stamps(new FileStamp(shadow, 0, 0, 1), new FileStamp(users, 0, 0, 2));
    assertThat(stamps.areYoungerThan(Instant.ofEpochSecond(10, 999_999_999))).isEqualTo(younger);
  }
}
