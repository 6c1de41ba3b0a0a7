package dev.latchkey.token;

import static dev.latchkey.token.TokenScene.ID;
import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchkey.posix.Crypt;
import dev.latchkey.store.ConfigStore;
import dev.latchkey.store.RandomSource;
import dev.latchkey.store.Secret;
import dev.latchkey.token.Verification.Reason;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that offer more than can be remembered, at a time that stands still. */
class VerifierFloodTest {

  private static final int FLOOD = 12_000;
  private static final long REMEMBERED = 10_000;
  private static final int THREADS = 3;

  /** What the collector may find on stacks, and the cache has not thrown out yet. */
  private static final long SLACK = 200;

  /** md5crypt, the cheapest method that takes a secret whole. */
  private static final String CHEAP_HASH = "$1$abcdefgh$HRShZT9JxiAVcb/7vw3yU0";

  @TempDir Path directory;

  /** Every id that was sent, each an object of its own: whatever keeps a question keeps its id. */
  private final Queue<WeakReference<String>> sent = new ConcurrentLinkedQueue<>();

  private TokenVerifier verifier(Optional<Crypt> crypt) {
    TokenScene scene = new TokenScene(directory).shadow("{\"" + ID + "\":\"" + CHEAP_HASH + "\"}");
    RandomSource random = RandomSource.ofKernel();
    ConfigStore store = scene.store(random, false);
    return new TokenVerifier(
        store,
        new SecretHasher(crypt, random),
        store.tokenGenerations(),
        random,
        InstantSource.fixed(TokenScene.NOW),
        () -> 0);
  }

  private static String answer(TokenVerifier verifier, String id, String text) {
    try (Secret secret = TokenScene.secret(text)) {
      return switch (verifier.verify(id, secret)) {
        case Verification.Valid _ -> "Valid";
        case Verification.Refused(Reason reason) -> reason.name();
      };
    }
  }

  /** Asks a question of each number, from several threads. */
  private void flood(TokenVerifier verifier, String id, String text, String expected)
      throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<Future<?>> floods = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        int first = thread;
        floods.add(
            threads.submit(
                () -> {
                  for (int i = first; i < FLOOD; i += THREADS) {
                    String mine =
                        String.valueOf(id.replace("#", Integer.toString(i)).toCharArray());
                    sent.add(new WeakReference<>(mine));
                    assertThat(answer(verifier, mine, i + text)).isEqualTo(expected);
                  }
                }));
      }
      for (Future<?> flood : floods) {
        flood.get();
      }
    }
  }

  private long remembered() {
    assertThat(ForkJoinPool.commonPool().awaitQuiescence(1, MINUTES)).as("clean-up").isTrue();
    System.gc();
    return sent.stream().filter(id -> id.get() != null).count();
  }

  @Test
  void verify_floodOfWrongSecrets_leavesTheRightOneInMemoryAndMemoryBounded() throws Exception {
    assumeTrue(Crypt.ofSystem().isPresent(), "libcrypt is missing");
    TokenVerifier verifier = verifier(Crypt.ofSystem());
    assertThat(answer(verifier, ID.toString(), TokenScene.RIGHT)).isEqualTo("Valid");
    AtomicBoolean ended = new AtomicBoolean();
    try (ExecutorService holder = Executors.newSingleThreadExecutor()) {
      Future<?> requests =
          holder.submit(
              () -> {
                while (!ended.get()) {
                  assertThat(answer(verifier, ID.toString(), TokenScene.RIGHT)).isEqualTo("Valid");
                }
              });
      try {
        flood(verifier, ID.toString(), "-wrong-secret", "WRONG_SECRET");
      } finally {
        ended.set(true);
      }
      requests.get();
    }

    assertThat(verifier.hashCount()).isEqualTo(1 + FLOOD);
    assertThat(remembered()).isBetween(REMEMBERED - SLACK, REMEMBERED + SLACK);
  }

  @Test
  void verify_floodOfUnknownIds_leavesMemoryBounded() throws Exception {
    TokenVerifier verifier = verifier(Optional.empty());
    // With a zero, which is wrong without being hashed.
    String text = "-secret\0";

    flood(verifier, "nobody@pbs!n#", text, "UNKNOWN");
    assertThat(remembered()).isBetween(REMEMBERED - SLACK, REMEMBERED + SLACK);

    flood(verifier, "not an id #", text, "UNKNOWN");
    assertThat(remembered()).isBetween(REMEMBERED - SLACK, REMEMBERED + SLACK);
  }
}
