package dev.latchkey.iam;

import java.util.Optional;

/** Where access keys are looked up. Implementations are thread-safe; calls may block. */
@FunctionalInterface
public interface CredentialStore {

  /**
   * The credential of an access key.
   *
   * @return empty if there is none
   * @throws RuntimeException if that cannot be told, as a rule a {@link
   *     dev.latchkey.store.LatchkeyException}
   */
  Optional<Credential> find(String accessKeyId);
}
