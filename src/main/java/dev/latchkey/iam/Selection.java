package dev.latchkey.iam;

import dev.latchkey.cache.Invalidation;
import dev.latchkey.cache.Selector;
import dev.latchkey.cache.SwrCache;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The entries that an invalidation chooses: all but those of which a selector says that they are
 * another's. So a selector that means nothing to a cache chooses all of its entries, never none.
 */
record Selection(Invalidation invalidation) {

  /** The fields of an ARN: {@code arn:partition:service:region:account-id:resource}. */
  private static final int ARN_FIELDS = 6;

  private static final int ARN_ACCOUNT = 4;

  /** The value of a selector, empty if it has none. */
  Optional<String> value(Selector selector) {
    return invalidation.values(selector).stream().findFirst();
  }

  /** Whether something has the value of a selector, or there is none to compare it with. */
  boolean agrees(Selector selector, String value) {
    List<String> values = invalidation.values(selector);
    return values.isEmpty() || values.contains(value);
  }

  /**
   * Drops entries whose keys are an account and a name.
   *
   * @param account the account of a key
   * @param key made of an account and a name
   * @param selectors those that have names
   */
  <K> void drop(
      SwrCache<K, ?> cache,
      Function<K, String> account,
      BiFunction<String, String, K> key,
      Selector... selectors) {
    Optional<String> accountId = value(Selector.ACCOUNT_ID);
    if (accountId.isEmpty()) {
      cache.invalidateAll();
      return;
    }
    List<String> names = new ArrayList<>();
    for (Selector each : selectors) {
      names.addAll(invalidation.values(each));
    }
    if (names.isEmpty()) {
      cache.invalidateKeys(each -> account.apply(each).equals(accountId.get()));
    }
    names.forEach(name -> cache.invalidate(key.apply(accountId.get(), name)));
  }

  /** Whether a resource may be one that is chosen: of an account, an ARN may not tell. */
  boolean mayBeOf(String arn) {
    String[] fields = arn.split(":", ARN_FIELDS);
    boolean tells =
        fields.length == ARN_FIELDS && fields[0].equals("arn") && !fields[ARN_ACCOUNT].isEmpty();
    return !tells || agrees(Selector.ACCOUNT_ID, fields[ARN_ACCOUNT]);
  }
}
