package dev.latchkey.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/** A directory in memory, where run directories belong, if the machine has a place for them. */
public final class VolatileDirectory implements TempDirFactory {

  private static final Path PLACE = Path.of("/dev/shm");

  @Override
  public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext extension)
      throws IOException {
    return create();
  }

  public static Path create() throws IOException {
    String prefix = "latchkey-faults";
    return Files.isWritable(PLACE)
        ? Files.createTempDirectory(PLACE, prefix)
        : Files.createTempDirectory(prefix);
  }
}
