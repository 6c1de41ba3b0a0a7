package dev.latchkey.token;

/** Shows benchmarks what a verifier counts for tests only. */
public final class HashCount {

  private HashCount() {}

  /** How many secrets a verifier has hashed so far. */
  public static long of(TokenVerifier verifier) {
    return verifier.hashCount();
  }
}
