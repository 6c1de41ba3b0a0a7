package dev.latchkey.process;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A small tmpfs that can be filled to a few pages short of its end. */
public final class SmallDisk {

  private static final int PAGE = 4096;

  private final Sandbox outside;
  private final Path directory;

  private SmallDisk(Sandbox outside, Path directory) {
    this.outside = outside;
    this.directory = directory;
  }

  /**
   * Mounts one; skips the test where that is not permitted.
   *
   * @param outside where the scratch files of {@link #copy} are
   */
  public static SmallDisk mount(Sandbox outside, Path directory)
      throws IOException, InterruptedException {
    Tools.requireRoot();
    Files.createDirectories(directory);
    Tools.requireSuccess(
        outside, "mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", directory.toString());
    return new SmallDisk(outside, directory);
  }

  Path directory() {
    return directory;
  }

  /** A copy whose files are on the disk; what is noted about it is not. */
  public Sandbox copy(Sandbox template, String name) throws IOException {
    Sandbox box = template.copyTo(directory.resolve(name));
    Path scratch = Files.createDirectories(outside.scratch().resolve(name));
    Files.createSymbolicLink(box.root().resolve("scratch"), scratch);
    return box;
  }

  /** Leaves as many pages free; returns what takes up the rest. */
  public Path fillBut(int pages) throws IOException {
    Path filler = directory.resolve("filler");
    int written = 0;
    try (OutputStream out = Files.newOutputStream(filler)) {
      while (true) {
        out.write(new byte[PAGE]);
        written++;
      }
    } catch (IOException full) {
      try (var channel = Files.newByteChannel(filler, StandardOpenOption.WRITE)) {
        channel.truncate((long) Math.max(0, written - pages) * PAGE);
      }
    }
    return filler;
  }

  /** Lets go of it, even if this process has counters on it still mapped. */
  public void unmount() throws IOException, InterruptedException {
    var _ = AdminProcess.other(outside, "umount", "--lazy", directory.toString()).run();
  }
}
