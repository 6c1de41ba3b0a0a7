package dev.latchkey.store;

import dev.latchkey.posix.FileStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a file of the configuration directory holds, parsed again only when the file has changed.
 * Thread-safe.
 *
 * <p>Whether it has is asked of the file system each time: some microseconds, and no time to live.
 *
 * @param <T> what it is parsed to
 */
public final class ParsedFile<T> {

  /**
   * Makes something of a file.
   *
   * @param <T> what it is parsed to
   */
  @FunctionalInterface
  public interface Parser<T> {

    /**
     * Parses a file, or what stands for one that does not exist.
     *
     * @return null if there is none
     * @throws LatchkeyException if it makes no sense
     */
    @Nullable T parse(FileImage image);
  }

  /** What was read, and of which state of the file; both null if there was none. */
  private record Read<T>(FileStamp stamp, @Nullable Instant modified, @Nullable T value) {

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
  private final int maxBytes;
  private final Parser<T> parser;
  private volatile @Nullable Read<T> last;

  /**
   * Names a file; reads nothing yet.
   *
   * @param maxBytes the size above which it is refused
   */
  public ParsedFile(ConfigStore store, String name, int maxBytes, Parser<T> parser) {
    this.store = store;
    this.name = name;
    this.maxBytes = maxBytes;
    this.parser = parser;
  }

  /**
   * What the file holds now, null if there is none.
   *
   * @throws LatchkeyException if it cannot be read, or makes no sense
   */
  public @Nullable T current() {
    Path path = store.directory().resolve(name);
    try {
      Read<T> known = last;
      if (known != null && known.isOf(FileStatus.of(path))) {
        return known.value();
      }
    } catch (IOException e) {
      throw new UnavailableException(path, e);
    }
    FileImage image = store.read(name, maxBytes);
    T value = parser.parse(image);
    last = new Read<>(image.stamp(), image.modified(), value);
    return value;
  }
}
