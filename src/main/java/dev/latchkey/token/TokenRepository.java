package dev.latchkey.token;

import dev.latchkey.posix.Crypt;
import dev.latchkey.store.AlreadyExistsException;
import dev.latchkey.store.ConfigStore;
import dev.latchkey.store.FileImage;
import dev.latchkey.store.FileTransaction;
import dev.latchkey.store.GenerationSource;
import dev.latchkey.store.HeldLock;
import dev.latchkey.store.Inspected;
import dev.latchkey.store.LockName;
import dev.latchkey.store.NotFoundException;
import dev.latchkey.store.RandomSource;
import dev.latchkey.store.Secret;
import dev.latchkey.store.Subject;
import dev.latchkey.token.Verification.Reason;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The API tokens of a configuration directory: {@code token.shadow} and {@code user.cfg}.
 *
 * <p>Every change is durable when its method returns, and visible to every process of the host. A
 * method that throws has changed nothing, unless an {@link dev.latchkey.store.UnavailableException}
 * names what it could not put back. Any method may throw any {@link
 * dev.latchkey.store.LatchkeyException}; its {@code @throws} are those that callers expect. Methods
 * that change something wait for locks. Thread-safe.
 */
public final class TokenRepository {

  /** The fewest bytes of a secret that a caller brings. */
  public static final int MIN_SECRET_BYTES = 8;

  private static final int FILE_MODE = 0640;

  private final ConfigStore store;
  private final InstantSource clock;
  private final RandomSource random;
  private @Nullable SecretHasher hasher;
  private @Nullable TokenVerifier verifier;

  /**
   * Opens the tokens of a directory; touches nothing on disk.
   *
   * @param clock decides what has expired
   * @param random where salts come from
   */
  public TokenRepository(ConfigStore store, InstantSource clock, RandomSource random) {
    this.store = store;
    this.clock = clock;
    this.random = random;
  }

  /** Loads libcrypt only when there is something to hash. */
  private synchronized SecretHasher hasher() {
    if (hasher == null) {
      hasher = new SecretHasher(Crypt.ofSystem(), random);
    }
    return hasher;
  }

  /**
   * Creates a token. Metadata that a crash has left under its id is overwritten.
   *
   * @param secret what {@link #verify} will accept; the caller closes it
   * @throws AlreadyExistsException if there is such a token
   * @throws IllegalArgumentException if the secret is too short or too long, or has control
   *     characters
   */
  public IssuedToken create(TokenId id, TokenSettings settings, Secret secret) {
    String hash = hash(secret);
    try (FileTransaction change = store.beginCreating()) {
      HeldLock userLock = change.lock(LockName.USER);
      HeldLock shadowLock = change.lock(LockName.TOKEN_SHADOW);
      FileImage shadowImage = change.read(TokenFiles.SHADOW);
      FileImage userImage = change.read(TokenFiles.USERS);
      TokenFiles files = TokenFiles.of(shadowImage, userImage);
      if (files.shadow().hash(id) != null) {
        throw new AlreadyExistsException(Subject.TOKEN, id.toString());
      }
      files.users().remove(TokenFiles.TOKEN_SECTION, id.toString());
      files.putSettings(id, settings);
      files.shadow().put(id, hash);
      IssuedToken issued = new IssuedToken(files.token(id, hash), hash, null);
      // In this order, a crash leaves metadata without a hash, never a token without its limits.
      change.replace(userLock, userImage, files.users().toPieces(), FILE_MODE);
      change.replace(shadowLock, shadowImage, files.shadow().toPieces(), FILE_MODE);
      change.commit("token create", id.toString());
      return issued;
    }
  }

  /**
   * Gives a token a new secret; everything else, its expiry included, stays. The old secret counts
   * no longer.
   *
   * @param secret what {@link #verify} will accept; the caller closes it
   * @throws NotFoundException if there is no such token
   * @throws IllegalArgumentException if the secret is too short or too long, or has control
   *     characters
   */
  public IssuedToken regenerate(TokenId id, Secret secret) {
    String hash = hash(secret);
    try (FileTransaction change = store.begin()) {
      HeldLock lock = change.lock(LockName.TOKEN_SHADOW);
      FileImage image = change.read(TokenFiles.SHADOW);
      TokenFiles files = TokenFiles.of(image, change.read(TokenFiles.USERS));
      String previousHash = requireHash(files, id);
      IssuedToken issued = new IssuedToken(files.token(id, hash), hash, previousHash);
      files.shadow().put(id, hash);
      change.replace(lock, image, files.shadow().toPieces(), FILE_MODE);
      change.commit("token regenerate", id.toString());
      return issued;
    }
  }

