package dev.latchkey.bench;

import dev.latchkey.cache.Attachment;
import dev.latchkey.cache.InvalidationFollower;
import dev.latchkey.store.Actor;
import dev.latchkey.store.ConfigDirectory;
import dev.latchkey.store.ConfigStore;
import dev.latchkey.store.RandomSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/** An attached process that does nothing but note when it applies an invalidation. */
final class Peer {

  private Peer() {}

  /**
   * Says that it is attached, and stays so until its input ends.
   *
   * @param args configuration directory, run directory, and a file of eight bytes for the time, as
   *     {@link System#nanoTime} tells it in all processes of a host
   */
  public static void main(String[] args) throws IOException {
    ConfigStore store = store(Path.of(args[0]), Path.of(args[1]));
    ByteBuffer applied = map(Path.of(args[2]));
    InvalidationFollower follower = new InvalidationFollower(store);
    follower.applyTo(_ -> applied.putLong(0, System.nanoTime()));
    try (Attachment _ = new Attachment(store, InstantSource.system(), "peer", follower, Map::of)) {
      System.out.println("attached");
      System.out.flush();
      var _ = System.in.read();
    }
  }

  static ConfigStore store(Path config, Path run) {
    return new ConfigStore(
        new ConfigDirectory(config),
        run,
        Duration.ofSeconds(10),
        Actor.ofProcess(),
        InstantSource.system(),
        RandomSource.ofKernel(),
        false);
  }

  static ByteBuffer map(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return channel.map(MapMode.READ_WRITE, 0, Long.BYTES);
    }
  }
}
