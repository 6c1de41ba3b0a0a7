package dev.latchkey.authkey;

import dev.latchkey.store.ConfigStore;
import dev.latchkey.store.Inspected;
import dev.latchkey.store.Inspection;

/** Looks at each file of the key pair by itself, and then at whether they are a pair. */
final class AuthKeyInspection {

  private AuthKeyInspection() {}

  static Inspected<AuthKeyFinding> of(ConfigStore store) {
    Inspection<AuthKeyFinding> found = new Inspection<>();
    DatedKey current =
        found.attempt(() -> DatedKey.of(store.read(AuthKeyFiles.PUBLIC, KeyPem.MAX_BYTES)));
    boolean publicIsKnown = found.result().failures().isEmpty();
    DatedKey old =
        found.attempt(() -> DatedKey.of(store.read(AuthKeyFiles.OLD_PUBLIC, KeyPem.MAX_BYTES)));
    SigningKey privateKey =
        found.attempt(
            () -> AuthKeyFiles.privateKey(store.read(AuthKeyFiles.PRIVATE, KeyPem.MAX_BYTES)));
    AuthKeyFiles files = new AuthKeyFiles(current, old, false, privateKey);
    // A public key alone is no finding: a host that only verifies needs no other.
    if (publicIsKnown && privateKey != null && !files.isPair()) {
      found.add(AuthKeyFinding.UNFINISHED_ROTATION);
    }
    return found.result();
  }
}