  /**
   * Takes back what {@link #create} or {@link #regenerate} has done, for a secret that could not be
   * handed to anybody: a created token is gone again, a regenerated one has its old secret again.
   *
   * @throws NotFoundException if the token has been deleted or regenerated meanwhile
   */
  public void withdraw(IssuedToken issued) {
    TokenId id = issued.token().id();
    String previousHash = issued.previousHash();
    if (previousHash == null) {
      delete(id, "token withdraw", issued.hash());
      return;
    }
    try (FileTransaction change = store.begin()) {
      HeldLock lock = change.lock(LockName.TOKEN_SHADOW);
      FileImage image = change.read(TokenFiles.SHADOW);
      ShadowFile shadow = ShadowFile.parse(image);
      if (!issued.hash().equals(shadow.hash(id))) {
        throw new NotFoundException(Subject.TOKEN, id.toString());
      }
      shadow.put(id, previousHash);
      change.replace(lock, image, shadow.toPieces(), FILE_MODE);
      change.commit("token withdraw", id.toString());
    }
  }

  /**
   * Changes a token's settings. Nothing is written if they stay the same.
   *
   * @param change from the present settings to the new ones; called under the lock, so it must not
   *     block
   * @return the token before and after
   * @throws NotFoundException if there is no such token
   */
  public TokenUpdate update(TokenId id, UnaryOperator<TokenSettings> change) {
    return update(id, change, "token update");
  }

  /**
   * Lets a token be used again. Nothing is written if it is enabled.
   *
   * @return the token before and after
   * @throws NotFoundException if there is no such token
   */
  public TokenUpdate enable(TokenId id) {
    return update(id, settings -> settings.withEnabled(true), "token enable");
  }

  /**
   * Refuses a token until it is enabled again. Nothing is written if it is disabled.
   *
   * @return the token before and after
   * @throws NotFoundException if there is no such token
   */
  public TokenUpdate disable(TokenId id) {
    return update(id, settings -> settings.withEnabled(false), "token disable");
  }

  private TokenUpdate update(TokenId id, UnaryOperator<TokenSettings> operator, String verb) {
    try (FileTransaction change = store.begin()) {
      // Whoever deletes a token holds this lock too, so the token stays while we do.
      HeldLock lock = change.lock(LockName.USER);
      FileImage image = change.read(TokenFiles.USERS);
      TokenFiles files = TokenFiles.of(change.read(TokenFiles.SHADOW), image);
      String hash = requireHash(files, id);
      Token before = files.token(id, hash);
      TokenSettings settings = operator.apply(before.settings());
      if (settings.equals(before.settings())) {
        return new TokenUpdate(before, before);
      }
      files.putSettings(id, settings);
      Token after = files.token(id, hash);
      change.replace(lock, image, files.users().toPieces(), FILE_MODE);
      change.commit(verb, id.toString());
      return new TokenUpdate(before, after);
    }
  }

  /**
   * Deletes a token: its hash first, so that it is refused from the first write on.
   *
   * @throws NotFoundException if there is no such token
   */
  public void delete(TokenId id) {
    delete(id, "token delete", null);
  }

  private void delete(TokenId id, String verb, @Nullable String onlyHash) {
    try (FileTransaction change = store.begin()) {
      HeldLock userLock = change.lock(LockName.USER);
      HeldLock shadowLock = change.lock(LockName.TOKEN_SHADOW);
      FileImage shadowImage = change.read(TokenFiles.SHADOW);
      FileImage userImage = change.read(TokenFiles.USERS);
      TokenFiles files = TokenFiles.of(shadowImage, userImage);
      String hash = requireHash(files, id);
      if (onlyHash != null && !onlyHash.equals(hash)) {
        throw new NotFoundException(Subject.TOKEN, id.toString());
      }
      files.shadow().remove(id);
      change.replace(shadowLock, shadowImage, files.shadow().toPieces(), FILE_MODE);
      if (files.users().contains(TokenFiles.TOKEN_SECTION, id.toString())) {
        files.users().remove(TokenFiles.TOKEN_SECTION, id.toString());
        change.replace(userLock, userImage, files.users().toPieces(), FILE_MODE);
      }
      change.commit(verb, id.toString());
    }
  }

