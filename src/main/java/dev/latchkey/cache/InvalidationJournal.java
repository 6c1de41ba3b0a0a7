package dev.latchkey.cache;

import dev.latchkey.posix.FileStatus;
import dev.latchkey.store.GenerationSource;
import dev.latchkey.store.LatchkeyException;
import dev.latchkey.store.RunFiles;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The file through which invalidations reach other processes: {@code invalidations.jsonl} in the
 * run directory, a line each, numbered without a gap. It only grows, up to a size at which it is
 * replaced by a new one that begins with the next line.
 *
 * <p>It is a hint, never trusted: a reader who does not find the very next numbers in it drops
 * everything. Whatever is wrong with the file therefore costs time, and never an answer that should
 * have been dropped. A reader belongs to one thread at a time.
 */
final class InvalidationJournal {

  static final String FILE = "invalidations.jsonl";

  /** The file that is locked by who appends to the journal and announces what stands there. */
  static final String LOCK = "invalidations.lck";

  /** The size from which on the file is begun anew. */
  static final int ROTATION_BYTES = 1 << 20;

  /** A line has at most {@link Invalidation#MAX_LENGTH} units, of up to six bytes as escapes. */
  private static final int MAX_BYTES = 2 * ROTATION_BYTES;

  /** More than this ahead of the counter is no number of a writer who died. */
  private static final int MOST_UNANNOUNCED = 1000;

  private final RunFiles files;

  /** How far this reader has read: the file, and the end of the last line that it took. */
  private @Nullable FileStatus file;

  private long end;

  InvalidationJournal(RunFiles files) {
    this.files = files;
  }

  /**
   * Appends an invalidation, for the holder of the journal's lock.
   *
   * @param announced the number of the last one that was announced
   * @return its number: the next one, not counting what others wrote and never announced
   * @throws LatchkeyException if it cannot be written; a part may stand there then
   */
  long append(long announced, Invalidation invalidation, Instant time) {
    byte[] before = content();
    JournalLine last = lastOf(before);
    long sequence = next(last, announced);
    byte[] line = new JournalLine(sequence, invalidation).encode(time);
    boolean goesOn =
        before != null
            && goesOn(last, announced)
            && before[before.length - 1] == '\n'
            && before.length + line.length <= ROTATION_BYTES;
    if (goesOn) {
      files.append(FILE, line);
    } else {
      files.replace(FILE, line);
    }
    return sequence;
  }

  /**
   * A number before which one is missing, for the holder of the lock who could not append: whoever
   * is not there yet drops everything.
   *
   * @param announced the number of the last one that was announced
   */
  long gap(long announced) {
    return following(next(lastOf(content()), announced));
  }

  private static long next(@Nullable JournalLine last, long announced) {
    return following(last != null && goesOn(last, announced) ? last.sequence() : announced);
  }

  /**
   * Whether the lines are those of this counter. Others may have the numbers that come next, too,
   * and would be taken for what is announced under them.
   */
  private static boolean goesOn(@Nullable JournalLine last, long announced) {
    long ahead = last == null ? -1 : last.sequence() - announced;
    return ahead >= 0 && ahead < MOST_UNANNOUNCED;
  }

  /** The number after another one; one number means that there is no counter. */
  static long following(long sequence) {
    return sequence + 1 == GenerationSource.UNKNOWN ? sequence + 2 : sequence + 1;
  }

  /** The whole file, null if it is none that could be gone on with. */
  private byte @Nullable [] content() {
    try {
      return files.read(FILE, MAX_BYTES).bytes();
    } catch (LatchkeyException unusable) {
      return null;
    }
  }

  /** The last line that is whole, null if there is none or it makes no sense. */
  private static @Nullable JournalLine lastOf(byte @Nullable [] content) {
    int stop = content == null ? -1 : newlineBefore(content, content.length);
    return content == null || stop < 0
        ? null
        : JournalLine.decode(Arrays.copyOfRange(content, newlineBefore(content, stop) + 1, stop));
  }

  private static int newlineBefore(byte[] content, int end) {
    int i = end - 1;
    while (i >= 0 && content[i] != '\n') {
      i--;
    }
    return i;
  }

  /**
   * The invalidations after one number, up to another one.
   *
   * @return null if they are not all there, with nothing between them that makes no sense
   */
  @Nullable List<Invalidation> read(long after, long last) {
    byte[] news;
    try {
      news = news();
    } catch (IOException | LatchkeyException unreadable) {
      return null;
    }
    List<Invalidation> found = new ArrayList<>();
    long next = following(after);
    boolean isWhole = true;
    boolean isFound = false;
    JournalLine previous = null;
    int start = 0;
    int taken = 0;
    for (int stop = 0; stop < news.length; stop++) {
      if (news[stop] != '\n') {
        continue;
      }
      JournalLine line = JournalLine.decode(Arrays.copyOfRange(news, start, stop));
      start = stop + 1;
      // What follows is announced later; but its numbers must follow as well.
      isWhole &=
          line != null && (previous == null || line.sequence() == following(previous.sequence()));
      previous = line;
      if (isFound) {
        continue;
      }
      taken = start;
      if (line == null) {
        continue;
      }
      if (line.sequence() == next) {
        found.add(line.invalidation());
        next = following(next);
      }
      isFound = line.sequence() == last;
    }
    end += taken;
    return isWhole && next == following(last) ? found : null;
  }

  /** What was added to the file since it was last read, or the whole of another file. */
  private byte[] news() throws IOException {
    Path path = files.path(FILE);
    FileStatus now = FileStatus.of(path);
    if (now == null || !now.isRegular() || now.isWritableByOthers() || now.size() > MAX_BYTES) {
      file = null;
      return new byte[0];
    }
    if (file == null || !file.isSameFile(now) || now.size() < end) {
      end = 0;
    }
    file = now;
    try (InputStream in = new FileInputStream(path.toFile())) {
      in.skipNBytes(end);
      return in.readNBytes(MAX_BYTES);
    }
  }
}
