package dev.latchkey.token;

import dev.latchkey.store.CorruptFileException;
import dev.latchkey.store.GenerationSource;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What the files said at one generation, and the secrets verified against that.
 *
 * <p>The files' content never changes; only verified secrets are added. Thread-safe.
 */
final class Snapshot {

  private final long generation;
  private final long epoch;
  private final long comparedAt;
  private final boolean young;
  private final TokenFiles files;
  private final Map<String, VerifiedSecret> verified;

  /**
   * Takes a snapshot.
   *
   * @param generation read before the files were
   * @param epoch how often something had been forgotten by then
   * @param comparedAt when the stamps of the files were last looked at, in nanoseconds
   * @param young whether the files may yet change without a trace in their stamps
   */
  Snapshot(
      long generation,
      long epoch,
      long comparedAt,
      boolean young,
      TokenFiles files,
      Map<String, VerifiedSecret> verified) {
    this.generation = generation;
    this.epoch = epoch;
    this.comparedAt = comparedAt;
    this.young = young;
    this.files = files;
    this.verified = verified;
  }

  /** The same after its stamps were compared again and found the same. */
  Snapshot comparedAgain(long newGeneration, long now) {
    return new Snapshot(newGeneration, epoch, now, young, files, verified);
  }

  /**
   * The same without what was verified of some tokens. A verification that began with this one is
   * remembered in this one, and so forgotten.
   */
  Snapshot without(Collection<String> tokenIds, long newEpoch) {
    Map<String, VerifiedSecret> others = new ConcurrentHashMap<>(verified);
    others.keySet().removeAll(tokenIds);
    return new Snapshot(generation, newEpoch, comparedAt, young, files, others);
  }

  /** Whether it can be used without a look at the files. */
  boolean isFresh(long presentGeneration, long presentEpoch, long now, long ttlNanos) {
    return generation == presentGeneration
        && epoch == presentEpoch
        && (generation & 1) == 0
        && generation != GenerationSource.UNKNOWN
        && now - comparedAt < ttlNanos;
  }

  /** Whether it still is what the files say. */
  boolean isStill(TokenFiles.Stamps stamps) {
    return !young && files.stamps().equals(stamps);
  }

  /** A secret that was verified for an id, null if there is none. */
  @Nullable VerifiedSecret verified(String tokenId) {
    return verified.get(tokenId);
  }

  void remember(String tokenId, VerifiedSecret secret) {
    verified.put(tokenId, secret);
  }

  @Nullable String hash(TokenId id) {
    return files.shadow().hash(id);
  }

  Token token(TokenId id, String hash) {
    return files.token(id, hash);
  }

  /** The secrets that are still good for other files: those whose stored hash is the same there. */
  Map<String, VerifiedSecret> carriedOver(TokenFiles next) {
    Map<String, VerifiedSecret> carried = new ConcurrentHashMap<>();
    verified.forEach(
        (text, secret) -> {
          TokenId id = secret.token().id();
          String hash = next.shadow().hash(id);
          if (hash != null && secret.isFor(hash)) {
            try {
              carried.put(text, secret.of(next.token(id, hash)));
            } catch (CorruptFileException unreadableLimits) {
              // Not carried over: it is refused until its limits can be read.
            }
          }
        });
    return carried;
  }
}
