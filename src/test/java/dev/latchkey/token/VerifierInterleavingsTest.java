package dev.latchkey.token;

import static dev.latchkey.token.TokenScene.ID;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.cache.CacheControl;
import dev.latchkey.cache.Invalidation;
import dev.latchkey.posix.Crypt;
import dev.latchkey.store.Actor;
import dev.latchkey.store.ConfigDirectory;
import dev.latchkey.store.ConfigStore;
import dev.latchkey.store.GenerationSource;
import dev.latchkey.store.RandomSource;
import dev.latchkey.store.Secret;
import dev.latchkey.token.Interleavings.Body;
import dev.latchkey.token.Verification.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests and somebody who changes their token, in every order of their steps: real files, real
 * counters, and nothing left to chance.
 */
class VerifierInterleavingsTest {

  /** What is done to the token. */
  private enum Change {
    DELETE("UNKNOWN"),
    /** As a regenerate, to another secret, which does not have to be hashed for it. */
    WITHDRAW("WRONG_SECRET"),
    REGENERATE("WRONG_SECRET"),
    DISABLE("DISABLED"),
    ENABLE("Valid");

    final String after;

    Change(String after) {
      this.after = after;
    }
  }

  /** What the verifier has in memory when the threads start. */
  private enum Memory {
    NOTHING,
    FILES,
    SECRETS
  }

  /** A request, and the answers to it before the change and after it. */
  private record Request(String id, String secret, String before, String after) {}

  /** Which points a thread has passed in its present request. */
  private static final class Passed {
    boolean counter;
    boolean time;
  }

