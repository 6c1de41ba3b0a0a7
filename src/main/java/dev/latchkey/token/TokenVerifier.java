package dev.latchkey.token;

import dev.latchkey.cache.CacheName;
import dev.latchkey.cache.Invalidation;
import dev.latchkey.cache.InvalidationFollower;
import dev.latchkey.cache.Selector;
import dev.latchkey.store.ConfigStore;
import dev.latchkey.store.CorruptFileException;
import dev.latchkey.store.GenerationSource;
import dev.latchkey.store.RandomSource;
import dev.latchkey.store.Secret;
import dev.latchkey.token.Verification.Reason;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Says on every request whether a secret is that of a token that may be used, from memory where it
 * can.
 *
 * <p>A secret that was verified once is recognized by a keyed digest, in well under a microsecond,
 * for as long as the token's stored hash stays the same. The key is random and lives in this
 * object, so a heap dump holds no secret. What it guarantees:
 *
 * <ul>
 *   <li>Once a delete, regenerate, disable or update has returned, in whatever process of the host,
 *       no call that begins later answers from what was before. The same holds for the shortening
 *       of an expiry. A token that expires is refused from that second on.
 *   <li>While a change is under way, and for as long as whoever made it is dead in the middle of
 *       it, no answer is given from memory before the files have been looked at.
 *   <li>A change by a program that tells nobody, an editor for instance, counts within the time to
 *       live, 60 seconds, or as soon as {@link GenerationSource#bump} is called.
 *   <li>Once an invalidation of tokens has returned, in whatever process of the host, no call that
 *       begins later answers from what was verified before.
 *   <li>Files that cannot be read, or make no sense, refuse everybody, with {@link
 *       Reason#UNAVAILABLE}, until they can be read again; that is tried once a second.
 *   <li>Where the counters cannot be read nothing is remembered: each call reads the files and
 *       hashes.
 * </ul>
 *
 * <p>A change of one token costs the others nothing but one reading of the files. Hashing keeps at
 * most as many threads busy as there are processors; who waits longer than 5 seconds for that is
 * refused with {@link Reason#OVERLOADED}. A wrong secret is refused from memory for 5 seconds.
 *
 * <p>Thread-safe, and meant to be shared by all threads: calls that find what they need in memory
 * take no lock. Never throws for anything in the files or in what a client sent.
 */
public final class TokenVerifier {

  /** How long the stamps of the files are believed while nobody tells of a change. */
  public static final Duration TIME_TO_LIVE = Duration.ofSeconds(60);

  private static final long TTL_NANOS = TIME_TO_LIVE.toNanos();
  private static final int MAX_ID_LENGTH = 4 * UserId.MAX_LENGTH;
  private static final int MAX_SECRET_BYTES = 4096;

  private final GenerationSource generations;
  private final SnapshotLoader loader;
  private final SecretChecks checks;
  private final InstantSource clock;
  private final LongSupplier nanos;

  private final KeyedDigest keyed;
  private final InvalidationFollower invalidations;

  private volatile @Nullable Snapshot snapshot;

  TokenVerifier(
      ConfigStore store,
      SecretHasher hasher,
      GenerationSource generations,
      RandomSource random,
      InstantSource clock,
      LongSupplier nanos) {
    this.generations = generations;
    this.invalidations = new InvalidationFollower(store);
    this.loader = new SnapshotLoader(store, generations, invalidations, clock);
    this.checks = new SecretChecks(hasher, nanos);
    this.clock = clock;
    this.nanos = nanos;
    this.keyed = new KeyedDigest(random);
    generations.refresh();
    invalidations.applyTo(this::apply);
  }

  /**
   * Checks a secret. Blocks for some 20 ms, or longer where many do, if it has to be hashed.
   *
   * @param tokenId as the client sent it; anything that is no token's id is unknown
   * @param secret the caller closes it
   */
  public Verification verify(String tokenId, Secret secret) {
    if (tokenId.length() > MAX_ID_LENGTH || secret.length() > MAX_SECRET_BYTES) {
      return new Verification.Refused(Reason.UNKNOWN);
    }
    // Both before anything else: what has returned before this call has changed them already.
    var _ = invalidations.isBelieved(); // where it is not, the generation is not known either
    long generation = generations.current();
    Snapshot present = snapshot;
    long now = nanos.getAsLong();
    if (present == null || !present.isFresh(generation, loader.epoch(), now, TTL_NANOS)) {
      present = loader.load(generation, now, TTL_NANOS);
      snapshot = present; // or an older one, if another thread was faster: it is not fresh then
      if (present == null) {
        return new Verification.Refused(Reason.UNAVAILABLE);
      }
    }
    byte[] digest = keyed.of(secret);
    VerifiedSecret known = present.verified(tokenId);
    if (known != null && known.isOf(digest)) {
      return known.answer(clock);
    }
    return check(present, tokenId, secret, digest);
  }

  /** Forgets everything: each secret is hashed again when it is next seen. */
  public void invalidate() {
    loader.forget();
    checks.forget();
  }

  /**
   * Forgets some tokens: their secrets are hashed again when they are next seen.
   *
   * @param tokenIds as clients send them
   */
  public void invalidate(Collection<String> tokenIds) {
    loader.forget(tokenIds);
    checks.forget();
  }

  private void apply(Invalidation invalidation) {
    List<String> tokenIds = invalidation.values(Selector.TOKEN_IDS);
    if (!invalidation.touches(CacheName.TOKEN_SECRETS)) {
      return;
    } else if (tokenIds.isEmpty()) {
      invalidate();
    } else {
      invalidate(tokenIds);
    }
  }

  private Verification check(Snapshot present, String tokenId, Secret secret, byte[] digest) {
    TokenId id = TokenId.parseOrNull(tokenId);
    String hash = id == null ? null : present.hash(id);
    Reason refusal = checks.refusal(new SecretChecks.Question(tokenId, hash, digest), secret);
    if (refusal != null) {
      return new Verification.Refused(refusal);
    } else if (id == null || hash == null) {
      return new Verification.Refused(Reason.UNKNOWN);
    }
    try {
      VerifiedSecret verified = new VerifiedSecret(hash, digest, present.token(id, hash));
      // If this snapshot has been replaced meanwhile, the entry goes where nobody looks.
      present.remember(tokenId, verified);
      return verified.answer(clock);
    } catch (CorruptFileException unreadableLimits) {
      return new Verification.Refused(Reason.UNAVAILABLE);
    }
  }

  /** How many secrets were hashed so far. */
  long hashCount() {
    return checks.hashCount();
  }
}
