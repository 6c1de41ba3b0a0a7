package dev.latchkey.store;

import static dev.latchkey.store.ConfigFixture.replace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.latchkey.Counters;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What one who follows the counters sees while others change, replace or remove them. */
class FollowedGenerationsTest {

  private static final int USER = 8;
  private static final int TOKEN_SHADOW = 16;
  private static final int PBS_TOKEN_SHADOW = 32;

  private final ConfigFixture fixture;
  private final ConfigStore writer;
  private final GenerationSource tokens;
  private final InvalidationCounter invalidations;

  FollowedGenerationsTest(@TempDir Path root) {
    this.fixture = ConfigFixture.created(root);
    this.writer = fixture.store();
    ConfigStore follower = fixture.store();
    this.tokens = follower.tokenGenerations();
    this.invalidations = follower.invalidationCounter();
  }

  @Test
  void current_beforeTheFirstLook_isUnknownAndIsNotCounted() {
    tokens.bump();
    assertThat(tokens.current()).isEqualTo(GenerationSource.UNKNOWN);
    assertThat(fixture.counters()).doesNotExist();
    tokens.refresh();
    assertThat(tokens.current()).isNotEqualTo(GenerationSource.UNKNOWN).isEven();
  }

  @ParameterizedTest
  @ValueSource(strings = {"user.cfg", "token.shadow"})
  void current_whileAFileChanges_isOddAndAnotherAfterwards(String file) {
    tokens.refresh();
    long before = tokens.current();
    try (FileTransaction change = writer.begin()) {
      HeldLock held = change.lock(Objects.requireNonNull(FileRule.guardOf(file)));
      assertThat(tokens.current()).isEqualTo(before).isEven();
      replace(change, held, file, "new");
      assertThat(tokens.current()).isOdd();
      change.commit("token update", "joe@pbs!ci");
    }
    assertThat(tokens.current()).isEven().isGreaterThan(before);
  }

  @ParameterizedTest
  @CsvSource({"10,20,30", "11,20,31", "10,21,31", "11,21,31", "12,20,32", "10,22,32"})
  void current_ofTwoCounters_isTheSumOfWhatHasSettled(long user, long shadow, long expected)
      throws IOException {
    tokens.refresh();
    Counters.set(fixture.counters(), USER, user);
    Counters.set(fixture.counters(), TOKEN_SHADOW, shadow);
    assertThat(tokens.current()).isEqualTo(expected);
  }

  @Test
  void current_besideThoseOfProxmox_changesWithThem() throws IOException {
    byte[] content = CounterFile.initialContent(SharedGenerations.PBS_MAGIC, 0);
    tokens.refresh();
    Files.write(fixture.pbsCounters(), content);
    tokens.refresh();
    long before = tokens.current();
    Counters.set(fixture.pbsCounters(), USER, 1);
    assertThat(tokens.current()).isEqualTo(before + 2);
    Counters.set(fixture.pbsCounters(), PBS_TOKEN_SHADOW, 3);
    assertThat(tokens.current()).isEqualTo(before + 8);
  }

  @Test
  void bump_byOne_isSeenByTheOthers() {
    GenerationSource other = fixture.store().tokenGenerations();
    other.refresh();
    tokens.refresh();
    long before = tokens.current();
    other.bump();
    assertThat(tokens.current()).isEqualTo(before + 2);
  }

  @Test
  void bump_ofCountersThatMayOnlyBeRead_isUnavailable() {
    var _ = writer.invalidations();
    SharedGenerations read = writer.generationsToFollow(SharedGenerations.NONE);
    assertThat(read.exists()).isTrue();
    assertThat(writer.generationsToFollow(read)).isSameAs(read);
    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> read.bump(Generation.USER));
  }

  @Test
  void invalidations_withoutCounters_areNotKnown() {
    InvalidationCounter.Place nowhere = invalidations.now();
    assertThat(nowhere.isKnown()).isFalse();
    assertThat(nowhere.file()).isZero();
    assertThat(nowhere.sequence()).isEqualTo(GenerationSource.UNKNOWN);
    assertThat(invalidations.isAt(nowhere)).isTrue();
    assertThat(writer.presentInvalidations().isKnown()).isFalse();
    assertThat(fixture.counters()).doesNotExist();
  }

  @Test
  void announce_anyNumber_isSeenAtOnce() throws IOException {
    assertThat(writer.announce(7).sequence()).isEqualTo(7);
    invalidations.refresh();
    InvalidationCounter.Place seventh = invalidations.now();
    assertThat(seventh.isKnown()).isTrue();
    assertThat(seventh.sequence()).isEqualTo(7);
    assertThat(seventh.file()).isEqualTo(Files.getAttribute(fixture.counters(), "unix:ino"));
    assertThat(invalidations.isAt(seventh)).isTrue();

    InvalidationCounter.Place announced = writer.announce(8);

    assertThat(invalidations.isAt(seventh)).isFalse();
    assertThat(invalidations.now().sequence()).isEqualTo(8);
    assertThat(invalidations.now().isInFileOf(seventh)).isTrue();
    assertThat(invalidations.now().isInFileOf(announced)).as("opened twice").isFalse();
    assertThat(List.of(writer.invalidations(), writer.presentInvalidations()))
        .allMatch(place -> place.sequence() == 8 && place.file() == announced.file());
  }

  @Test
  void refresh_sameFile_isTheSamePlace() {
    invalidations.refresh();
    InvalidationCounter.Place before = invalidations.now();
    invalidations.refresh();
    assertThat(invalidations.now().isInFileOf(before)).isTrue();
    assertThat(invalidations.isAt(before)).isTrue();
  }

  @Test
  void refresh_fileReplaced_isAnotherPlaceWithTheSameNumber() throws IOException {
    var _ = writer.announce(7);
    invalidations.refresh();
    InvalidationCounter.Place before = invalidations.now();
    byte[] content = Files.readAllBytes(fixture.counters());
    Files.move(fixture.counters(), fixture.run.resolve("kept"));
    Files.write(fixture.counters(), content);

    assertThat(invalidations.isAt(before)).as("before anybody has looked").isTrue();
    invalidations.refresh();

    assertThat(invalidations.now().sequence()).isEqualTo(7);
    assertThat(invalidations.now().isInFileOf(before)).isFalse();
    assertThat(invalidations.isAt(before)).isFalse();
    assertThat(invalidations.now().file()).isNotEqualTo(before.file());
  }

  @Test
  void refresh_countersOfProxmoxAppear_isAnotherPlace() throws IOException {
    invalidations.refresh();
    InvalidationCounter.Place before = invalidations.now();
    Files.write(fixture.pbsCounters(), CounterFile.initialContent(SharedGenerations.PBS_MAGIC, 0));
    invalidations.refresh();
    assertThat(invalidations.now().isInFileOf(before)).isFalse();
    assertThat(invalidations.now().file()).isEqualTo(before.file());
  }

  @Test
  void refresh_fileCutShort_isNotKnown() throws IOException {
    invalidations.refresh();
    assertThat(invalidations.now().isKnown()).isTrue();
    try (RandomAccessFile file = new RandomAccessFile(fixture.counters().toFile(), "rw")) {
      file.setLength(CounterFile.SIZE - 1);
    }
    invalidations.refresh();
    assertThat(invalidations.now().isKnown()).isFalse();
    assertThat(tokens.current()).isEqualTo(GenerationSource.UNKNOWN);
  }
}
