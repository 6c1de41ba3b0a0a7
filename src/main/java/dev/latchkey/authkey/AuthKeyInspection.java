package dev.latchkey.authkey;

import dev.latchkey.store.ConfigStore;
import dev.latchkey.store.Inspected;
import dev.latchkey.store.LatchkeyException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Looks at each file of the key pair by itself, and then at whether they are a pair. */
final class AuthKeyInspection {

  private final ConfigStore store;
  private final List<LatchkeyException> failures = new ArrayList<>();

  private AuthKeyInspection(ConfigStore store) {
    this.store = store;
  }

  static Inspected<AuthKeyFinding> of(ConfigStore store) {
    AuthKeyInspection inspection = new AuthKeyInspection(store);
    List<AuthKeyFinding> findings =
        inspection.isUnfinished() ? List.of(AuthKeyFinding.UNFINISHED_ROTATION) : List.of();
    return new Inspected<>(findings, inspection.failures);
  }

  /** A public key alone is no finding: a host that only verifies needs no other. */
  private boolean isUnfinished() {
    DatedKey current =
        attempt(() -> DatedKey.of(store.read(AuthKeyFiles.PUBLIC, KeyPem.MAX_BYTES)));
    boolean publicIsKnown = failures.isEmpty();
    DatedKey old =
        attempt(() -> DatedKey.of(store.read(AuthKeyFiles.OLD_PUBLIC, KeyPem.MAX_BYTES)));
    SigningKey privateKey =
        attempt(() -> AuthKeyFiles.privateKey(store.read(AuthKeyFiles.PRIVATE, KeyPem.MAX_BYTES)));
    AuthKeyFiles files = new AuthKeyFiles(current, old, false, privateKey);
    return publicIsKnown && privateKey != null && !files.isPair();
  }

  private <T> @Nullable T attempt(Supplier<@Nullable T> read) {
    try {
      return read.get();
    } catch (LatchkeyException e) {
      failures.add(e);
      return null;
    }
  }
}
