package dev.latchkey.token;

import dev.latchkey.store.Actor;
import dev.latchkey.store.ConfigDirectory;
import dev.latchkey.store.ConfigStore;
import dev.latchkey.store.RandomSource;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Verifiers for tests of other packages whose time to live never passes, so that whatever they
 * notice they were told of.
 */
public final class StoppedClock {

  private StoppedClock() {}

  /** The verifier of two directories, as a server would have it but for the clock. */
  public static TokenVerifier verifier(Path config, Path run) {
    RandomSource random = RandomSource.ofKernel();
    InstantSource clock = InstantSource.system();
    ConfigStore store =
        new ConfigStore(
            new ConfigDirectory(config),
            run,
            Duration.ofSeconds(10),
            Actor.ofProcess(),
            clock,
            random,
            false);
    return new TokenRepository(store, clock, random).verifier(store.tokenGenerations(), () -> 0);
  }
}
