package dev.latchkey.iam;

import dev.latchkey.cache.Invalidation;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes changes to the data behind the caches and publishes what each of them makes stale, so that
 * nobody who changes something can forget to. Thread-safe if the publisher is.
 */
public final class WriteThrough {

  private final Consumer<Invalidation> publisher;

  /**
   * Publishes somewhere.
   *
   * @param publisher has reached every cache when it returns, and throws if it cannot tell
   */
  public WriteThrough(Consumer<Invalidation> publisher) {
    this.publisher = publisher;
  }

  /**
   * Makes a change, then publishes; also if the mutation throws, because it may have taken effect,
   * as where only the answer of a commit was lost.
   *
   * @param change what the mutation does
   * @return what the mutation returns
   * @throws IllegalArgumentException if the change cannot be published as it is; nothing was done
   * @throws RuntimeException as the mutation threw it, with the failures of the publisher
   *     suppressed in it; or as the publisher threw it, and the change was made
   */
  public <T extends @Nullable Object> T change(CatalogChange change, Supplier<T> mutation) {
    List<Invalidation> stale = change.stale();
    T result;
    try {
      result = mutation.get();
    } catch (Throwable failure) {
      suppress(failure, publish(stale));
      throw failure;
    }
    Throwable unpublished = publish(stale);
    if (unpublished instanceof Error error) {
      throw error;
    } else if (unpublished instanceof RuntimeException exception) {
      throw exception;
    }
    return result;
  }

  /** Makes a change as {@link #change(CatalogChange, Supplier)} does, which returns nothing. */
  public void change(CatalogChange change, Runnable mutation) {
    this.<@Nullable Object>change(
        change,
        () -> {
          mutation.run();
          return null;
        });
  }

  /** Publishes all that can be; the first failure with the others suppressed, null if none. */
  private @Nullable Throwable publish(List<Invalidation> stale) {
    Throwable first = null;
    for (Invalidation each : stale) {
      try {
        publisher.accept(each);
      } catch (Throwable failure) {
        if (first == null) {
          first = failure;
        } else {
          suppress(first, failure);
        }
      }
    }
    return first;
  }

  private static void suppress(Throwable primary, @Nullable Throwable other) {
    if (other != null && other != primary) { // nothing can suppress itself
      primary.addSuppressed(other);
    }
  }
}
