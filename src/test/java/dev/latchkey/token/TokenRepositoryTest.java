package dev.latchkey.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.latchkey.DirectorySnapshot;
import dev.latchkey.store.CorruptFileException;
import dev.latchkey.store.RandomSource;
import dev.latchkey.store.RefusedException;
import dev.latchkey.store.Secret;
import dev.latchkey.store.UnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the repository keeps, in which order it writes, and what a failure leaves. */
class TokenRepositoryTest {

  private static final String SUFFIX = ".tmp_AAAAAA";
  private static final int SUFFIX_BYTES = 6;
  private static final String MINE = "token: backup@pbs!ci\n";

  private final TokenScene scene;

  TokenRepositoryTest(@TempDir Path directory) {
    this.scene = new TokenScene(directory);
  }

  private static IssuedToken create(TokenRepository tokens, TokenSettings settings, String text) {
    try (Secret secret = TokenScene.secret(text)) {
      return tokens.create(TokenScene.ID, settings, secret);
    }
  }

  private static IssuedToken regenerate(TokenRepository tokens, String text) {
    try (Secret secret = TokenScene.secret(text)) {
      return tokens.regenerate(TokenScene.ID, secret);
    }
  }

  /** Calls back with the number of the replacement, from 1, before its temporary file is made. */
  private static RandomSource beforeEachReplacement(IntConsumer action) {
    int[] count = {0};
    RandomSource kernel = RandomSource.ofKernel();
    return bytes -> {
      kernel.fill(bytes);
      if (bytes.length == SUFFIX_BYTES) {
        action.accept(++count[0]);
      }
    };
  }

  /** Every temporary file gets the same name. */
  private static RandomSource zeros() {
    return bytes -> Arrays.fill(bytes, (byte) 0);
  }

  @Test
  void createAndDelete_amongOthers_leavesEveryOtherByteAlone() {
    TokenBefore.ABSENT.arrange(scene);
    String shadow = scene.shadow();
    String users = scene.users();

    create(scene.tokens(), new TokenSettings("c", false, Instant.ofEpochSecond(9)), "new-secret");
    assertThat(scene.shadow()).startsWith(shadow.substring(0, shadow.length() - 1) + ",\"backup@");
    assertThat(scene.users())
        .isEqualTo(users + "\n" + MINE + "\tcomment c\n\tenable false\n\texpire 9\n");

    scene.tokens().delete(TokenScene.ID);
    assertThat(scene.shadow()).isEqualTo(shadow);
    assertThat(scene.users().stripTrailing()).isEqualTo(users.stripTrailing());
  }

  @Test
  void update_oneSetting_keepsUnknownKeysCommentsAndOrderOfItsSection() {
    scene.shadow("{\"backup@pbs!ci\":\"" + TokenScene.RIGHT_HASH + "\"}");
    String rest = "\nfuture: thing\n\tcolour  blue \n\n# the end";
    scene.users(MINE + "\texpire 1900000000\n\tfuture-key 5\n# why\n\tcomment old\n" + rest);

    scene.tokens().update(TokenScene.ID, now -> now.withComment("new"));
    assertThat(scene.users())
        .isEqualTo(MINE + "\texpire 1900000000\n\tfuture-key 5\n# why\n\tcomment new\n" + rest);

    scene.tokens().update(TokenScene.ID, now -> now.withComment(null).withExpires(null));
    assertThat(scene.users()).isEqualTo(MINE + "\tfuture-key 5\n# why\n" + rest);
  }

  @Test
  void regenerate_limitedToken_keepsItsLimitsAndOtherHashes() {
    TokenBefore.ABSENT.arrange(scene);
    TokenSettings settings = new TokenSettings("c", true, Instant.parse("2026-04-01T00:00:00Z"));
    create(scene.tokens(), settings, "first-secret");
    String users = scene.users();

    IssuedToken issued = regenerate(scene.tokens(), "second-secret");

    assertThat(issued.token().settings()).isEqualTo(settings);
    assertThat(scene.users()).isEqualTo(users);
    assertThat(scene.shadow()).startsWith("{" + TokenScene.NEIGHBOUR);
    assertThat(TokenScene.verified(scene.tokens(), "first-secret")).isEqualTo("WRONG_SECRET");
    assertThat(TokenScene.verified(scene.tokens(), "second-secret")).isEqualTo("Valid");
  }

  @Test
  void withdraw_regenerated_oldSecretCountsAgain() {
    TokenBefore.ACTIVE.arrange(scene);
    String shadow = scene.shadow();

    IssuedToken issued = regenerate(scene.tokens(), "never-handed-out");
    scene.tokens().withdraw(issued);

    assertThat(scene.shadow()).isEqualTo(shadow);
    assertThat(TokenScene.verified(scene.tokens(), TokenScene.RIGHT)).isEqualTo("Valid");
    assertThat(TokenScene.verified(scene.tokens(), "never-handed-out")).isEqualTo("WRONG_SECRET");
  }

