package dev.latchkey.cli.command;

import dev.latchkey.key.Kdf;
import dev.latchkey.key.Protection;
import dev.latchkey.store.Secret;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A passphrase that a key is to have, or none. Belongs to one thread. */
final class NewPassphrase implements AutoCloseable {

  private final Kdf kdf;
  private final @Nullable Secret secret;

  private NewPassphrase(Kdf kdf, @Nullable Secret secret) {
    this.kdf = kdf;
    this.secret = secret;
  }

  /**
   * Reads it from its options, or asks for it where one is needed.
   *
   * @param name which the options begin with
   * @param kdf null for scrypt if one of the options is given, else none
   * @param id whose passphrase it is
   */
  static NewPassphrase of(Invocation call, String name, @Nullable Kdf kdf, String id) {
    if (kdf == Kdf.NONE || kdf == null) {
      Optional<Secret> supplied = call.supplied(name);
      if (supplied.isPresent() && kdf == Kdf.NONE) {
        supplied.get().close();
        throw CommandException.usage("with --kdf none there is no new passphrase", null);
      }
      return new NewPassphrase(supplied.isPresent() ? Kdf.SCRYPT : Kdf.NONE, supplied.orElse(null));
    }
    return new NewPassphrase(kdf, call.requireNew(name, "New passphrase of " + id + ": "));
  }

  /** The protection that it gives. */
  Protection protection(@Nullable String hint) {
    try {
      return new Protection(kdf, secret, hint == null || hint.isEmpty() ? null : hint);
    } catch (IllegalArgumentException unusable) {
      throw CommandException.usage(String.valueOf(unusable.getMessage()), null);
    }
  }

  @Override
  public void close() {
    if (secret != null) {
      secret.close();
    }
  }
}
