package dev.latchkey.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.latchkey.store.LatchkeyException;
import dev.latchkey.store.Secret;
import dev.latchkey.token.Verification.Reason;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Hashes secrets without letting anybody burn the processors: as many at a time as there are
 * processors, the same question once for all who ask it, and wrong answers from memory for a while.
 *
 * <p>Thread-safe.
 */
final class SecretChecks {

  private static final Duration NEGATIVE_TTL = Duration.ofSeconds(5);
  private static final int MAX_NEGATIVES = 10_000;
  private static final long MAX_WAIT_NANOS = 5_000_000_000L;

  /**
   * A secret that somebody offers for a token.
   *
   * @param tokenId as it was sent
   * @param hash the stored hash, null if there is no such token
   * @param digest the keyed digest of the secret
   */
  @SuppressWarnings("ArrayRecordComponent") // with methods of its own
  record Question(String tokenId, @Nullable String hash, byte[] digest) {

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Question question
          && tokenId.equals(question.tokenId)
          && Objects.equals(hash, question.hash)
          && Arrays.equals(digest, question.digest);
    }

    @Override
    public int hashCode() {
      return 31 * tokenId.hashCode() + Arrays.hashCode(digest);
    }
  }

  private final SecretHasher hasher;
  private final Semaphore processors = new Semaphore(Runtime.getRuntime().availableProcessors());
  private final ConcurrentHashMap<Question, CompletableFuture<@Nullable Reason>> underWay =
      new ConcurrentHashMap<>();
  private final Cache<Question, Reason> negatives;
  private final LongAdder hashed = new LongAdder();

  SecretChecks(SecretHasher hasher, LongSupplier nanos) {
    this.hasher = hasher;
    this.negatives =
        Caffeine.newBuilder()
            .expireAfterWrite(NEGATIVE_TTL)
            .maximumSize(MAX_NEGATIVES)
            .ticker(nanos::getAsLong)
            .build();
  }

  /** Why a secret is not the right one, null if it is. Blocks while it is hashed. */
  @Nullable Reason refusal(Question question, Secret secret) {
    Reason known = negatives.getIfPresent(question);
    if (known != null) {
      return known;
    }
    CompletableFuture<@Nullable Reason> mine = new CompletableFuture<>();
    CompletableFuture<@Nullable Reason> first = underWay.putIfAbsent(question, mine);
    if (first != null) {
      return await(first);
    }
    Reason reason = Reason.UNAVAILABLE;
    try {
      reason = hash(question, secret);
      if (reason == Reason.WRONG_SECRET || reason == Reason.UNKNOWN) {
        negatives.put(question, reason);
      }
      return reason;
    } finally {
      underWay.remove(question);
      mine.complete(reason);
    }
  }

  private static @Nullable Reason await(CompletableFuture<@Nullable Reason> first) {
    try {
      return first.get(2 * MAX_WAIT_NANOS, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Reason.OVERLOADED;
    } catch (ExecutionException | TimeoutException e) {
      return Reason.OVERLOADED;
    }
  }

  private @Nullable Reason hash(Question question, Secret secret) {
    try {
      if (!processors.tryAcquire(MAX_WAIT_NANOS, TimeUnit.NANOSECONDS)) {
        return Reason.OVERLOADED;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Reason.OVERLOADED;
    }
    try {
      hashed.increment();
      String hash = question.hash();
      if (hasher.matches(secret, hash)) {
        return null;
      }
      return hash == null ? Reason.UNKNOWN : Reason.WRONG_SECRET;
    } catch (LatchkeyException noLibcrypt) {
      return Reason.UNAVAILABLE;
    } finally {
      processors.release();
    }
  }

  /** Forgets wrong answers. */
  void forget() {
    negatives.invalidateAll();
  }

  long hashCount() {
    return hashed.sum();
  }
}