  /** Where there is such a thing, a file system on which a sync costs nothing. */
  static final class InMemory implements TempDirFactory {
    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context)
        throws IOException {
      Path memory = Path.of("/dev/shm");
      return Files.isWritable(memory)
          ? Files.createTempDirectory(memory, "latchkey")
          : Files.createTempDirectory("latchkey");
    }
  }

  private static final Optional<Crypt> CRYPT = Crypt.ofSystem();
  private static final String RIGHT = "right-secret";
  private static final String OTHER = "other-secret";
  private static final String NEIGHBOUR = "other@pbs!x";
  private static final ThreadLocal<Passed> PASSED = ThreadLocal.withInitial(Passed::new);
  private static final Instant FILES_ARE_YOUNG = Instant.EPOCH;
  private static final Instant FILES_ARE_OLD = Instant.parse("9999-01-01T00:00:00Z");
  private static final int ALL = Integer.MAX_VALUE;

  @TempDir(factory = InMemory.class)
  Path directory;

  private final RandomSource random = RandomSource.ofKernel();

  private TokenScene scene;
  private ConfigStore store;
  private TokenRepository tokens;

  private TokenVerifier verifier;
  private volatile boolean begun;
  private volatile boolean returned;

  /** A hash by the cheapest method that takes a secret whole. */
  private static String hash(String secret) {
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    return CRYPT
        .map(system -> String.valueOf(system.hash(bytes, "$1$abcdefgh$")))
        .orElseGet(() -> OpenBSDBCrypt.generate("2b", bytes, new byte[16], 4));
  }

  /** One that does not take longer for nobody either. */
  private SecretHasher hasher() {
    return new SecretHasher(CRYPT, random, hash("of nobody"));
  }

  @BeforeEach
  void openForTheWriter() {
    scene = new TokenScene(directory).directory();
    // Each temporary file gets a random name between the first step of the counter and the rename;
    // the audit log asks for the time between the last rename and the last step of the counter.
    store =
        store(
            bytes -> {
              Interleavings.reach("a temporary file");
              random.fill(bytes);
            },
            () -> {
              Interleavings.reach("the audit log");
              return TokenScene.NOW;
            });
    tokens = new TokenRepository(store, InstantSource.fixed(TokenScene.NOW), random);
    store.begin().close(); // makes the counters
    verifier = open(hasher(), TokenScene.NOW);
  }

  private ConfigStore store(RandomSource source, InstantSource clock) {
    Actor actor = new Actor(0, "tester", null);
    ConfigDirectory config = new ConfigDirectory(scene.config);
    return new ConfigStore(config, scene.run, Duration.ZERO, actor, clock, source, false);
  }

  /** A verifier that reads the counters of another process, and whose steps can be told apart. */
  private TokenVerifier open(SecretHasher hasher, Instant time) {
    ConfigStore own = store(random, InstantSource.fixed(TokenScene.NOW));
    GenerationSource shared = own.tokenGenerations();
    GenerationSource generations =
        new GenerationSource() {
          @Override
          public long current() {
            // The first reading of a request is its beginning.
            if (PASSED.get().counter) {
              Interleavings.reach("the counter");
            }
            PASSED.get().counter = true;
            return shared.current();
          }

          @Override
          public void bump() {
            shared.bump();
          }

          @Override
          public void refresh() {
            shared.refresh();
          }
        };
    return new TokenVerifier(
        own,
        hasher,
        generations,
        random,
        () -> {
          Interleavings.reach("the files");
          return time;
        },
        () -> {
          // Once: the cache of wrong secrets asks for the time as well.
          if (!PASSED.get().time) {
            PASSED.get().time = true;
            Interleavings.reach("the time");
          }
          return 0;
        });
  }

  private String answer(Request request) {
    PASSED.set(new Passed());
    try (Secret secret = TokenScene.secret(request.secret)) {
      return switch (verifier.verify(request.id, secret)) {
        case Verification.Valid _ -> "Valid";
        case Verification.Refused(Reason reason) -> reason.name();
      };
    }
  }

  /** The writer and one thread for each list of requests, again and again. */
  private final class Scene implements Interleavings.Scene {

    private final Change change;
    private final Memory memory;
    private final Instant time;
    private final List<Request[]> threads;
    private final SecretHasher hasher;
    private final String rightHash;
    private final String otherHash;
    private final String shadow;
    private final String users;
    private final List<Request> all = new ArrayList<>();

    Scene(Change change, Memory memory, Instant time, List<Request[]> threads) {
      this.change = change;
      this.memory = memory;
      this.time = time;
      this.threads = threads;
      this.hasher = hasher();
      this.rightHash = hash(RIGHT);
      this.otherHash = hash(OTHER);
      this.shadow =
          "{\"" + ID + "\":\"" + rightHash + "\",\"" + NEIGHBOUR + "\":\"" + otherHash + "\"}";
      String enabled = change == Change.ENABLE ? "\tenable false\n" : "";
      this.users = "token: " + ID + "\n\tcomment x\n" + enabled;
      threads.forEach(requests -> all.addAll(List.of(requests)));
    }

    @Override
    public List<Body> begin() {
      scene.shadow(shadow).users(users);
      verifier = open(hasher, time);
      begun = false;
      returned = false;
      switch (memory) {
        case NOTHING -> {}
        case FILES -> answer(new Request(NEIGHBOUR, OTHER, "Valid", "Valid"));
        case SECRETS -> {
          for (Request request : all) {
            assertThat(answer(request)).isEqualTo(request.before);
          }
        }
      }
      List<Body> bodies = new ArrayList<>();
      bodies.add(writer());
      threads.forEach(requests -> bodies.add(requests(requests)));
      return bodies;
    }

    private Body writer() {
      Token token = tokens.find(ID).orElseThrow();
      return () -> {
        begun = true;
        switch (change) {
          case DELETE -> tokens.delete(ID);
          case WITHDRAW -> tokens.withdraw(new IssuedToken(token, rightHash, otherHash));
          case REGENERATE -> {
            try (Secret secret = TokenScene.secret(OTHER)) {
              tokens.regenerate(ID, secret);
            }
          }
          case DISABLE -> tokens.disable(ID);
          case ENABLE -> tokens.enable(ID);
        }
        returned = true;
      };
    }

    private Body requests(Request... requests) {
      return () -> {
        for (int i = 0; i < requests.length; i++) {
          if (i > 0) {
            Interleavings.reach("the next request");
          }
          Request request = requests[i];
          boolean late = returned || haveFilesChanged();
          String answer = answer(request);
          if (late) {
            assertThat(answer).as("begun after the change").isEqualTo(request.after);
          } else if (!begun) {
            assertThat(answer).as("ended before the change").isEqualTo(request.before);
          } else {
            assertThat(answer).as("during the change").isIn(request.before, request.after);
          }
        }
      };
    }

    private boolean haveFilesChanged() {
      return !scene.shadow().equals(shadow) || !scene.users().equals(users);
    }

    @Override
    public void end() {
      List<String> expected = all.stream().map(Request::after).toList();
      assertThat(all.stream().map(VerifierInterleavingsTest.this::answer))
          .as("from memory in the end")
          .isEqualTo(expected);
      verifier = open(hasher, time);
      assertThat(all.stream().map(VerifierInterleavingsTest.this::answer))
          .as("from a fresh start")
          .isEqualTo(expected);
    }
  }

  private static void explore(int preemptions, Scene scene) throws Exception {
    Interleavings interleavings = new Interleavings(preemptions);
    interleavings.explore(scene);
    assertThat(interleavings.complete()).as("orders").isGreaterThan(10);
  }

  private static Request right(Change change) {
    String before = change == Change.ENABLE ? "DISABLED" : "Valid";
    return new Request(ID.toString(), RIGHT, before, change.after);
  }

  private static Request neighbour() {
    return new Request(NEIGHBOUR, OTHER, "Valid", "Valid");
  }

  /** 1211 orders. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "REGENERATE")
  void verify_oneThreadDuringAChange_answersByTheFilesInEveryOrder(Change change) throws Exception {
    Request right = right(change);
    List<Request[]> threads = List.<Request[]>of(new Request[] {right, right});
    explore(ALL, new Scene(change, Memory.NOTHING, FILES_ARE_OLD, threads));
    explore(ALL, new Scene(change, Memory.FILES, FILES_ARE_YOUNG, threads));
    explore(ALL, new Scene(change, Memory.SECRETS, FILES_ARE_OLD, threads));
  }

  /** 901 orders, and 104 that end before a lock. */
  @ParameterizedTest
  @CsvSource({"DELETE, FILES", "WITHDRAW, NOTHING", "WITHDRAW, FILES", "DISABLE, SECRETS"})
  void verify_twoThreadsDuringAChange_answerByTheFilesInOrdersOfTwoPreemptions(
      Change change, Memory memory) throws Exception {
    Request right = right(change);
    Request[] first = {right};
    Request[] second = {right, neighbour()};
    explore(2, new Scene(change, memory, FILES_ARE_OLD, List.of(first, second)));
  }

  /** 20 orders, because each takes as long as the hash of the new secret. */
  @Test
  void verify_duringARegenerate_answersByTheFilesInOrdersOfTwoPreemptions() throws Exception {
    Request right = right(Change.REGENERATE);
    List<Request[]> threads = List.<Request[]>of(new Request[] {right, right});
    explore(2, new Scene(Change.REGENERATE, Memory.SECRETS, FILES_ARE_OLD, threads));
  }

  /** Requests of one thread, and an invalidation of their token by another process. */
  private final class InvalidationScene implements Interleavings.Scene {

    private final List<String> ids;
    private final int requests;
    private final SecretHasher hasher = hasher();

    InvalidationScene(List<String> ids, int requests) {
      this.ids = ids;
      this.requests = requests;
    }

    @Override
    public List<Body> begin() {
      verifier = open(hasher, FILES_ARE_OLD);
      returned = false;
      CacheControl control =
          new CacheControl(
              store(random, InstantSource.fixed(TokenScene.NOW)),
              () -> {
                Interleavings.reach("the journal");
                return TokenScene.NOW;
              });
      assertThat(answer(right(Change.WITHDRAW))).isEqualTo("Valid");
      return List.of(
          () -> {
            control.publish(Invalidation.tokens(ids));
            returned = true;
          },
          this::requests);
    }

    private void requests() {
      for (int i = 0; i < requests; i++) {
        boolean isInvalidated = returned;
        assertThat(answer(right(Change.WITHDRAW))).isEqualTo("Valid");
        assertThat(verifier.hashCount())
            .as("hashed again, if it began after the invalidation")
            .isBetween(isInvalidated ? 2L : 1L, 2L);
      }
    }

    @Override
    public void end() {
      assertThat(answer(right(Change.WITHDRAW))).isEqualTo("Valid");
      assertThat(verifier.hashCount()).as("once for itself, once after it").isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void verify_duringAnInvalidation_isHashedOnceAfterItInEveryOrder(boolean isById)
      throws Exception {
    String hash = hash(RIGHT);
    scene.shadow("{\"" + ID + "\":\"" + hash + "\"}").users("token: " + ID + "\n");
    List<String> ids = isById ? List.of(ID.toString()) : List.of();
    Interleavings interleavings = new Interleavings(ALL);
    interleavings.explore(new InvalidationScene(ids, 3));
    assertThat(interleavings.complete()).as("orders").isGreaterThan(10);
  }
}
