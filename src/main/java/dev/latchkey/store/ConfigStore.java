package dev.latchkey.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One configuration directory with its locks, generation counters and audit log.
 *
 * <p>Thread-safe. Opening it touches nothing on disk.
 */
public final class ConfigStore {

  private final ConfigDirectory directory;
  private final RunDirectory run;
  private final LockTable locks;
  private final AtomicFile files;
  private final AuditLog audit;
  private final RandomSource random;
  private final InstantSource clock;
  private final boolean dryRun;
  private final FollowedGenerations followed = new FollowedGenerations(this);
  private @Nullable SharedGenerations generations;

  /**
   * Puts the parts together.
   *
   * @param directory the configuration directory, which need not exist
   * @param runDirectory the run directory, null for the one that follows from {@code directory}
   * @param lockTimeout how long to wait for a lock
   * @param actor whom the audit log names
   * @param clock the time
   * @param random where random bytes come from
   * @param dryRun whether to check everything and write nothing
   */
  public ConfigStore(
      ConfigDirectory directory,
      @Nullable Path runDirectory,
      Duration lockTimeout,
      Actor actor,
      InstantSource clock,
      RandomSource random,
      boolean dryRun) {
    this.directory = directory;
    this.run = new RunDirectory(directory, runDirectory);
    this.locks = new LockTable(directory, lockTimeout);
    this.files = new AtomicFile(directory, random);
    this.audit = new AuditLog(directory, locks, actor, clock);
    this.random = random;
    this.clock = clock;
    this.dryRun = dryRun;
  }

  /** The configuration directory. */
  public ConfigDirectory directory() {
    return directory;
  }

  /** Whether there is a configuration directory yet. */
  public boolean exists() {
    return directory.exists();
  }

  /** Whether transactions check everything and write nothing. */
  public boolean isDryRun() {
    return dryRun;
  }

  /**
   * Reads a file of the configuration directory. Takes no lock: a reader sees one state or another,
   * whole.
   *
   * @return an image that does not {@linkplain FileImage#exists exist} if there is no such file
   * @throws NotFoundException if there is no configuration directory
   * @throws CorruptFileException if directory or file are unsafe
   * @throws UnavailableException if the file cannot be read
   */
  public FileImage read(String name) {
    directory.require();
    return FileImage.read(directory.resolve(name));
  }

  /**
   * Reads a file of the configuration directory that is small, as {@link #read(String)} does.
   *
   * @param maxBytes the size above which it is refused
   */
  public FileImage read(String name, int maxBytes) {
    directory.require();
    return FileImage.read(directory.resolve(name), maxBytes);
  }

  /**
   * The state that a file of the configuration directory is in now.
   *
   * @throws UnavailableException if it cannot be asked
   */
  public FileStamp stamp(String name) {
    Path path = directory.resolve(name);
    try {
      return FileStamp.of(path);
    } catch (IOException e) {
      throw new UnavailableException(path, e);
    }
  }

  /**
   * Whether there is a directory of that name within the configuration directory.
   *
   * @throws CorruptFileException if something else stands in its place, or others may write to it
   * @throws UnavailableException if it cannot be asked
   */
  public boolean hasDirectory(String name) {
    return ConfigDirectory.isSafeSubdirectory(directory.resolve(name));
  }

  /**
   * Begins a change in a configuration directory that exists.
   *
   * @throws NotFoundException if there is no configuration directory
   * @throws CorruptFileException if the directory or a counter file are unsafe
   * @throws UnavailableException if the counters cannot be written
   */
  public FileTransaction begin() {
    directory.require();
    currentGenerations();
    return new FileTransaction(this);
  }

  /**
   * Begins a change, making the configuration directory if there is none.
   *
   * @throws CorruptFileException if the directory or a counter file are unsafe
   * @throws UnavailableException if the directory cannot be made, or the counters not be written
   */
  public FileTransaction beginCreating() {
    if (!dryRun) {
      directory.create();
    }
    return dryRun && directory.isAbsent() ? new FileTransaction(this) : begin();
  }

  /**
   * The value of a generation counter, for whoever wants to know that nothing has changed since.
   *
   * @return empty if there are no counters
   */
  Optional<Long> generation(Generation generation) {
    return generations().current(generation);
  }

