package dev.latchkey.token;

import static dev.latchkey.token.TokenScene.ID;
import static dev.latchkey.token.TokenScene.OTHER_HASH;
import static dev.latchkey.token.TokenScene.RIGHT;
import static dev.latchkey.token.TokenScene.RIGHT_HASH;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.store.ConfigStore;
import dev.latchkey.store.GenerationSource;
import dev.latchkey.store.RandomSource;
import dev.latchkey.store.Secret;
import dev.latchkey.token.Verification.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files that somebody changes without our locks and counters, under a verifier with real ones. */
class VerifierHandEditTest {

  private static final String NEIGHBOUR = "\"other@pbs!x\":\"" + OTHER_HASH + "\"";
  private static final String SHADOW = "{\"" + ID + "\":\"" + RIGHT_HASH + "\"," + NEIGHBOUR + "}";
  private static final String WITHOUT = "{" + NEIGHBOUR + "}";

  /** How the token's entry is removed. */
  private enum Edit {
    IN_PLACE {
      @Override
      void remove(Path file) throws IOException {
        String padded = WITHOUT + " ".repeat(SHADOW.length() - WITHOUT.length());
        Files.writeString(file, padded, StandardOpenOption.WRITE);
      }
    },
    BY_RENAME {
      @Override
      void remove(Path file) throws IOException {
        Path edited = file.resolveSibling("edited");
        Files.copy(file, edited, StandardCopyOption.COPY_ATTRIBUTES);
        Files.writeString(edited, WITHOUT, StandardOpenOption.TRUNCATE_EXISTING);
        Files.move(edited, file, StandardCopyOption.ATOMIC_MOVE);
      }
    };

    abstract void remove(Path file) throws IOException;
  }

  /** What is wrong with the files for a while. */
  private enum Damage {
    CUT_SHORT("token.shadow", SHADOW.substring(0, 40)),
    EMPTY_ARRAY("token.shadow", "[]"),
    DEEP("token.shadow", "{\"a\":" + "[".repeat(1_000_000)),
    NOT_UTF_8("token.shadow", SHADOW.replace("x", "\u00ff")),
    TWICE("token.shadow", SHADOW.replace("other@pbs!x", ID.toString())),
    SECTIONLESS("user.cfg", "\tenable true\n"),
    SHADOW_IS_A_DIRECTORY("token.shadow", null),
    USERS_ARE_A_DIRECTORY("user.cfg", null);

    final String file;
    final @Nullable String content;

    Damage(String file, @Nullable String content) {
      this.file = file;
      this.content = content;
    }

    /** The whole file stays beside it. */
    void in(Path config) throws IOException {
      Path damaged = config.resolve(file);
      Files.move(damaged, config.resolve("whole"));
      if (content != null) {
        Files.writeString(damaged, content, StandardCharsets.ISO_8859_1);
        Files.setAttribute(damaged, "unix:mode", 0640);
      } else {
        Files.createDirectory(damaged);
      }
    }

    void mend(Path config) throws IOException {
      Files.delete(config.resolve(file));
      Files.move(config.resolve("whole"), config.resolve(file));
    }
  }

  @TempDir Path directory;

  private final AtomicLong nanos = new AtomicLong();
  private final AtomicReference<Instant> time = new AtomicReference<>(Instant.now());

  private TokenScene scene;
  private Path shadow;
  private TokenRepository another;
  private GenerationSource generations;
  private TokenVerifier verifier;

  @BeforeEach
  void warmUp() {
    scene = new TokenScene(directory).shadow(SHADOW).users("user: backup@pbs\n\tenable true\n");
    shadow = scene.config.resolve("token.shadow");
    another = scene.tokens();
    another.disable(ID); // makes the counters
    another.enable(ID);
    RandomSource random = RandomSource.ofKernel();
    ConfigStore store = scene.store(random, false);
    generations = store.tokenGenerations();
    verifier = new TokenRepository(store, time::get, random).verifier(generations, nanos::get);
    assertThat(verify()).isEqualTo("Valid");
  }

  private String verify() {
    return verify(ID.toString(), RIGHT);
  }

  private String verify(String id, String text) {
    try (Secret secret = TokenScene.secret(text)) {
      return switch (verifier.verify(id, secret)) {
        case Verification.Valid _ -> "Valid";
        case Verification.Refused(Reason reason) -> reason.name();
      };
    }
  }

  private void passes(long seconds) {
    nanos.addAndGet(seconds * 1_000_000_000L);
    time.updateAndGet(now -> now.plusSeconds(seconds));
  }

