package dev.latchkey.token;

/** How often a verifier had to hash, for tests and benchmarks in other packages. */
public final class HashCount {

  private HashCount() {}

  /** How many secrets a verifier has hashed so far. */
  public static long of(TokenVerifier verifier) {
    return verifier.hashCount();
  }
}
