package dev.latchkey.token;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchkey.posix.Crypt;
import dev.latchkey.store.ConfigStore;
import dev.latchkey.store.GenerationSource;
import dev.latchkey.store.RandomSource;
import dev.latchkey.store.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Lincheck runs requests, changes of a token's secret and invalidations on several threads, and
 * looks for an order, one after the other, in which whoever remembers nothing would have answered
 * the same.
 */
@Param(name = "secret", gen = IntGen.class, conf = "1:3")
public class TokenVerifierLinearizabilityTest {

  private static final AtomicLong NUMBER = new AtomicLong();

  @TempDir static Path directory;

  /** Who remembers nothing. */
  public static final class Forgetful {

    private int present = 1;

    /** As that of the verifier. */
    public boolean verify(int secret) {
      return secret == present;
    }

    /** As that of the verifier. */
    public void change(int secret) {
      present = secret;
    }

    /** As that of the verifier. */
    public void invalidate() {}

    /** As that of the verifier. */
    public void invalidateToken() {}
  }

  /** The counter, as the holder of a lock changes it. */
  private static final class Counter implements GenerationSource {

    private final AtomicLong value = new AtomicLong();

    @Override
    public long current() {
      return value.get();
    }

    @Override
    public void bump() {
      value.addAndGet(2);
    }
  }

  private final Counter generations = new Counter();
  private final TokenScene scene;
  private final TokenVerifier verifier;

  /** Lincheck makes one for each run of its operations. */
  public TokenVerifierLinearizabilityTest() {
    scene = new TokenScene(directory.resolve(Long.toString(NUMBER.incrementAndGet())));
    scene.directory();
    write(1);
    RandomSource random = RandomSource.ofKernel();
    ConfigStore store = scene.store(random, false);
    // The system's time: how young a file is decides whether its stamp is believed.
    verifier =
        new TokenVerifier(
            store,
            new SecretHasher(Crypt.ofSystem(), random),
            generations,
            random,
            InstantSource.system(),
            () -> 0);
  }

  /** Traditional DES, which tells the first eight characters apart and costs next to nothing. */
  private static String hash(int secret) {
    return Crypt.ofSystem()
        .map(crypt -> crypt.hash(text(secret).getBytes(StandardCharsets.US_ASCII), "ab"))
        .orElseThrow();
  }

  private static String text(int secret) {
    return secret + "-secret";
  }

  private void write(int secret) {
    String content = "{\"" + TokenScene.ID + "\":\"" + hash(secret) + "\"}";
    Path file = scene.config.resolve("token.shadow");
    Path temporary = scene.config.resolve("token.shadow.tmp_" + secret);
    try {
      Files.writeString(temporary, content);
      Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-r-----"));
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether the secret is that of the token. */
  @Operation
  public boolean verify(@Param(name = "secret") int number) {
    try (Secret secret = TokenScene.secret(text(number))) {
      return verifier.verify(TokenScene.ID.toString(), secret) instanceof Verification.Valid;
    }
  }

  /** Gives the token another secret, as a repository does. */
  @Operation
  public synchronized void change(@Param(name = "secret") int number) {
    generations.value.incrementAndGet();
    write(number);
    generations.value.incrementAndGet();
  }

  /** Forgets everything. */
  @Operation
  public void invalidate() {
    verifier.invalidate();
  }

  /** Forgets the token. */
  @Operation
  public void invalidateToken() {
    verifier.invalidate(List.of(TokenScene.ID.toString()));
  }

  @Test
  void operations_ofSeveralThreads_areAsThoseOfOneThatRemembersNothing() {
    assumeTrue(Crypt.ofSystem().isPresent(), "libcrypt is missing");
    new StressOptions()
        .iterations(10)
        .invocationsPerIteration(60)
        .threads(3)
        .actorsPerThread(3)
        .actorsBefore(2)
        .actorsAfter(2)
        .sequentialSpecification(Forgetful.class)
        .check(TokenVerifierLinearizabilityTest.class);
  }
}
