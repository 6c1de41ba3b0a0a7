package dev.latchkey.store;

import dev.latchkey.posix.FileStatus;
import java.io.IOException;
import java.nio.ReadOnlyBufferException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The generation counters that tell every process of the host that a file has changed.
 *
 * <p>A counter is odd while a change is under way and even when it has settled. The holder of the
 * lock makes it odd before the first rename and even after the last, so a writer that is killed in
 * between leaves it odd: readers then trust nothing they remember until the next holder of the lock
 * settles it. Each of the two steps gives the counter a value that it never had before.
 *
 * <p>Where Proxmox Backup Server's own counters lie in the same run directory ({@code
 * config-versions}, a single increment after each change), they are incremented too.
 */
final class SharedGenerations {

  /** The first 8 bytes of SHA-256 of {@code Latchkey generation counters v1}. */
  static final byte[] MAGIC = {(byte) 0xf3, 0x65, 0x31, (byte) 0xfc, (byte) 0x98, 0x11, 0x33, 0x3d};

  /** The first 8 bytes of SHA-256 of {@code Proxmox Backup ConfigVersionCache v1.0}. */
  static final byte[] PBS_MAGIC = {
    25, (byte) 198, (byte) 168, (byte) 230, (byte) 154, (byte) 132, (byte) 143, (byte) 131
  };

  /** Counts nothing and tells nothing. */
  static final SharedGenerations NONE = new SharedGenerations(Path.of("/"), null, null);

  /** Where the number of the last invalidation lies in {@code latchkey-versions}. */
  private static final int INVALIDATIONS_OFFSET = 40;

  static final String FILE = "latchkey-versions";
  private static final String PBS_FILE = "config-versions";

  private final Path directory;
  private final @Nullable CounterFile ours;
  private final @Nullable CounterFile pbs;

  private SharedGenerations(Path directory, @Nullable CounterFile ours, @Nullable CounterFile pbs) {
    this.directory = directory;
    this.ours = ours;
    this.pbs = pbs;
  }

  /**
   * Opens the counters for a writer.
   *
   * <p>Where the run directory cannot be made there is nobody to tell either: the result then
   * counts nothing. A counter file that exists and cannot be opened is an error instead, because
   * those who read it would go on trusting what they remember.
   *
   * @param create whether to make their file if there is none
   * @throws CorruptFileException if a counter file is damaged or unsafe
   * @throws UnavailableException if a counter file exists and cannot be written to
   */
  static SharedGenerations openForWriting(RunDirectory run, InstantSource clock, boolean create) {
    if (create) {
      run.create();
    }
    Path directory = run.sharedMemory();
    Path file = directory.resolve(FILE);
    CounterFile ours = openIfPresent(file, MAGIC, true);
    if (ours == null && create) {
      create(run, file, clock);
      ours = openIfPresent(file, MAGIC, true);
    }
    CounterFile pbs = openIfPresent(directory.resolve(PBS_FILE), PBS_MAGIC, true);
    return new SharedGenerations(directory, ours, pbs);
  }

  /**
   * Opens the counters for somebody who may not write to them, only follow them.
   *
   * @return counts nothing if there is no counter file
   * @throws CorruptFileException if a counter file is damaged or unsafe
   * @throws UnavailableException if a counter file exists and cannot be read
   */
  static SharedGenerations openForReading(RunDirectory run) {
    Path directory = run.sharedMemory();
    return new SharedGenerations(
        directory,
        openIfPresent(directory.resolve(FILE), MAGIC, false),
        openIfPresent(directory.resolve(PBS_FILE), PBS_MAGIC, false));
  }

  /** Whether the counters are those that another process would open now, and there are any. */
  boolean isCurrent() {
    return ours != null && isCurrent(FILE, ours) && isCurrent(PBS_FILE, pbs);
  }

  private boolean isCurrent(String name, @Nullable CounterFile opened) {
    Path path = directory.resolve(name);
    try {
      FileStatus present = FileStatus.of(path);
      return opened == null ? present == null : present != null && opened.isMappingOf(present);
    } catch (IOException e) {
      throw new UnavailableException(path, e);
    }
  }

