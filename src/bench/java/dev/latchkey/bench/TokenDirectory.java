package dev.latchkey.bench;

import dev.latchkey.Latchkey;
import dev.latchkey.posix.Crypt;
import dev.latchkey.store.Secret;
import dev.latchkey.token.TokenId;
import dev.latchkey.token.TokenSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A temporary configuration directory with many tokens of one secret. Only the first is made by the
 * library; the others are written beside it, so that 100 000 take no longer than writing them.
 */
final class TokenDirectory implements AutoCloseable {

  /** The secret of every token. */
  static final String SECRET = "3f0c2a1e-7b5d-4c68-9a0f-52d1e8b7c694";

  /** Traditional DES: the cheapest that there is. */
  private static final String CHEAP_SETTING = "ab";

  private final Path path;
  private final String hash;

  /**
   * Makes the directory.
   *
   * @param tokens how many there are
   * @param inUse how many of them, from the first on, are going to be verified: all but the first
   *     of these have a cheap hash, the rest that of the first
   */
  TokenDirectory(int tokens, int inUse) throws IOException {
    this.path = Files.createTempDirectory("latchkey-bench");
    try (Secret secret = secret()) {
      open().tokens().create(TokenId.parse(id(0)), TokenSettings.DEFAULT, secret);
    }
    Path shadow = config().resolve("token.shadow");
    String first = Files.readString(shadow);
    hash = first.substring(first.lastIndexOf(":\"") + 2, first.lastIndexOf('"'));
    String cheap =
        Crypt.ofSystem()
            .map(crypt -> crypt.hash(SECRET.getBytes(StandardCharsets.UTF_8), CHEAP_SETTING))
            .orElse(hash);
    StringBuilder hashes = new StringBuilder(first.substring(0, first.lastIndexOf('}')));
    StringBuilder sections = new StringBuilder(Files.readString(config().resolve("user.cfg")));
    for (int i = 1; i < tokens; i++) {
      String id = id(i);
      hashes.append(",\"").append(id).append("\":\"").append(i < inUse ? cheap : hash).append('"');
      sections.append("\ntoken: ").append(id).append("\n\tcomment host ").append(i).append('\n');
    }
    Files.writeString(shadow, hashes.append('}'));
    Files.writeString(config().resolve("user.cfg"), sections);
  }

  /** A new instance of every token's secret. */
  static Secret secret() {
    return Secret.copyOf(SECRET.getBytes(StandardCharsets.UTF_8));
  }

  /** The id of a token below 1 000 000. */
  static String id(int number) {
    return "client-" + Integer.toString(1_000_000 + number).substring(1) + "@pbs!agent";
  }

  /** How long it takes to compute the hash of the secret of the first token once more. */
  double nanosToHash() {
    Crypt crypt = Crypt.ofSystem().orElseThrow();
    byte[] secret = SECRET.getBytes(StandardCharsets.UTF_8);
    long start = System.nanoTime();
    var _ = crypt.hash(secret, hash);
    return System.nanoTime() - start;
  }

  Path config() {
    return path.resolve("config");
  }

  Path run() {
    return path.resolve("run");
  }

  /** Opens it anew, as another process would. */
  Latchkey open() {
    return Latchkey.builder(config()).runDirectory(run()).open();
  }

  @Override
  public void close() throws IOException {
    List<Path> deepestLast;
    try (Stream<Path> files = Files.walk(path)) {
      deepestLast = files.toList();
    }
    for (Path file : deepestLast.reversed()) {
      Files.delete(file);
    }
  }
}
