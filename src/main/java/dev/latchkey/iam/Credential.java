package dev.latchkey.iam;

import dev.latchkey.store.Secret;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An access key: whom it speaks for, and the secret that requests are signed with.
 *
 * <p>Immutable and thread-safe; all callers share one, so nobody closes its secret. It has no
 * {@code equals}, and its {@code toString} leaves the secret out.
 */
public final class Credential {

  private final String accessKeyId;
  private final String accountId;
  private final Principal principal;
  private final Secret secretAccessKey;
  private final @Nullable Instant expires;

  /**
   * Makes a credential.
   *
   * @param secretAccessKey owned by the credential from now on: the caller does not close it
   * @param expires from when on it is not valid any more, null for never
   */
  public Credential(
      String accessKeyId,
      String accountId,
      Principal principal,
      Secret secretAccessKey,
      @Nullable Instant expires) {
    this.accessKeyId = accessKeyId;
    this.accountId = accountId;
    this.principal = principal;
    this.secretAccessKey = secretAccessKey;
    this.expires = expires;
  }

  /** The public half of the access key. */
  public String accessKeyId() {
    return accessKeyId;
  }

  /** The id of the principal's account. */
  public String accountId() {
    return accountId;
  }

  /** Whom it speaks for. */
  public Principal principal() {
    return principal;
  }

  /** From when on it is not valid any more, null for never. */
  public @Nullable Instant expires() {
    return expires;
  }

  /** Whether it is not valid any more; from the very instant on that {@link #expires} names. */
  public boolean isExpiredAt(Instant time) {
    return expires != null && !time.isBefore(expires);
  }

  /**
   * Lends the bytes of the secret access key: the one way to read them.
   *
   * @param use must neither keep nor change the array, nor return anything that holds its content
   * @return what {@code use} returns
   * @throws E if {@code use} throws it
   */
  public <R extends @Nullable Object, E extends Exception> R useExposedSecretAccessKey(
      Secret.Use<R, E> use) throws E {
    return secretAccessKey.useExposedBytes(use);
  }

  /** Everything but the secret. */
  @Override
  public String toString() {
    return "Credential[" + accessKeyId + ", " + accountId + ", " + principal + ", " + expires + "]";
  }
}
