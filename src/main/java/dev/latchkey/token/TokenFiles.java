package dev.latchkey.token;

import dev.latchkey.format.SectionConfig;
import dev.latchkey.store.ConfigStore;
import dev.latchkey.store.CorruptFileException;
import dev.latchkey.store.CorruptFileException.Problem;
import dev.latchkey.store.FileImage;
import dev.latchkey.store.FileStamp;
import java.time.Instant;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code token.shadow} and {@code user.cfg}, read so that they belong together.
 *
 * <p>Not thread-safe: whoever changes one of the parts owns both.
 *
 * @param shadow the hashes
 * @param users the metadata of tokens and their owners
 * @param stamps the states that the files were in
 */
record TokenFiles(ShadowFile shadow, SectionConfig users, Stamps stamps) {

  /**
   * The states of both files, which tell whether they have changed.
   *
   * @param shadow of {@code token.shadow}
   * @param users of {@code user.cfg}
   */
  record Stamps(FileStamp shadow, FileStamp users) {

    /** The states that the files are in now. */
    static Stamps now(ConfigStore store) {
      return new Stamps(store.stamp(SHADOW), store.stamp(USERS));
    }

    /**
     * Whether a file changed so shortly before a time that it may change again without a trace: two
     * writes in place within one tick of the file system's clock leave the same stamp.
     */
    boolean areYoungerThan(Instant time) {
      return shadow.changeSeconds() >= time.getEpochSecond()
          || users.changeSeconds() >= time.getEpochSecond();
    }
  }

  static final String SHADOW = "token.shadow";
  static final String USERS = "user.cfg";
  static final String TOKEN_SECTION = "token";

  static final String USER_SECTION = "user";
  private static final String COMMENT = "comment";
  private static final String ENABLE = "enable";
  private static final String EXPIRE = "expire";
  private static final int MAX_ATTEMPTS = 1000;

  /**
   * Reads both without a lock.
   *
   * <p>Writers give a token its metadata before its hash and take the hash away before the
   * metadata. So a hash that was there before and after the metadata was read had that metadata:
   * without the second look, a token being deleted could be seen without its limits.
   */
  static TokenFiles read(ConfigStore store) {
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      FileImage shadow = store.read(SHADOW);
      FileImage users = store.read(USERS);
      if (store.stamp(SHADOW).equals(shadow.stamp())) {
        return of(shadow, users);
      }
    }
    throw new CorruptFileException(store.directory().resolve(SHADOW), Problem.UNSTABLE);
  }

  /** Parses both. */
  static TokenFiles of(FileImage shadow, FileImage users) {
    return new TokenFiles(
        ShadowFile.parse(shadow),
        SectionConfig.parse(users),
        new Stamps(shadow.stamp(), users.stamp()));
  }

  /** The token of an id, null if there is none. */
  @Nullable Token token(TokenId id) {
    String hash = shadow.hash(id);
    return hash == null ? null : token(id, hash);
  }

  /** The token that an id is or will be, with the given hash. */
  Token token(TokenId id, String hash) {
    return token(users, id, hash);
  }

  /** The token that an id is by what a {@code user.cfg} says, with the given hash. */
  static Token token(SectionConfig users, TokenId id, String hash) {
    String owner = id.owner().value();
    return new Token(
        id,
        settings(users, id),
        users.booleanValue(USER_SECTION, owner, ENABLE, true),
        instant(users.numberValue(USER_SECTION, owner, EXPIRE, 0)),
        SecretHasher.methodOf(hash));
  }

  /** All tokens whose ids follow our grammar, in the order of their ids. */
  Stream<Token> tokens() {
    return shadow.ids().stream().sorted().map(this::tokenOrNull).filter(Objects::nonNull);
  }

  private @Nullable Token tokenOrNull(String id) {
    TokenId parsed = TokenId.parseOrNull(id);
    return parsed == null ? null : token(parsed);
  }

  /** What the token's section says. */
  TokenSettings settings(TokenId id) {
    return settings(users, id);
  }

  private static TokenSettings settings(SectionConfig users, TokenId id) {
    String section = id.toString();
    String comment = users.value(TOKEN_SECTION, section, COMMENT);
    return new TokenSettings(
        comment == null || !SectionConfig.isStorable(comment) ? null : comment,
        users.booleanValue(TOKEN_SECTION, section, ENABLE, true),
        instant(users.numberValue(TOKEN_SECTION, section, EXPIRE, 0)));
  }

  private static @Nullable Instant instant(long epochSecond) {
    return epochSecond == 0
        ? null
        : Instant.ofEpochSecond(Math.min(epochSecond, Instant.MAX.getEpochSecond()));
  }

  /** Writes what differs from the section's present settings, making the section if need be. */
  void putSettings(TokenId id, TokenSettings settings) {
    String section = id.toString();
    if (!users.contains(TOKEN_SECTION, section)) {
      users.replaceSection(TOKEN_SECTION, section);
    }
    TokenSettings present = settings(id);
    if (!Objects.equals(settings.comment(), present.comment())) {
      users.set(TOKEN_SECTION, section, COMMENT, settings.comment());
    }
    if (settings.enabled() != present.enabled()) {
      users.set(TOKEN_SECTION, section, ENABLE, settings.enabled() ? null : "false");
    }
    Instant expires = settings.expires();
    if (!Objects.equals(expires, present.expires())) {
      String seconds = expires == null ? null : Long.toString(expires.getEpochSecond());
      users.set(TOKEN_SECTION, section, EXPIRE, seconds);
    }
  }
}
