package dev.latchkey;

import dev.latchkey.cache.Attachment;
import dev.latchkey.cache.CacheControl;
import dev.latchkey.cache.CacheCounters;
import dev.latchkey.cache.CacheName;
import dev.latchkey.cache.CacheSettings;
import dev.latchkey.cache.InvalidationFollower;
import dev.latchkey.iam.AuthCaches;
import dev.latchkey.iam.AuthorizationStore;
import dev.latchkey.iam.CredentialStore;
import dev.latchkey.iam.TableKeyInfoStore;
import dev.latchkey.iam.WriteThrough;
import dev.latchkey.store.ConfigStore;
import java.time.InstantSource;
import java.util.Map;

/**
 * The caches of a server, attached to its host: what any process of the host invalidates, {@code
 * admin cache invalidate} for one, is dropped here before the next look-up.
 *
 * <p>Thread-safe. Look-ups block only while a store is asked.
 */
public final class AttachedCaches implements AutoCloseable {

  private final AuthCaches caches;
  private final WriteThrough writeThrough;
  private final Attachment attachment;

  AttachedCaches(
      ConfigStore store,
      InstantSource clock,
      CacheControl control,
      String name,
      CredentialStore credentials,
      AuthorizationStore authorization,
      TableKeyInfoStore tables) {
    CacheSettings settings = CacheSettings.read(store);
    InvalidationFollower follower = new InvalidationFollower(store);
    this.caches =
        new AuthCaches(
            settings, follower, clock, System::nanoTime, credentials, authorization, tables);
    follower.applyTo(caches::apply);
    this.writeThrough = new WriteThrough(control::publish);
    this.attachment = new Attachment(store, clock, name, follower, caches::counters);
  }

  /** Credentials by their access key id. */
  public CredentialStore credentials() {
    return caches.credentials();
  }

  /** The inputs of authorization decisions. */
  public AuthorizationStore authorization() {
    return caches.authorization();
  }

  /** Key schemas of tables. */
  public TableKeyInfoStore tables() {
    return caches.tables();
  }

  /** Makes changes to what is cached, and has every process of the host forget what they change. */
  public WriteThrough writeThrough() {
    return writeThrough;
  }

  /** What each cache has counted so far. */
  public Map<CacheName, CacheCounters> counters() {
    return caches.counters();
  }

  /**
   * Detaches: nobody waits for this process any more, and no thread of it looks after the counters.
   * The caches can still be asked and stay correct while the run directory stays where it is. The
   * second and later calls do nothing.
   */
  @Override
  public void close() {
    attachment.close();
  }
}