  /** The counters of {@code user.cfg} and {@code token.shadow} in shared memory. */
  public GenerationSource tokenGenerations() {
    return new SharedGenerationSource(followed);
  }

  /** The number of the last invalidation of caches, in shared memory. */
  public InvalidationCounter invalidationCounter() {
    return new InvalidationCounter(followed);
  }

  /** The files that the processes of this host share and that do not outlive it. */
  public RunFiles runFiles() {
    return new RunFiles(run, locks, random);
  }

  /**
   * Appends to the audit log what is no change of a file, durably.
   *
   * @param verb what was done, such as {@code cache invalidate}
   * @param target what it was done to
   * @param details what else is worth knowing, by name, a text or a list of texts each; never a
   *     secret
   * @throws UnavailableException if it cannot be written
   * @throws BusyException if somebody else keeps the log locked
   */
  public void audit(String verb, String target, Map<String, ?> details) {
    try {
      audit.appendDetails(verb, target, details);
    } catch (IOException e) {
      throw new UnavailableException(directory.resolve(AuditLog.FILE), e);
    }
  }

  /**
   * Where the counter of invalidations stands, for who is going to announce one.
   *
   * @return not known if there is no counter because the run directory cannot be made: then nobody
   *     follows it either
   * @throws NotFoundException if there is no configuration directory
   * @throws CorruptFileException if the counters are damaged or unsafe
   * @throws UnavailableException if they exist and cannot be written
   */
  public InvalidationCounter.Place invalidations() {
    directory.require();
    return new InvalidationCounter.Place(currentGenerations());
  }

  /**
   * Where the counter of invalidations stands, for who only wants to know. Makes no file.
   *
   * @return not known if there is no counter
   * @throws NotFoundException if there is no configuration directory
   * @throws CorruptFileException if the counters are damaged or unsafe
   * @throws UnavailableException if they exist and cannot be read
   */
  public InvalidationCounter.Place presentInvalidations() {
    directory.require();
    return new InvalidationCounter.Place(SharedGenerations.openForReading(run));
  }

  /**
   * Announces an invalidation to every process that follows the counter. The caller excludes that
   * others do the same.
   *
   * @param sequence its number
   * @return the place of the counter afterwards
   * @throws LatchkeyException as {@link #invalidations} does
   */
  public InvalidationCounter.Place announce(long sequence) {
    SharedGenerations now = currentGenerations();
    now.setInvalidations(sequence);
    return new InvalidationCounter.Place(now);
  }

  /**
   * Looks at every file from outside: kind, owner, mode, what crashes have left, and counters that
   * never settled. Takes a lock for no longer than it takes to see that it is free, and changes
   * nothing; what another process is about to finish may be among what is found.
   *
   * @return findings in the order in which they are to be mended
   * @throws NotFoundException if there is no configuration directory
   */
  public Inspected<FileFinding> inspect() {
    return FileInspection.of(directory, run, clock.instant());
  }

  /**
   * Mends a finding if nothing can be lost by it: owner and mode as the files of that kind have
   * them, temporary files whose content is of no use to anybody, counters that never settled. Takes
   * the locks, looks again under them, and notes in the audit log what it changes.
   *
   * @return whether it is mended, or in a dry run would be; if not, nothing was changed
   * @throws LatchkeyException if it cannot be done; nothing was changed
   */
  public boolean mend(FileFinding finding) {
    return new FileMending(this, clock).mend(finding);
  }

  LockTable locks() {
    return locks;
  }

  AtomicFile files() {
    return files;
  }

  AuditLog audit() {
    return audit;
  }

  synchronized SharedGenerations generations() {
    if (generations == null) {
      generations = SharedGenerations.openForWriting(run, clock, !dryRun);
    }
    return generations;
  }

  /**
   * The counters as somebody opens them who only follows them.
   *
   * @param before the same if they were not replaced since
   */
  SharedGenerations generationsToFollow(SharedGenerations before) {
    return before.isCurrent() ? before : SharedGenerations.openForReading(run);
  }

  /**
   * The counters that another process would open now: opened anew if there were none, or if their
   * file was removed or replaced.
   */
  synchronized SharedGenerations currentGenerations() {
    if (generations != null && !generations.isCurrent()) {
      generations = null;
    }
    return generations();
  }
}
