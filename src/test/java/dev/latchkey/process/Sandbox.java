package dev.latchkey.process;

import dev.latchkey.Latchkey;
import dev.latchkey.authkey.AuthKeyRepository;
import dev.latchkey.cache.CacheControl;
import dev.latchkey.key.EncryptionKeyRepository;
import dev.latchkey.token.TokenRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.stream.Stream;

/** A configuration directory and a run directory of one test, and a place for what it notes. */
public record Sandbox(Path root) {

  public Path config() {
    return root.resolve("config");
  }

  public Path run() {
    return root.resolve("run");
  }

  /** Where a command makes files for its caller. */
  public Path out() {
    return root.resolve("out");
  }

  public Path scratch() throws IOException {
    return Files.createDirectories(root.resolve("scratch"));
  }

  /** The command with these arguments, not started yet. */
  public AdminProcess admin(String... arguments) {
    return new AdminProcess(this, arguments);
  }

  /** The library in this process, where a test only needs something to be done. */
  private Latchkey latchkey() {
    return Latchkey.builder(config()).runDirectory(run()).open();
  }

  /** The library, some time from now. */
  public Latchkey latchkeyIn(Duration time) {
    InstantSource clock = InstantSource.offset(InstantSource.system(), time);
    return Latchkey.builder(config()).runDirectory(run()).clock(clock).open();
  }

  TokenRepository tokens() {
    return latchkey().tokens();
  }

  EncryptionKeyRepository keys() {
    return latchkey().keys();
  }

  AuthKeyRepository authKeys() {
    return latchkey().authKeys();
  }

  CacheControl cacheControl() {
    return latchkey().cacheControl();
  }

  /** What the directories hold. */
  public StoredState state() throws IOException {
    return StoredState.of(config(), run());
  }

  /** What the directories hold of encryption keys. */
  StoredKeys storedKeys() throws IOException {
    return StoredKeys.of(this);
  }

  /** Both directories once more, elsewhere. */
  public Sandbox copyTo(Path elsewhere) throws IOException {
    Sandbox copy = new Sandbox(Files.createDirectories(elsewhere));
    copy(config(), copy.config());
    copy(run(), copy.run());
    copy(out(), copy.out());
    Path registry = copy.config().resolve(StoredKeys.REGISTRY);
    if (Files.exists(registry)) {
      // It names the key files by their absolute paths.
      String moved =
          Files.readString(registry).replace(config().toString(), copy.config().toString());
      Files.writeString(registry, moved);
    }
    return copy;
  }

  private static void copy(Path from, Path to) throws IOException {
    if (!Files.exists(from)) {
      return;
    }
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(
            file,
            to.resolve(from.relativize(file).toString()),
            StandardCopyOption.COPY_ATTRIBUTES,
            LinkOption.NOFOLLOW_LINKS);
      }
    }
  }
}
