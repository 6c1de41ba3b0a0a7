package dev.latchkey.token;

import dev.latchkey.DirectorySnapshot;
import dev.latchkey.store.Actor;
import dev.latchkey.store.ConfigDirectory;
import dev.latchkey.store.ConfigStore;
import dev.latchkey.store.FileImage;
import dev.latchkey.store.LatchkeyException;
import dev.latchkey.store.RandomSource;
import dev.latchkey.store.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;

/** A configuration directory and a run directory in a temporary one, at a fixed time. */
final class TokenScene {

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

  final Path config;
  final Path run;

  TokenScene(Path temporary) {
    this.config = temporary.resolve("config");
    this.run = temporary.resolve("run");
  }

  ConfigStore store(RandomSource random, boolean dryRun) {
    return new ConfigStore(
        new ConfigDirectory(config),
        run,
        Duration.ZERO,
        new Actor(0, "tester", null),
        InstantSource.fixed(NOW),
        random,
        dryRun);
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
    directory();
    try {
      Path file = Files.write(config.resolve(name), content);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  FileImage image(String name) {
    return store(RandomSource.ofKernel(), false).read(name);
  }

  String shadow() {
    return text(TokenFiles.SHADOW);
  }

  String users() {
    return text(TokenFiles.USERS);
  }

  String text(String name) {
    try {
      return Files.readString(config.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  DirectorySnapshot snapshot() {
    return DirectorySnapshot.of(config);
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
