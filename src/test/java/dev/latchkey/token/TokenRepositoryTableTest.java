package dev.latchkey.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.DirectorySnapshot;
import dev.latchkey.store.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every mutating operation in every state of its token: what it answers, and what the token is
 * afterwards.
 *
 * <p>An operation that throws, or whose answer is {@code same}, has changed nothing; a dry run
 * answers alike and never changes anything.
 */
class TokenRepositoryTableTest {

  private static final String NEW = "brand-new-secret";

  private final TokenScene scene;

  TokenRepositoryTableTest(@TempDir Path directory) {
    this.scene = new TokenScene(directory);
  }

  @ParameterizedTest(name = "create_{0}_{1}")
  @CsvSource({
    "NO_DIRECTORY,   done,          ACTIVE",
    "ABSENT,         done,          ACTIVE",
    "ACTIVE,         AlreadyExists, ACTIVE",
    "DISABLED,       AlreadyExists, DISABLED",
    "EXPIRED,        AlreadyExists, EXPIRED",
    "OWNER_DISABLED, AlreadyExists, OWNER_DISABLED",
    "OWNER_EXPIRED,  AlreadyExists, OWNER_EXPIRED",
    "METADATA_ONLY,  done,          ACTIVE",
    "HASH_ONLY,      AlreadyExists, ACTIVE",
    "DAMAGED_SHADOW, CorruptFile,   corrupt",
    "DAMAGED_USERS,  CorruptFile,   corrupt",
    "LIMITS_UNREADABLE, AlreadyExists, corrupt",
  })
  void create(TokenBefore before, String answer, String after) {
    TokenSettings settings = TokenSettings.DEFAULT.withComment("mine");
    check(
        before,
        answer,
        after,
        tokens -> {
          try (Secret secret = TokenScene.secret(NEW)) {
            IssuedToken issued = tokens.create(TokenScene.ID, settings, secret);
            assertThat(issued.token().settings()).isEqualTo(settings);
          }
          return "done";
        });
    if (answer.equals("done")) {
      assertThat(scene.tokens().find(TokenScene.ID).orElseThrow().settings()).isEqualTo(settings);
      assertThat(reasonFor(NEW)).isEqualTo("Valid");
    }
  }

  @ParameterizedTest(name = "regenerate_{0}_{1}")
  @CsvSource({
    "NO_DIRECTORY,   NotFound,    absent",
    "ABSENT,         NotFound,    absent",
    "ACTIVE,         done,        ACTIVE",
    "DISABLED,       done,        DISABLED",
    "EXPIRED,        done,        EXPIRED",
    "OWNER_DISABLED, done,        OWNER_DISABLED",
    "OWNER_EXPIRED,  done,        OWNER_EXPIRED",
    "METADATA_ONLY,  NotFound,    absent",
    "HASH_ONLY,      done,        ACTIVE",
    "DAMAGED_SHADOW, CorruptFile, corrupt",
    "DAMAGED_USERS,  CorruptFile, corrupt",
    "LIMITS_UNREADABLE, CorruptFile, corrupt",
  })
  void regenerate(TokenBefore before, String answer, String after) {
    check(
        before,
        answer,
        after,
        tokens -> {
          try (Secret secret = TokenScene.secret(NEW)) {
            IssuedToken issued = tokens.regenerate(TokenScene.ID, secret);
            assertThat(issued.token().id()).isEqualTo(TokenScene.ID);
          }
          return "done";
        });
    if (answer.equals("done")) {
      assertThat(scene.users()).isEqualTo(before.users());
      assertThat(reasonFor(TokenScene.RIGHT)).isEqualTo("WRONG_SECRET");
      assertThat(reasonFor(NEW)).isEqualTo(after.equals("ACTIVE") ? "Valid" : after);
    }
  }

  @ParameterizedTest(name = "update_{0}_{1}")
  @CsvSource({
    "NO_DIRECTORY,   NotFound,    absent",
    "ABSENT,         NotFound,    absent",
    "ACTIVE,         changed,     ACTIVE",
    "DISABLED,       changed,     DISABLED",
    "EXPIRED,        changed,     EXPIRED",
    "OWNER_DISABLED, changed,     OWNER_DISABLED",
    "OWNER_EXPIRED,  changed,     OWNER_EXPIRED",
    "METADATA_ONLY,  NotFound,    absent",
    "HASH_ONLY,      changed,     ACTIVE",
    "DAMAGED_SHADOW, CorruptFile, corrupt",
    "DAMAGED_USERS,  CorruptFile, corrupt",
    "LIMITS_UNREADABLE, CorruptFile, corrupt",
  })
  void update(TokenBefore before, String answer, String after) {
    check(
        before,
        answer,
        after,
        tokens -> described(tokens.update(TokenScene.ID, now -> now.withComment("new"))));
    if (answer.equals("changed")) {
      assertThat(scene.users()).contains("\tcomment new\n").doesNotContain("comment old");
    }
  }

