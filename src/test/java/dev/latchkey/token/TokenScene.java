package dev.latchkey.token;

import dev.latchkey.ConfigScene;
import dev.latchkey.store.LatchkeyException;
import dev.latchkey.store.RandomSource;
import dev.latchkey.store.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;

/** A configuration directory and a run directory in a temporary one, at a fixed time. */
final class TokenScene extends ConfigScene {

  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  static final TokenId ID = TokenId.parse("backup@pbs!ci");
  static final String RIGHT = "right-secret";

  /** bcrypt, cost 4, of {@link #RIGHT}. */
  static final String RIGHT_HASH = "$2b$04$abcdefghijklmnopqrstuuxH.muaUGcg6rRuHaKonUCD1AG9nFmPO";

  /** bcrypt, cost 4, of {@code other-secret}. */
  static final String OTHER_HASH = "$2b$04$abcdefghijklmnopqrstuuZmUGu3q/UDnsna30Ge.rhp8Dd9ibIc.";

  /** Entries and sections that are not ours to change. */
  static final String NEIGHBOUR = "\"not an id\":\"*\",\"other@pbs!x\":\"" + OTHER_HASH + "\"";

  static final String NEIGHBOUR_SECTIONS =
      """
      # by hand
      user: root@pam
      	email root@example.org

      token: other@pbs!x
      	comment another one
      	future-key 5

      acl: 1:/:root@pam:Admin
      """;

  TokenScene(Path temporary) {
    super(temporary, NOW);
  }

  TokenRepository tokens() {
    return tokens(RandomSource.ofKernel());
  }

  TokenRepository tokens(RandomSource random) {
    return new TokenRepository(store(random, false), InstantSource.fixed(NOW), random);
  }

  TokenRepository dryTokens() {
    RandomSource random = RandomSource.ofKernel();
    return new TokenRepository(store(random, true), InstantSource.fixed(NOW), random);
  }

  TokenRepository tokensAt(Instant time) {
    RandomSource random = RandomSource.ofKernel();
    return new TokenRepository(store(random, false), InstantSource.fixed(time), random);
  }

  TokenScene directory() {
    try {
      Files.createDirectories(config);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  TokenScene shadow(String content) {
    return file(TokenFiles.SHADOW, content.getBytes(StandardCharsets.UTF_8));
  }

  TokenScene users(String content) {
    return file(TokenFiles.USERS, content.getBytes(StandardCharsets.UTF_8));
  }

  TokenScene file(String name, byte[] content) {
    write(name, content, "rw-r-----");
    return this;
  }

  String shadow() {
    return text(TokenFiles.SHADOW);
  }

  String users() {
    return text(TokenFiles.USERS);
  }

  static Secret secret(String text) {
    return Secret.copyOf(text.getBytes(StandardCharsets.UTF_8));
  }

  /** What an operation answers, or the failure that it throws. */
  static String answer(Function<TokenRepository, String> operation, TokenRepository tokens) {
    try {
      return operation.apply(tokens);
    } catch (LatchkeyException e) {
      return e.getClass().getSimpleName().replace("Exception", "");
    }
  }

  /** The state of a token at {@link #NOW}. */
  static String stateOf(Optional<Token> token) {
    return token.map(found -> found.stateAt(NOW).name()).orElse("absent");
  }

  /** The answer to a secret. */
  static String verified(TokenRepository tokens, String text) {
    try (Secret secret = secret(text)) {
      return switch (tokens.verify(ID, secret)) {
        case Verification.Valid(Token token) -> {
          yield token.id().equals(ID) ? "Valid" : "another token";
        }
        case Verification.Refused(Verification.Reason reason) -> reason.name();
      };
    }
  }
}