  /** All tokens whose ids follow the grammar of {@link TokenId}, in the order of their ids. */
  public List<Token> list() {
    return TokenFiles.read(store).tokens().toList();
  }

  /** The token of an id, empty if there is none. */
  public Optional<Token> find(TokenId id) {
    return Optional.ofNullable(TokenFiles.read(store).token(id));
  }

  /**
   * The verifier that a server asks on every request: always the same one, so that all threads
   * share what it remembers. It learns of changes from the counters in shared memory.
   */
  public synchronized TokenVerifier verifier() {
    if (verifier == null) {
      verifier = verifier(store.tokenGenerations());
    }
    return verifier;
  }

  /**
   * A verifier that learns of changes from a counter of the caller's own.
   *
   * @param generations changes whenever somebody may have changed the files
   */
  public TokenVerifier verifier(GenerationSource generations) {
    return verifier(generations, System::nanoTime);
  }

  /** The same with a clock for the time to live. */
  TokenVerifier verifier(GenerationSource generations, LongSupplier nanos) {
    return new TokenVerifier(store, hasher(), generations, random, clock, nanos);
  }

  /**
   * Checks a secret, hashing it each time: some 20 ms of processor time, for an unknown id too.
   *
   * @param secret the caller closes it
   */
  public Verification verify(TokenId id, Secret secret) {
    TokenFiles files = TokenFiles.read(store);
    String hash = files.shadow().hash(id);
    boolean matches = hasher().matches(secret, hash);
    if (hash == null) {
      return new Verification.Refused(Reason.UNKNOWN);
    } else if (!matches) {
      return new Verification.Refused(Reason.WRONG_SECRET);
    }
    return files.token(id, hash).answerAt(clock.instant());
  }

  /**
   * Looks for what crashes, other programs or edits by hand have left, and for what has had its
   * time. Takes no lock and changes nothing: what another process is about to finish may be among
   * it.
   */
  public Inspected<TokenFinding> inspect() {
    return TokenInspection.of(store, clock.instant());
  }

  /**
   * Removes the metadata of an id that has no hash.
   *
   * <p>That loses nothing that counts: without a hash no secret is accepted, and {@link #create}
   * would overwrite the metadata. Where {@code token.shadow} is missing they stay, because the
   * hashes may come back from a backup, and their limits must be there then.
   *
   * @return whether it is gone, or in a dry run would be; false also if there is a hash
   */
  public boolean removeOrphanedMetadata(TokenId id) {
    try (FileTransaction change = store.begin()) {
      HeldLock lock = change.lock(LockName.USER);
      // Whoever creates a token gives it its hash under this one.
      var _ = change.lock(LockName.TOKEN_SHADOW);
      FileImage shadowImage = change.read(TokenFiles.SHADOW);
      FileImage image = change.read(TokenFiles.USERS);
      TokenFiles files = TokenFiles.of(shadowImage, image);
      if (!shadowImage.exists() || files.shadow().hash(id) != null) {
        return false;
      }
      if (files.users().contains(TokenFiles.TOKEN_SECTION, id.toString())) {
        files.users().remove(TokenFiles.TOKEN_SECTION, id.toString());
        change.replace(lock, image, files.users().toPieces(), FILE_MODE);
        change.commit("doctor fix", id.toString());
      }
      return true;
    }
  }

  private String hash(Secret secret) {
    int max = hasher().maxSecretBytes();
    if (secret.length() < MIN_SECRET_BYTES || secret.length() > max) {
      throw new IllegalArgumentException(
          "a secret has " + MIN_SECRET_BYTES + " to " + max + " bytes");
    }
    if (secret.useExposedBytes(TokenRepository::hasControlCharacter)) {
      throw new IllegalArgumentException("a secret has no control characters");
    }
    return hasher().hash(secret);
  }

  private static boolean hasControlCharacter(byte[] bytes) {
    for (byte b : bytes) {
      if ((b >= 0 && b < ' ') || b == 0x7f) {
        return true;
      }
    }
    return false;
  }

  private static String requireHash(TokenFiles files, TokenId id) {
    String hash = files.shadow().hash(id);
    if (hash == null) {
      throw new NotFoundException(Subject.TOKEN, id.toString());
    }
    return hash;
  }
}
