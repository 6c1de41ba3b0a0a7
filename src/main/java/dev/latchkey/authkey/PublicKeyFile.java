package dev.latchkey.authkey;

import dev.latchkey.posix.FileStatus;
import dev.latchkey.store.ConfigStore;
import dev.latchkey.store.FileImage;
import dev.latchkey.store.FileStamp;
import dev.latchkey.store.LatchkeyException;
import dev.latchkey.store.UnavailableException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A public key as it is in its file, parsed again only when the file has changed. Thread-safe.
 *
 * <p>Whether it has is asked of the file system each time: some microseconds, and no time to live.
 */
final class PublicKeyFile {

  /**
   * A key and the time of its file.
   *
   * @param modified in whole seconds
   */
  record Dated(VerifyingKey key, Instant modified) {

    /** How long ago the file was written; negative if that is to come. */
    long ageAt(Instant now) {
      return now.getEpochSecond() - modified.getEpochSecond();
    }
  }

  /** What was read, and of which state of the file; both null if there was none. */
  private record Read(FileStamp stamp, @Nullable Instant modified, @Nullable Dated key) {

    boolean isOf(@Nullable FileStatus status) {
      return status == null
          ? modified == null
          : modified != null
              && modified.getEpochSecond() == status.modifySeconds()
              && stamp.isOf(status);
    }
  }

  private final ConfigStore store;
  private final String name;
  private volatile @Nullable Read last;

  PublicKeyFile(ConfigStore store, String name) {
    this.store = store;
    this.name = name;
  }

  /**
   * The key, null if there is no file.
   *
   * @throws LatchkeyException if it cannot be read, or makes no sense
   */
  @Nullable Dated current() {
    Path path = store.directory().resolve(name);
    try {
      Read known = last;
      if (known != null && known.isOf(FileStatus.of(path))) {
        return known.key();
      }
    } catch (IOException e) {
      throw new UnavailableException(path, e);
    }
    FileImage image = store.read(name, KeyPem.MAX_BYTES);
    Dated key = of(image);
    last = new Read(image.stamp(), image.modified(), key);
    return key;
  }

  /** The key of a file that was read, null if there was none. */
  static @Nullable Dated of(FileImage image) {
    Instant modified = image.modified();
    return modified == null ? null : new Dated(KeyPem.publicKey(image), modified);
  }
}