  @Test
  void delete_thenVerify_isUnknownAndCreateBeginsAfresh() {
    TokenSettings settings = new TokenSettings("c", true, TokenScene.NOW);
    create(scene.tokens(), settings, "first-secret");

    scene.tokens().delete(TokenScene.ID);
    assertThat(TokenScene.verified(scene.tokens(), "first-secret")).isEqualTo("UNKNOWN");

    create(scene.tokens(), TokenSettings.DEFAULT, "second-secret");
    assertThat(TokenScene.verified(scene.tokens(), "first-secret")).isEqualTo("WRONG_SECRET");
    assertThat(TokenScene.verified(scene.tokens(), "second-secret")).isEqualTo("Valid");
  }

  @Test
  void everyChange_leavesOneAuditLine() {
    create(scene.tokens(), TokenSettings.DEFAULT, "first-secret");
    scene.tokens().disable(TokenScene.ID);
    scene.tokens().disable(TokenScene.ID); // nothing to change, nothing to note
    scene.tokens().enable(TokenScene.ID);
    scene.tokens().update(TokenScene.ID, now -> now.withComment("c"));
    scene.tokens().withdraw(regenerate(scene.tokens(), "second-secret"));
    scene.tokens().delete(TokenScene.ID);

    assertThat(scene.text("state/audit.jsonl").lines())
        .extracting(
            line ->
                line.replaceAll(".*\"verb\":\"token (\\w+)\",\"target\":\"([^\"]*)\".*", "$1 $2"))
        .containsExactly(
            "create backup@pbs!ci",
            "disable backup@pbs!ci",
            "enable backup@pbs!ci",
            "update backup@pbs!ci",
            "regenerate backup@pbs!ci",
            "withdraw backup@pbs!ci",
            "delete backup@pbs!ci");
  }

  @Test
  void create_firstWriteDone_hasMetadataAndNoHash() {
    List<String> seen = new ArrayList<>();
    RandomSource random =
        beforeEachReplacement(n -> seen.add(n + " " + hasSection() + " " + hasHash()));

    create(scene.tokens(random), TokenSettings.DEFAULT.withComment("c"), "new-secret");

    assertThat(seen).containsExactly("1 false false", "2 true false");
    assertThat(hasHash()).isTrue();
  }

  @Test
  void delete_firstWriteDone_hasMetadataAndNoHash() {
    TokenBefore.ACTIVE.arrange(scene);
    List<String> seen = new ArrayList<>();
    RandomSource random =
        beforeEachReplacement(n -> seen.add(n + " " + hasSection() + " " + hasHash()));

    scene.tokens(random).delete(TokenScene.ID);

    assertThat(seen).containsExactly("1 true true", "2 true false");
    assertThat(hasSection()).isFalse();
  }

  private boolean hasSection() {
    return Files.exists(scene.config.resolve(TokenFiles.USERS)) && scene.users().contains(MINE);
  }

  private boolean hasHash() {
    Path shadow = scene.config.resolve(TokenFiles.SHADOW);
    return Files.exists(shadow) && scene.shadow().contains("\"backup@pbs!ci\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {TokenFiles.SHADOW, TokenFiles.USERS})
  void createAndDelete_oneReplacementFails_putsTheOtherBack(String file) {
    TokenBefore.METADATA_ONLY.arrange(scene);
    scene.file(file + SUFFIX, "of somebody else".getBytes(StandardCharsets.UTF_8));
    DirectorySnapshot start = scene.snapshot();
    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> create(scene.tokens(zeros()), TokenSettings.DEFAULT, "new-secret"))
        .satisfies(e -> assertThat(e.changed()).isEmpty());
    assertThat(scene.snapshot()).isEqualTo(start);

    TokenBefore.ACTIVE.arrange(scene);
    DirectorySnapshot active = scene.snapshot();
    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> scene.tokens(zeros()).delete(TokenScene.ID))
        .satisfies(e -> assertThat(e.changed()).isEmpty());
    assertThat(scene.snapshot()).isEqualTo(active);
    assertThat(TokenScene.verified(scene.tokens(), TokenScene.RIGHT)).isEqualTo("Valid");
  }

  @Test
  void create_noDirectoryAndSecondReplacementFails_leavesNoFile() {
    scene.file(TokenFiles.SHADOW + SUFFIX, new byte[0]);
    DirectorySnapshot start = scene.snapshot();

    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> create(scene.tokens(zeros()), TokenSettings.DEFAULT, "new-secret"));

