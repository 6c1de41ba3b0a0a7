package dev.latchkey.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

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
    long sequence = next(before, announced);
    byte[] line = new JournalLine(sequence, invalidation).encode(time);
    if (before == null || before.length + line.length > ROTATION_BYTES) {
      files.replace(FILE, line);
    } else if (before.length > 0 && before[before.length - 1] != '\n') {
      files.append(FILE, ("\n" + new String(line, UTF_8)).getBytes(UTF_8)); // after a torn line
    } else {
      files.append(FILE, line);
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
    return following(next(content(), announced));
  }

  private static long next(byte @Nullable [] content, long announced) {
    JournalLine last = content == null ? null : JournalLine.decode(lastLine(content));
    long written = last == null ? announced : last.sequence();
    boolean isUnannounced = written - announced > 0 && written - announced < MOST_UNANNOUNCED;
    return following(isUnannounced ? written : announced);
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

  /** The last line that is whole, without its line end. */
  private static byte[] lastLine(byte[] content) {
    int stop = newlineBefore(content, content.length);
    return stop < 0
        ? new byte[0]
        : Arrays.copyOfRange(content, newlineBefore(content, stop) + 1, stop);
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
    int start = 0;
    for (int stop = 0; stop < news.length; stop++) {
      if (news[stop] != '\n') {
        continue;
      }
      JournalLine line = JournalLine.decode(Arrays.copyOfRange(news, start, stop));
      start = stop + 1;
      if (line == null) {
        isWhole = false;
        continue;
      }
      if (line.sequence() == next) {
        found.add(line.invalidation());
        next = following(next);
      }
      if (line.sequence() == last) {
        break; // what follows is announced later
      }
    }
    end += start;
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
