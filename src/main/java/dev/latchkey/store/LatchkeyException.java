package dev.latchkey.store;

import org.jspecify.annotations.Nullable;

/**
 * A refusal or failure of this library: the closed family that callers can switch over.
 *
 * <p>Its members carry data (ids, paths, states), never a secret and never the content of a file.
 * Their messages are terse, made for logs; whoever talks to an operator words them itself. A
 * mistake in calling the library is no member of the family but an {@link IllegalArgumentException}
 * or {@link IllegalStateException}.
 */
public abstract sealed class LatchkeyException extends RuntimeException
    permits NotFoundException,
        AlreadyExistsException,
        RefusedException,
        BusyException,
        CorruptFileException,
        UnavailableException {

  private static final long serialVersionUID = 1;

  LatchkeyException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