  @ParameterizedTest(name = "updateToTheSame_{0}_{1}")
  @CsvSource({"ACTIVE, same", "DISABLED, same", "EXPIRED, same", "OWNER_DISABLED, same"})
  void update_toTheSame(TokenBefore before, String answer) {
    check(
        before,
        answer,
        before.name(),
        tokens -> described(tokens.update(TokenScene.ID, settings -> settings.withComment("old"))));
  }

  @ParameterizedTest(name = "enable_{0}_{1}")
  @CsvSource({
    "NO_DIRECTORY,   NotFound,    absent",
    "ABSENT,         NotFound,    absent",
    "ACTIVE,         same,        ACTIVE",
    "DISABLED,       changed,     ACTIVE",
    "EXPIRED,        same,        EXPIRED",
    "OWNER_DISABLED, same,        OWNER_DISABLED",
    "OWNER_EXPIRED,  same,        OWNER_EXPIRED",
    "METADATA_ONLY,  NotFound,    absent",
    "HASH_ONLY,      same,        ACTIVE",
    "DAMAGED_SHADOW, CorruptFile, corrupt",
    "DAMAGED_USERS,  CorruptFile, corrupt",
    "LIMITS_UNREADABLE, CorruptFile, corrupt",
  })
  void enable(TokenBefore before, String answer, String after) {
    check(before, answer, after, tokens -> described(tokens.enable(TokenScene.ID)));
  }

  @ParameterizedTest(name = "disable_{0}_{1}")
  @CsvSource({
    "NO_DIRECTORY,   NotFound,    absent",
    "ABSENT,         NotFound,    absent",
    "ACTIVE,         changed,     DISABLED",
    "DISABLED,       same,        DISABLED",
    "EXPIRED,        changed,     DISABLED",
    "OWNER_DISABLED, changed,     DISABLED",
    "OWNER_EXPIRED,  changed,     DISABLED",
    "METADATA_ONLY,  NotFound,    absent",
    "HASH_ONLY,      changed,     DISABLED",
    "DAMAGED_SHADOW, CorruptFile, corrupt",
    "DAMAGED_USERS,  CorruptFile, corrupt",
    "LIMITS_UNREADABLE, CorruptFile, corrupt",
  })
  void disable(TokenBefore before, String answer, String after) {
    check(before, answer, after, tokens -> described(tokens.disable(TokenScene.ID)));
  }

  @ParameterizedTest(name = "delete_{0}_{1}")
  @CsvSource({
    "NO_DIRECTORY,   NotFound,    absent",
    "ABSENT,         NotFound,    absent",
    "ACTIVE,         done,        absent",
    "DISABLED,       done,        absent",
    "EXPIRED,        done,        absent",
    "OWNER_DISABLED, done,        absent",
    "OWNER_EXPIRED,  done,        absent",
    "METADATA_ONLY,  NotFound,    absent",
    "HASH_ONLY,      done,        absent",
    "DAMAGED_SHADOW, CorruptFile, corrupt",
    "DAMAGED_USERS,  CorruptFile, corrupt",
    "LIMITS_UNREADABLE, done, absent",
  })
  void delete(TokenBefore before, String answer, String after) {
    check(
        before,
        answer,
        after,
        tokens -> {
          tokens.delete(TokenScene.ID);
          return "done";
        });
    if (answer.equals("done")) {
      assertThat(reasonFor(TokenScene.RIGHT)).isEqualTo("UNKNOWN");
      assertThat(scene.users()).doesNotContain("token: backup@pbs!ci", "comment old");
    }
  }

  @ParameterizedTest(name = "withdraw_created_{0}_{1}")
  @CsvSource({
    "NO_DIRECTORY,   NotFound,    absent",
    "ABSENT,         NotFound,    absent",
    "ACTIVE,         done,        absent",
    "DISABLED,       done,        absent",
    "EXPIRED,        done,        absent",
    "OWNER_DISABLED, done,        absent",
    "OWNER_EXPIRED,  done,        absent",
    "METADATA_ONLY,  NotFound,    absent",
    "HASH_ONLY,      done,        absent",
    "DAMAGED_SHADOW, CorruptFile, corrupt",
    "DAMAGED_USERS,  CorruptFile, corrupt",
    "LIMITS_UNREADABLE, done, absent",
  })
  void withdraw_created(TokenBefore before, String answer, String after) {
    check(
        before,
        answer,
        after,
        tokens -> {
          tokens.withdraw(issued(TokenScene.RIGHT_HASH, null));
          return "done";
        });
  }

