package dev.latchkey.store;

import dev.latchkey.store.AuditLog.NotDurableException;
import java.io.IOException;
import java.nio.file.AccessMode;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change of one or more files under their locks: all of it happens, or none.
 *
 * <p>Each {@link #replace} is durable when it returns, in the order of the calls, so a crash leaves
 * a prefix of them; the caller orders them so that every prefix is harmless. A failure, by
 * contrast, puts everything back: unless {@link #commit} has returned, {@link #close} restores what
 * the files held. The generation of every lock under which something was replaced is odd meanwhile.
 * Belongs to one thread.
 */
public final class FileTransaction implements AutoCloseable {

  private record Replaced(HeldLock lock, FileImage before, int mode) {}

  private final ConfigStore store;
  private final Deque<HeldLock> locks = new ArrayDeque<>();
  private final List<HeldLock> begun = new ArrayList<>();
  private final Deque<Replaced> replaced = new ArrayDeque<>();
  private final List<FileImage> keys = new ArrayList<>();
  private boolean committed;

  FileTransaction(ConfigStore store) {
    this.store = store;
  }

  /**
   * Takes a lock until the end of the transaction. Blocks up to the store's lock time-out.
   *
   * @throws IllegalStateException if this thread holds a lock that must be taken after this one
   * @throws BusyException if it is not obtained in time
   * @throws CorruptFileException if something else stands in place of the lock file
   * @throws UnavailableException if the lock file cannot be made or opened
   */
  public HeldLock lock(LockName name) {
    HeldLock lock = store.locks().acquire(name, !store.isDryRun());
    locks.push(lock);
    if (!store.isDryRun()) {
      store.generations().recover(lock);
    }
    return lock;
  }

  /**
   * Reads a file of the configuration directory.
   *
   * @throws CorruptFileException if it is unsafe
   * @throws UnavailableException if it cannot be read
   */
  public FileImage read(String name) {
    return FileImage.read(store.directory().resolve(name));
  }

  /**
   * Reads a file of the configuration directory that holds key material: the image is overwritten
   * at the end of the transaction.
   *
   * @param maxBytes the size above which it is refused
   * @throws CorruptFileException if it is unsafe or too large
   * @throws UnavailableException if it cannot be read
   */
  public FileImage readKey(String name, int maxBytes) {
    FileImage image = FileImage.read(store.directory().resolve(name), maxBytes);
    keys.add(image);
    return image;
  }

  /**
   * Makes a directory within the configuration directory unless there is one, or nothing in a dry
   * run.
   *
   * @throws CorruptFileException if something else stands in its place, or others may write to it
   * @throws UnavailableException if it cannot be made
   */
  public void makeDirectory(String name) {
    Path path = store.directory().resolve(name);
    if (ConfigDirectory.isSafeSubdirectory(path)) {
      return;
    } else if (store.isDryRun()) {
      requireWritable(store.directory());
      return;
    }
    try {
      store.directory().createSubdirectory(path);
    } catch (IOException e) {
      throw new UnavailableException(path, e);
    }
  }

  /**
   * Replaces a file, durably, or writes nothing in a dry run.
   *
   * @param lock the lock that guards the file, taken in this transaction
   * @param before the file as it was read under that lock
   * @param content what it shall hold
   * @param newMode its mode if root makes it anew
   * @throws RefusedException if the file was changed since {@code before} was read
   * @throws UnavailableException if it cannot be written
   */
  public void replace(HeldLock lock, FileImage before, byte[] content, int newMode) {
    replace(lock, before, content, newMode, null);
  }

  /**
   * Replaces a file whose time means something, as {@link #replace(HeldLock, FileImage, byte[],
   * int)} does.
   *
   * @param modified its time of modification, null for the time of writing
   */
  public void replace(
      HeldLock lock, FileImage before, byte[] content, int newMode, @Nullable Instant modified) {
    replace(lock, before, Pieces.of(content), newMode, modified);
  }

  /**
   * Replaces a file by what was put together, as {@link #replace(HeldLock, FileImage, byte[], int)}
   * does.
   */
  public void replace(HeldLock lock, FileImage before, Pieces content, int newMode) {
    replace(lock, before, content, newMode, null);
  }

  private void replace(
      HeldLock lock, FileImage before, Pieces content, int newMode, @Nullable Instant modified) {
    change(
        lock,
        new Replaced(lock, before, newMode),
        () -> {
          Path staged = store.files().stage(before, content, newMode, modified);
          store.files().install(lock, staged, before);
        });
  }

  /**
   * Removes a file, durably, or nothing in a dry run.
   *
   * @param lock the lock that guards the file, taken in this transaction
   * @param before the file as it was read under that lock
   * @throws RefusedException if the file was changed since {@code before} was read
   * @throws UnavailableException if it cannot be removed
   */
  public void remove(HeldLock lock, FileImage before) {
    change(lock, new Replaced(lock, before, 0), () -> store.files().remove(lock, before));
  }

  /** What changes a file, so that a failure has changed nothing. */
  private interface Change {
    void make() throws IOException;
  }

  private void change(HeldLock lock, Replaced undo, Change change) {
    if (!locks.contains(lock)) {
      throw new IllegalStateException("lock of another transaction: " + lock.name());
    }
    Path path = undo.before().path();
    if (store.isDryRun()) {
      requireWritable(store.directory());
      return;
    }
    if (!begun.contains(lock)) {
      begun.add(lock);
      store.generations().begin(lock);
    }
    try {
      change.make();
      replaced.push(undo);
      store.files().sync(path);
    } catch (IOException e) {
      throw failed(path, e);
    }
  }

  /**
   * Writes the audit line and makes the change final.
   *
   * @param verb what was done, such as {@code token create}
   * @param target the id of what it was done to
   * @throws UnavailableException if the audit line cannot be written; everything is put back
   */
  public void commit(String verb, String target) {
    commit(verb, target, null);
  }

  /**
   * Writes the audit line and makes the change final, as {@link #commit(String, String)} does.
   *
   * @param reason why, in the operator's words; null if nobody said
   */
  public void commit(String verb, String target, @Nullable String reason) {
    if (!store.isDryRun()) {
      try {
        store.audit().append(verb, target, reason);
      } catch (IOException e) {
        UnavailableException failure = failed(store.directory().path(), e);
        if (e instanceof NotDurableException && failure.changed().isEmpty()) {
          retract(verb, target, failure);
        }
        throw failure;
      }
    }
    committed = true;
  }

  /** Adds to the audit log that its last line about this does not hold. */
  private void retract(String verb, String target, UnavailableException failure) {
    try {
      store.audit().retract(verb, target);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /**
   * Puts everything back, the last change first, and says in the exception where that was not
   * possible. What cannot be put back ends it: the files then hold a prefix of the changes, as
   * after a crash, which the caller has ordered so that every prefix is harmless.
   */
  private UnavailableException failed(Path path, IOException cause) {
    while (!replaced.isEmpty()) {
      Replaced last = replaced.peek();
      try {
        store.files().restore(last.lock(), last.before(), last.mode());
        replaced.pop();
      } catch (IOException e) {
        cause.addSuppressed(e);
        List<Path> changed = replaced.stream().map(left -> left.before().path()).toList();
        replaced.clear();
        return new UnavailableException(path, cause, changed);
      }
    }
    return new UnavailableException(path, cause);
  }

  private static void requireWritable(ConfigDirectory directory) {
    Path path = directory.path();
    try {
      path.getFileSystem().provider().checkAccess(path, AccessMode.WRITE);
    } catch (NoSuchFileException absent) {
      // A real run would make it.
    } catch (IOException e) {
      throw new UnavailableException(path, e);
    }
  }

  /**
   * Ends the transaction: what was not committed is put back, counters settle, locks are released.
   *
   * @throws UnavailableException if something could not be put back
   */
  @Override
  public void close() {
    UnavailableException failure = null;
    if (!committed && !replaced.isEmpty()) {
      UnavailableException rollback =
          failed(store.directory().path(), new IOException("the change was abandoned"));
      failure = rollback.changed().isEmpty() ? null : rollback;
    }
    keys.forEach(FileImage::wipe);
    begun.forEach(lock -> store.generations().settle(lock));
    while (!locks.isEmpty()) {
      store.locks().release(locks.pop());
    }
    if (failure != null) {
      throw failure;
    }
  }
}