    assertThat(scene.snapshot()).isEqualTo(start);
  }

  @Test
  void create_auditLineCannotBeWritten_changesNothing() {
    TokenBefore.ABSENT.arrange(scene);
    scene.file("state", "no directory".getBytes(StandardCharsets.UTF_8));
    DirectorySnapshot start = scene.snapshot();

    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> create(scene.tokens(), TokenSettings.DEFAULT, "new-secret"));

    start.assertUnchanged(scene.config);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void create_editorSavesMeanwhile_isRefusedAndKeepsTheEdit(int replacement) {
    TokenBefore.ABSENT.arrange(scene);
    DirectorySnapshot start = scene.snapshot();
    String file = replacement == 1 ? TokenFiles.USERS : TokenFiles.SHADOW;
    byte[] edited = "edited by hand".getBytes(StandardCharsets.UTF_8);
    RandomSource random =
        beforeEachReplacement(
            n -> {
              if (n == replacement) {
                scene.file(file, edited);
              }
            });

    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> create(scene.tokens(random), TokenSettings.DEFAULT, "new-secret"));

    assertThat(scene.text(file)).isEqualTo("edited by hand");
    assertThat(start.filesThatDiffer(scene.snapshot())).containsExactly(file);
    scene.snapshot().assertNoTemporaryFiles();
  }

  @ParameterizedTest
  @ValueSource(strings = {"enable maybe", "expire soon"})
  void create_ownersLimitsCannotBeRead_throwsAndChangesNothing(String property) {
    scene.shadow("{" + TokenScene.NEIGHBOUR + "}").users("user: backup@pbs\n\t" + property + "\n");
    DirectorySnapshot start = scene.snapshot();

    assertThatExceptionOfType(CorruptFileException.class)
        .isThrownBy(() -> create(scene.tokens(), TokenSettings.DEFAULT, "new-secret"));

    start.assertUnchanged(scene.config);
  }

  @ParameterizedTest
  @ValueSource(strings = {TokenFiles.SHADOW, TokenFiles.USERS})
  void everyOperation_fileUnsafe_isRefusedWithoutChange(String file) throws IOException {
    TokenBefore.ACTIVE.arrange(scene);
    Path path = scene.config.resolve(file);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--rw-"));
    assertAllRefuse();

    Files.move(path, scene.run.resolveSibling("elsewhere"));
    Files.createSymbolicLink(path, scene.run.resolveSibling("elsewhere"));
    assertAllRefuse();

    Files.delete(path);
    Files.createDirectory(path);
    assertAllRefuse();
  }

  private void assertAllRefuse() {
    DirectorySnapshot start = scene.snapshot();
    List<Runnable> operations =
        List.of(
            () -> create(scene.tokens(), TokenSettings.DEFAULT, "new-secret"),
            () -> regenerate(scene.tokens(), "new-secret"),
            () -> scene.tokens().disable(TokenScene.ID),
            () -> scene.tokens().delete(TokenScene.ID),
            () -> scene.tokens().list(),
            () -> TokenScene.verified(scene.tokens(), TokenScene.RIGHT));
    for (Runnable operation : operations) {
      assertThatExceptionOfType(CorruptFileException.class)
          .isThrownBy(operation::run)
          .withNoCause();
      start.assertUnchanged(scene.config);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1234567", "with\0zero", "two\nlines", "tab\tchar", "del\u007fete"})
  void createAndRegenerate_unusableSecret_isRefusedWithoutQuoting(String secret) {
    TokenBefore.ACTIVE.arrange(scene);
    DirectorySnapshot start = scene.snapshot();
    String overlong = "y".repeat(100_000);

    for (String unusable : List.of(secret, overlong)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> create(scene.tokens(), TokenSettings.DEFAULT, unusable))
          .withMessageStartingWith("a secret has ");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> regenerate(scene.tokens(), unusable))
          .withMessageStartingWith("a secret has ");
    }
    start.assertUnchanged(scene.config);
  }

  @Test
  void create_whereMetadataWasLeft_inheritsNothing() {
    scene.shadow("{}").users("token: " + TokenScene.ID + "\n\tfuture-key 5\n\tcomment old\n");
    try (Secret secret = TokenScene.secret(TokenScene.RIGHT)) {
      var _ = scene.tokens().create(TokenScene.ID, TokenSettings.DEFAULT, secret);
    }
    assertThat(scene.users().strip()).isEqualTo("token: " + TokenScene.ID);
  }

  @Test
  void create_secretOfFewestBytes_isTakenAndOneLessIsNot() {
    String fewest = "x".repeat(TokenRepository.MIN_SECRET_BYTES - 1) + " ";
    try (Secret secret = TokenScene.secret(fewest);
        Secret less = TokenScene.secret(fewest.substring(1))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> scene.tokens().create(TokenScene.ID, TokenSettings.DEFAULT, less));
      var _ = scene.tokens().create(TokenScene.ID, TokenSettings.DEFAULT, secret);
    }
    assertThat(TokenScene.verified(scene.tokens(), fewest)).isEqualTo("Valid");
  }

  @Test
  void create_new_filesArePrivateToOwnerAndGroup() {
    create(scene.tokens(), TokenSettings.DEFAULT, "new-secret");
    for (String name : List.of(TokenFiles.SHADOW, TokenFiles.USERS, "state/audit.jsonl")) {
      try {
        assertThat(
                PosixFilePermissions.toString(
                    Files.getPosixFilePermissions(scene.config.resolve(name))))
            .isIn("rw-r-----", "rw-------");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