  @ParameterizedTest(name = "withdraw_regenerated_{0}_{1}")
  @CsvSource({
    "NO_DIRECTORY,   NotFound,    absent",
    "ABSENT,         NotFound,    absent",
    "ACTIVE,         done,        ACTIVE",
    "DISABLED,       done,        DISABLED",
    "EXPIRED,        done,        EXPIRED",
    "OWNER_DISABLED, done,        OWNER_DISABLED",
    "OWNER_EXPIRED,  done,        OWNER_EXPIRED",
    "METADATA_ONLY,  NotFound,    absent",
    "HASH_ONLY,      done,        ACTIVE",
    "DAMAGED_SHADOW, CorruptFile, corrupt",
    "DAMAGED_USERS,  done,        corrupt",
    "LIMITS_UNREADABLE, done, corrupt",
  })
  void withdraw_regenerated(TokenBefore before, String answer, String after) {
    check(
        before,
        answer,
        after,
        tokens -> {
          tokens.withdraw(issued(TokenScene.RIGHT_HASH, TokenScene.OTHER_HASH));
          return "done";
        });
    if (answer.equals("done")) {
      assertThat(scene.shadow()).contains("\"backup@pbs!ci\":\"" + TokenScene.OTHER_HASH + "\"");
      assertThat(scene.users()).isEqualTo(before.users());
    }
  }

  @ParameterizedTest(name = "withdraw_replacedMeanwhile_{0}")
  @CsvSource({"ACTIVE", "DISABLED", "HASH_ONLY"})
  void withdraw_replacedMeanwhile(TokenBefore before) {
    String after = before == TokenBefore.HASH_ONLY ? "ACTIVE" : before.name();
    check(
        before,
        "NotFound",
        after,
        tokens -> {
          tokens.withdraw(issued(TokenScene.OTHER_HASH, null));
          return "done";
        });
    check(
        before,
        "NotFound",
        after,
        tokens -> {
          tokens.withdraw(issued(TokenScene.OTHER_HASH, TokenScene.OTHER_HASH));
          return "done";
        });
  }

  private void check(
      TokenBefore before,
      String answer,
      String after,
      Function<TokenRepository, String> operation) {
    before.arrange(scene);
    DirectorySnapshot start = scene.snapshot();

    assertThat(TokenScene.answer(operation, scene.dryTokens())).isEqualTo(answer);
    start.assertUnchanged(scene.config);

    assertThat(TokenScene.answer(operation, scene.tokens())).isEqualTo(answer);
    if (answer.equals("done") || answer.equals("changed")) {
      DirectorySnapshot.of(scene.config).assertNoTemporaryFiles();
      assertThat(scene.text("state/audit.jsonl").lines()).hasSize(1);
      assertNeighboursAreThere(before);
    } else {
      start.assertUnchanged(scene.config);
    }
    assertThat(TokenScene.answer(t -> TokenScene.stateOf(t.find(TokenScene.ID)), scene.tokens()))
        .isEqualTo(
            switch (after) {
              case "corrupt" -> "CorruptFile";
              case "absent" -> Files.exists(scene.config) ? "absent" : "NotFound";
              default -> after;
            });
  }

  private void assertNeighboursAreThere(TokenBefore before) {
    if (before != TokenBefore.NO_DIRECTORY) {
      assertThat(scene.shadow()).startsWith("{" + TokenScene.NEIGHBOUR);
      assertThat(scene.users()).startsWith(TokenScene.NEIGHBOUR_SECTIONS);
      assertThat(scene.users()).doesNotContain("\n\n\n");
    }
  }

  private static String described(TokenUpdate update) {
    return update.changed() ? "changed" : "same";
  }

  private String reasonFor(String secret) {
    return TokenScene.verified(scene.tokens(), secret);
  }

  private static IssuedToken issued(String hash, @Nullable String previous) {
    Token token = new Token(TokenScene.ID, TokenSettings.DEFAULT, true, null, "bcrypt");
    return new IssuedToken(token, hash, previous);
  }
}
