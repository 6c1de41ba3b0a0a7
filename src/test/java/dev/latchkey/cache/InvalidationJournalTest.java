package dev.latchkey.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.store.GenerationSource;
import dev.latchkey.store.RunFiles;
import dev.latchkey.store.UnavailableException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InvalidationJournalTest {

  private static final Invalidation A = Invalidation.account("a");
  private static final Invalidation B = Invalidation.user("b", "b");
  private static final Invalidation C = Invalidation.credential("c");

  /** Two of them fill more than a file. */
  private static final Invalidation LONG =
      Invalidation.resourceTags("\u0001".repeat(Invalidation.MAX_LENGTH));

  private final HostScene scene;
  private final Path file;
  private final InvalidationJournal writer;
  private final InvalidationJournal reader;

  InvalidationJournalTest(@TempDir Path temporary) {
    this.scene = new HostScene(temporary);
    this.file = scene.journal();
    RunFiles files = scene.store().runFiles();
    files.createDirectory(ProcessFiles.DIRECTORY); // and the run directory
    this.writer = new InvalidationJournal(files);
    this.reader = new InvalidationJournal(scene.store().runFiles());
  }

  private long append(long announced, Invalidation invalidation) {
    return writer.append(announced, invalidation, scene.now);
  }

  private void append(String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.APPEND);
  }

  /** Takes the file away, but not its inode: that must not become the one of the next file. */
  private void remove() throws IOException {
    Files.move(file, file.resolveSibling("removed"));
  }

  private static List<Invalidation> nothing() {
    return List.of();
  }

  private void assertGoesOn(long announced) {
    long sequence = append(announced, C);
    assertThat(sequence).isEqualTo(InvalidationJournal.following(announced));
    assertThat(reader.read(announced, sequence)).containsExactly(C);
    assertThat(reader.read(sequence, append(sequence, A))).containsExactly(A);
  }

  @Test
  void read_nothingNew_isEmptyWithOrWithoutAFile() {
    assertThat(reader.read(5, 5)).isEqualTo(nothing());

    assertThat(append(5, A)).isEqualTo(6);

    assertThat(reader.read(6, 6)).isEqualTo(nothing());
    assertGoesOn(6);
  }

  @Test
  void read_oneNewLine_isIt() {
    assertThat(append(0, A)).isEqualTo(1);

    assertThat(reader.read(0, 1)).containsExactly(A);
    assertGoesOn(1);
  }

  @Test
  void read_severalNewLines_isAllInTheirOrder() {
    append(0, A);
    append(1, B);
    append(2, A);
    append(3, C);

    assertThat(reader.read(1, 4)).containsExactly(B, A, C);
    assertGoesOn(4);
  }

  @Test
  void read_lineThatIsNotAnnouncedYet_isTakenLater() {
    append(0, A);
    append(1, B);

    assertThat(reader.read(0, 1)).containsExactly(A);
    assertThat(reader.read(1, 2)).containsExactly(B);
    assertGoesOn(2);
  }

  @Test
  void read_numberThatIsMissing_isNullOnce() {
    append(0, A);
    append(2, B); // 3

    assertThat(reader.read(0, 3)).isNull();
    assertGoesOn(3);
  }

  @Test
  void read_lastNumberMissing_isNullOnce() {
    append(0, A);

    assertThat(reader.read(0, 2)).isNull();
    assertGoesOn(2);
  }

  @Test
  void read_firstNumberMissing_isNullOnce() {
    append(1, A); // 2

    assertThat(reader.read(0, 2)).isNull();
    assertGoesOn(2);
  }

  @Test
  void append_afterATornLine_beginsTheFileAnew() throws IOException {
    append(0, A);
    append("{\"sequence\":2,\"ti");
    InvalidationJournal late = new InvalidationJournal(scene.store().runFiles());
    assertThat(reader.read(0, 1)).containsExactly(A);

    assertThat(append(1, B)).isEqualTo(2);

    assertThat(Files.readAllLines(file)).hasSize(1);
    assertThat(reader.read(1, 2)).containsExactly(B);
    assertThat(late.read(0, 2)).as("one that lags").isNull();
    assertGoesOn(2);
  }

  @Test
  void read_tornLineThatIsCompletedLater_isTakenThen() throws IOException {
    append(0, A);
    append(1, B);
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 9));
    assertThat(reader.read(0, 1)).containsExactly(A);

    Files.write(file, whole);

    assertThat(reader.read(1, 2)).containsExactly(B);
    assertGoesOn(2);
  }

  @Test
  void read_rubbishBetweenLines_isNullOnce() throws IOException {
    append(0, A);
    append("rubbish\n\n");
    append(1, B);

    assertThat(reader.read(0, 2)).isNull();
    assertGoesOn(2);
  }

  @Test
  void read_fileRemoved_isNullOnlyForWhoLags() throws IOException {
    InvalidationJournal late = new InvalidationJournal(scene.store().runFiles());
    append(0, A);
    assertThat(reader.read(0, 1)).containsExactly(A);
    assertThat(late.read(0, 1)).containsExactly(A);

    remove();
    assertThat(late.read(1, 2)).isNull();
    append(1, B);
    append(2, C);

    assertThat(reader.read(1, 3)).containsExactly(B, C);
    assertThat(new InvalidationJournal(scene.store().runFiles()).read(0, 3)).isNull();
    assertThat(late.read(2, 3)).containsExactly(C);
    assertGoesOn(3);
  }

  @Test
  void read_fileEmptiedInItsPlace_isReadFromTheBeginning() throws IOException {
    append(0, LONG);
    assertThat(reader.read(0, 1)).containsExactly(LONG);

    Files.writeString(file, "");
    append(1, B);

    assertThat(reader.read(1, 2)).containsExactly(B);
    assertGoesOn(2);
  }

  @Test
  void append_toAFileEmptiedInItsPlace_beginsItAnew() throws IOException {
    append(0, A);
    assertThat(reader.read(0, 1)).containsExactly(A);

    Files.writeString(file, "");
    append(1, LONG);

    assertThat(reader.read(1, 2)).containsExactly(LONG);
    assertGoesOn(2);
  }

  @Test
  void append_toAFullFile_beginsItAnew() throws IOException {
    append(0, LONG);
    InvalidationJournal late = new InvalidationJournal(scene.store().runFiles());
    assertThat(reader.read(0, 1)).containsExactly(LONG);

    assertThat(append(1, LONG)).isEqualTo(2);

    assertThat(Files.readAllLines(file)).hasSize(1);
    assertThat(Files.size(file)).isLessThanOrEqualTo(InvalidationJournal.ROTATION_BYTES);
    assertThat(reader.read(1, 2)).containsExactly(LONG);
    assertThat(late.read(0, 2)).as("one that lags").isNull();
    assertGoesOn(2);
    assertThat(late.read(2, 4)).containsExactly(C, A);
  }

  @Test
  void append_toAFileThatIsNotFull_keepsIt() throws IOException {
    append(0, A);
    append(1, LONG);
    append(2, B);

    assertThat(Files.readAllLines(file)).hasSize(3);
  }

  @Test
  void append_whereALinkIsInThePlace_replacesItAndLeavesItsTarget(@TempDir Path other)
      throws IOException {
    append(0, A);
    Path target = other.resolve("target");
    Files.move(file, target);
    byte[] content = Files.readAllBytes(target);
    Files.createSymbolicLink(file, target);
    assertThat(reader.read(0, 1)).isNull();

    assertThat(append(1, B)).isEqualTo(2);

    assertThat(Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)).isTrue();
    assertThat(target).hasBinaryContent(content);
    assertThat(reader.read(1, 2)).containsExactly(B);
    assertGoesOn(2);
  }

  @Test
  void append_toAFileThatOthersMayWrite_replacesIt() throws IOException {
    append(0, A);
    Files.setAttribute(file, "unix:mode", 0666);
    assertThat(reader.read(0, 1)).isNull();

    assertThat(append(1, B)).isEqualTo(2);

    assertThat((int) Files.getAttribute(file, "unix:mode") & 0007).isZero();
    assertThat(Files.readAllLines(file)).hasSize(1);
    assertThat(reader.read(1, 2)).containsExactly(B);
  }

  @Test
  void append_whereADirectoryIsInThePlace_failsAndReadersDropEverything() throws IOException {
    Files.createDirectory(file);

    assertThatThrownBy(() -> append(0, A)).isInstanceOf(UnavailableException.class);

    assertThat(reader.read(0, 2)).isNull();
    scene.everything().assertNoTemporaryFiles();
    Files.delete(file);
    assertGoesOn(2);
  }

  @Test
  void append_toAFileThatIsMuchTooLarge_replacesIt() throws IOException {
    append(0, A);
    try (RandomAccessFile grown = new RandomAccessFile(file.toFile(), "rw")) {
      grown.setLength(3L * InvalidationJournal.ROTATION_BYTES);
    }
    assertThat(reader.read(0, 1)).isNull();

    assertThat(append(1, B)).isEqualTo(2);

    assertThat(Files.readAllLines(file)).hasSize(1);
    assertGoesOn(2);
  }

  @Test
  void append_afterALineThatWasNeverAnnounced_countsItAndReadersApplyBoth() {
    assertThat(append(0, A)).isEqualTo(1);

    assertThat(append(0, B)).isEqualTo(2);

    assertThat(reader.read(0, 2)).containsExactly(A, B);
    assertGoesOn(2);
  }

  @ParameterizedTest
  @CsvSource({"1, 1000, 1001", "1, 1001, 2", "1000, 1, 1001", "-5, 3, 4"})
  void append_afterALineFarFromTheCounter_believesTheCounter(
      long announced, long last, long expected) {
    append(last - 1, A);

    assertThat(append(announced, B)).isEqualTo(expected);
  }

  @Test
  void append_atTheGreatestNumber_wrapsAroundAndLeavesOutTheOneThatMeansUnknown() {
    assertThat(GenerationSource.UNKNOWN).isEqualTo(Long.MIN_VALUE);
    assertThat(append(Long.MAX_VALUE - 1, A)).isEqualTo(Long.MAX_VALUE);
    assertThat(append(Long.MAX_VALUE, B)).isEqualTo(Long.MIN_VALUE + 1);
    assertThat(append(Long.MIN_VALUE + 1, C)).isEqualTo(Long.MIN_VALUE + 2);

    assertThat(reader.read(Long.MAX_VALUE - 1, Long.MIN_VALUE + 2)).containsExactly(A, B, C);
    assertGoesOn(Long.MIN_VALUE + 2);
  }

  @Test
  void append_afterAnUnannouncedLineBeyondTheGreatestNumber_countsIt() {
    append(Long.MAX_VALUE, A);

    assertThat(append(Long.MAX_VALUE, B)).isEqualTo(Long.MIN_VALUE + 2);
  }

  @Test
  void read_lastLineOfAnotherFileOfTheSameName_isNotMistakenForNews() throws IOException {
    append(0, A);
    List<Invalidation> first = reader.read(0, 1);
    assertThat(first).containsExactly(A);
    byte[] old = Files.readAllBytes(file);
    remove();
    Files.write(file, old);

    assertThat(reader.read(1, 1)).isEqualTo(nothing());
    assertThat(reader.read(1, 2)).isNull();
    assertGoesOn(2);
  }
}
