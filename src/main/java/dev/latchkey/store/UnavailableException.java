package dev.latchkey.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The operating system failed us: input or output, permissions, a missing facility.
 *
 * <p>What had been changed by then was put back, unless {@link #changed()} names files for which
 * that failed as well.
 */
public final class UnavailableException extends LatchkeyException {

  private static final long serialVersionUID = 1;

  private final transient Path path;
  private final IOException failure;
  private final transient List<Path> changed;

  /**
   * A failure that left every file as it was.
   *
   * @param path what could not be used
   * @param cause what the system said; it quotes no content
   */
  public UnavailableException(Path path, IOException cause) {
    this(path, cause, List.of());
  }

  UnavailableException(Path path, IOException cause, List<Path> changed) {
    super("unavailable: " + path, cause);
    this.path = path;
    this.failure = cause;
    this.changed = List.copyOf(changed);
  }

  /** What could not be used. */
  public Path path() {
    return path;
  }

  /** What the system said; also the {@linkplain #getCause cause}. */
  public IOException failure() {
    return failure;
  }

  /** The files that were changed and could not be put back; empty if nothing changed. */
  public List<Path> changed() {
    return changed;
  }
}