  private static @Nullable CounterFile openIfPresent(Path file, byte[] magic, boolean writable) {
    try {
      return CounterFile.open(file, magic, writable);
    } catch (NoSuchFileException absent) {
      return null;
    } catch (IOException e) {
      throw new UnavailableException(file, e);
    }
  }

  private static void create(RunDirectory run, Path file, InstantSource clock) {
    byte[] content = CounterFile.initialContent(MAGIC, firstValue(clock));
    try {
      NewEntry.file(
          file,
          made -> {
            run.ownFile(made);
            Files.write(made, content);
          });
    } catch (IOException notPossible) {
      // Then there are no counters, as on a host where nobody reads them.
    }
  }

  /**
   * An even number above every earlier one, so that a file made anew after a reboot or a clean-up
   * does not repeat a value that a reader remembers.
   */
  private static long firstValue(InstantSource clock) {
    Instant now = clock.instant();
    return (now.getEpochSecond() * 1_000_000 + now.getNano() / 1000) << 1;
  }

  /** Says that the files which {@code lock} guards are about to change. */
  void begin(HeldLock lock) {
    Generation generation = lock.name().generation();
    if (ours != null && generation != null) {
      int offset = generation.offset;
      // Only the holder of the lock changes whether it is odd.
      ours.add(offset, 1 + (ours.get(offset) & 1));
    }
  }

  /** Says that the files which {@code lock} guards have changed. */
  void settle(HeldLock lock) {
    Generation generation = lock.name().generation();
    if (generation == null) {
      return;
    }
    if (ours != null) {
      ours.add(generation.offset, ours.get(generation.offset) & 1);
    }
    if (pbs != null && generation.pbsOffset > 0) {
      pbs.add(generation.pbsOffset, 1);
    }
  }

  /** Settles what a holder of {@code lock} who was killed has left odd. */
  void recover(HeldLock lock) {
    Generation generation = lock.name().generation();
    if (ours != null && generation != null && (ours.get(generation.offset) & 1) == 1) {
      settle(lock);
    }
  }

  /**
   * One number for two counters: it changes whenever one of them does, and is odd while a change of
   * either is under way.
   *
   * @return {@link GenerationSource#UNKNOWN} if there are no counters
   */
  long combined(Generation first, Generation second) {
    if (ours == null) {
      return GenerationSource.UNKNOWN;
    }
    long a = ours.get(first.offset);
    long b = ours.get(second.offset);
    if (a == GenerationSource.UNKNOWN || b == GenerationSource.UNKNOWN) {
      return GenerationSource.UNKNOWN;
    }
    long settled = (a >>> 1) + (b >>> 1);
    if (pbs != null) {
      settled += pbs.get(first.pbsOffset) + pbs.get(second.pbsOffset);
    }
    return (settled << 1) | ((a | b) & 1);
  }

  /**
   * Changes a counter, leaving it odd or even as it is.
   *
   * @throws UnavailableException if it may only be followed
   */
  void bump(Generation generation) {
    if (ours != null) {
      try {
        ours.add(generation.offset, 2);
      } catch (ReadOnlyBufferException onlyFollowed) {
        Path file = directory.resolve(FILE);
        throw new UnavailableException(file, new AccessDeniedException(file.toString()));
      }
    }
  }

  /** The counter's value now, empty if there are no counters. */
  Optional<Long> current(Generation generation) {
    return ours == null ? Optional.empty() : Optional.of(ours.get(generation.offset));
  }

  /** Where the counters lie, or would. */
  Path path() {
    return directory.resolve(FILE);
  }

  /** Whether there are counters. */
  boolean exists() {
    return ours != null;
  }

  /** The inode of the counter file, 0 if there is none. */
  long inode() {
    return ours == null ? 0 : ours.inode();
  }

  /** The number of the last invalidation, {@link GenerationSource#UNKNOWN} without counters. */
  long invalidations() {
    return ours == null ? GenerationSource.UNKNOWN : ours.get(INVALIDATIONS_OFFSET);
  }

  /** Sets the number of the last invalidation; for the holder of the journal's lock. */
  void setInvalidations(long sequence) {
    if (ours != null) {
      ours.set(INVALIDATIONS_OFFSET, sequence);
    }
  }
}
