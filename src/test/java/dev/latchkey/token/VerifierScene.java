package dev.latchkey.token;

import static dev.latchkey.token.TokenScene.ID;
import static dev.latchkey.token.TokenScene.NOW;
import static dev.latchkey.token.TokenScene.OTHER_HASH;
import static dev.latchkey.token.TokenScene.RIGHT;
import static dev.latchkey.token.TokenScene.RIGHT_HASH;

import dev.latchkey.store.GenerationSource;
import dev.latchkey.store.RandomSource;
import dev.latchkey.store.Secret;
import dev.latchkey.token.Verification.Reason;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A verifier of two tokens, with a generation and clocks that the test sets. */
abstract class VerifierScene {

  static final String SHADOW =
      "{\"backup@pbs!ci\":\"" + RIGHT_HASH + "\",\"other@pbs!x\":\"" + OTHER_HASH + "\"}";

  static final String OTHER = "other@pbs!x";

  /** Counters that a test sets. */
  static final class Generations implements GenerationSource {
    long value = 2;
    int refreshes;

    @Override
    public long current() {
      return value;
    }

    @Override
    public void bump() {
      value += 2;
    }

    @Override
    public void refresh() {
      refreshes++;
    }
  }

  @TempDir Path directory;

  final Generations generations = new Generations();
  final AtomicLong nanos = new AtomicLong();
  final AtomicReference<Instant> time = new AtomicReference<>(NOW);

  TokenScene scene;
  TokenVerifier verifier;

  @BeforeEach
  void openWithOneToken() {
    scene = new TokenScene(directory).shadow(SHADOW);
    RandomSource random = RandomSource.ofKernel();
    TokenRepository tokens =
        new TokenRepository(scene.store(random, false), () -> time.get(), random);
    verifier = tokens.verifier(generations, nanos::get);
  }

  String verify(String id, String text) {
    try (Secret secret = TokenScene.secret(text)) {
      return switch (verifier.verify(id, secret)) {
        case Verification.Valid(Token token) -> token.id().toString();
        case Verification.Refused(Reason reason) -> reason.name();
      };
    }
  }

  String verify() {
    return verify(ID.toString(), RIGHT);
  }

  final void passes(long seconds) {
    nanos.addAndGet(seconds * 1_000_000_000L);
    time.updateAndGet(now -> now.plusSeconds(seconds));
  }
}