  private void timeToLivePasses() {
    passes(TokenVerifier.TIME_TO_LIVE.toSeconds());
  }

  private void removeCounters() throws IOException {
    Files.delete(scene.run.resolve("shmem/latchkey-versions"));
  }

  @ParameterizedTest
  @EnumSource
  void verify_entryRemovedByHandRightAfterOurWrite_isRefusedWithinTheTimeToLive(Edit edit)
      throws IOException {
    edit.remove(shadow);
    timeToLivePasses();

    assertThat(verify()).isEqualTo("UNKNOWN");
  }

  @ParameterizedTest
  @EnumSource
  void verify_entryRemovedByHandLongAfterOurWrite_isRefusedWithinTheTimeToLive(Edit edit)
      throws IOException {
    timeToLivePasses();
    assertThat(verify()).as("compared and found the same").isEqualTo("Valid");

    edit.remove(shadow);
    timeToLivePasses();

    assertThat(verify()).isEqualTo("UNKNOWN");
  }

  @ParameterizedTest
  @EnumSource
  void verify_entryRemovedByHandAndTold_isRefusedAtOnce(Edit edit) throws IOException {
    edit.remove(shadow);
    generations.bump();

    assertThat(verify()).isEqualTo("UNKNOWN");
  }

  @Test
  void verify_countersRemovedAndTokenDeletedByAnotherProcess_isRefusedWithinTheTimeToLive()
      throws IOException {
    removeCounters();
    another.delete(ID);
    timeToLivePasses();

    assertThat(verify()).isEqualTo("UNKNOWN");
  }

  @Test
  void verify_countersRemoved_findsTheNewOnesWithinTheTimeToLive() throws IOException {
    removeCounters();
    another.disable(ID);
    another.enable(ID);
    timeToLivePasses();
    assertThat(verify()).isEqualTo("Valid");

    another.delete(ID);

    assertThat(verify()).isEqualTo("UNKNOWN");
  }

  @ParameterizedTest
  @EnumSource
  void verify_countersRemovedAndEditTold_isRefusedAtOnce(Edit edit) throws IOException {
    removeCounters();
    edit.remove(shadow);
    generations.bump();

    assertThat(verify()).isEqualTo("UNKNOWN");
  }

  @Test
  void verify_runDirectoryRemoved_isRefusedWithinTheTimeToLiveAndFindsTheNextOne()
      throws IOException {
    removeCounters();
    Files.delete(scene.run.resolve("shmem"));
    Files.delete(scene.run);
    another.disable(ID);
    timeToLivePasses();
    assertThat(verify()).isEqualTo("DISABLED");

    another.enable(ID);

    assertThat(verify()).isEqualTo("Valid");
  }

  @ParameterizedTest
  @EnumSource
  void verify_damagedForAWhile_refusesEverybodyMeanwhileAndRecoversByItself(Damage damage)
      throws IOException {
    damage.in(scene.config);
    timeToLivePasses();
    for (int i = 0; i < 3; i++) {
      assertThat(verify()).isEqualTo("UNAVAILABLE");
      assertThat(verify(ID.toString(), "wrong-secret")).isEqualTo("UNAVAILABLE");
      assertThat(verify("other@pbs!x", "other-secret")).isEqualTo("UNAVAILABLE");
      assertThat(verify("nobody@pbs!n", RIGHT)).isEqualTo("UNAVAILABLE");
      passes(1);
    }
    long hashed = verifier.hashCount();

    damage.mend(scene.config);
    assertThat(verify()).isEqualTo("Valid");
    assertThat(verifier.hashCount()).isEqualTo(hashed);
  }

  @Test
  void verify_tokenRemovedWhileFilesWereDamaged_isRefusedWhenTheyAreMended() throws IOException {
    Damage.CUT_SHORT.in(scene.config);
    timeToLivePasses();
    assertThat(verify()).isEqualTo("UNAVAILABLE");

    Damage.CUT_SHORT.mend(scene.config);
    Edit.IN_PLACE.remove(shadow);
    passes(1);

    assertThat(verify()).isEqualTo("UNKNOWN");
  }

  @Test
  void verify_directoryAwayForAWhile_refusesEverybodyMeanwhileAndRecoversByItself()
      throws IOException {
    Path away = directory.resolve("away");
    Files.move(scene.config, away);
    timeToLivePasses();
    assertThat(verify()).isEqualTo("UNAVAILABLE");
    passes(1);
    assertThat(verify("other@pbs!x", "other-secret")).isEqualTo("UNAVAILABLE");

    Files.move(away, scene.config);
    passes(1);
    assertThat(verify()).isEqualTo("Valid");
  }
}
