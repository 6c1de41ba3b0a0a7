package dev.latchkey;

import dev.latchkey.authkey.AuthKeyRepository;
import dev.latchkey.authkey.TicketTimes;
import dev.latchkey.cache.CacheControl;
import dev.latchkey.iam.AuthorizationStore;
import dev.latchkey.iam.CredentialStore;
import dev.latchkey.iam.JsonCatalog;
import dev.latchkey.iam.TableKeyInfoStore;
import dev.latchkey.key.EncryptionKeyRepository;
import dev.latchkey.store.Actor;
import dev.latchkey.store.ConfigDirectory;
import dev.latchkey.store.ConfigStore;
import dev.latchkey.store.RandomSource;
import dev.latchkey.token.TokenRepository;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The secrets of one configuration directory.
 *
 * <p>Opening touches nothing on disk; the directory is made by the first token or key. Thread-safe.
 *
 * <pre>{@code
 * TokenVerifier verifier = Latchkey.open(Path.of("/etc/latchkey")).tokens().verifier();
 * try (Secret secret = Secret.copyOf(bytes)) {
 *   if (verifier.verify("backup@pbs!ci", secret) instanceof Verification.Valid) {
 *     serve();
 *   }
 * }
 * }</pre>
 */
public final class Latchkey {

  private final ConfigStore store;
  private final InstantSource clock;
  private final RandomSource random;
  private final TokenRepository tokens;
  private final EncryptionKeyRepository keys;
  private final AuthKeyRepository authKeys;
  private final CacheControl cacheControl;

  private Latchkey(Builder builder) {
    this.clock = builder.clock;
    this.random = builder.random;
    Actor actor = builder.actor == null ? Actor.ofProcess() : builder.actor;
    this.store =
        new ConfigStore(
            new ConfigDirectory(builder.directory),
            builder.runDirectory,
            builder.lockTimeout,
            actor,
            builder.clock,
            builder.random,
            builder.dryRun);
    this.tokens = new TokenRepository(store, builder.clock, builder.random);
    this.keys = new EncryptionKeyRepository(store, builder.clock, builder.random);
    this.cacheControl = new CacheControl(store, builder.clock);
    this.authKeys =
        new AuthKeyRepository(store, builder.ticketTimes, builder.clock, builder.random);
  }

  /**
   * Opens a configuration directory with the defaults of {@link #builder}.
   *
   * @param directory need not exist
   */
  public static Latchkey open(Path directory) {
    return builder(directory).open();
  }

  /**
   * Prepares to open a configuration directory.
   *
   * @param directory need not exist
   */
  public static Builder builder(Path directory) {
    return new Builder(directory);
  }

  /** The API tokens. */
  public TokenRepository tokens() {
    return tokens;
  }

  /** The encryption keys. */
  public EncryptionKeyRepository keys() {
    return keys;
  }

  /** The key pair that signs login tickets. */
  public AuthKeyRepository authKeys() {
    return authKeys;
  }

  /**
   * Attaches the caches of this process, in front of the catalog that lies in {@code
   * catalog/*.json} of the configuration directory.
   *
   * @param name what this process is called in {@code admin cache status}, up to 100 characters
   * @return closed by the caller to detach
   * @throws IllegalArgumentException if the name is none
   * @throws dev.latchkey.store.LatchkeyException if {@code latchkey.toml} makes no sense, or the
   *     configuration directory or the run directory cannot be used
   */
  public AttachedCaches caches(String name) {
    JsonCatalog catalog = new JsonCatalog(store, clock);
    return caches(name, catalog, catalog, catalog);
  }

  /**
   * Attaches the caches of this process, as {@link #caches(String)} does, in front of other stores.
   *
   * @param credentials thread-safe, as the other two
   */
  public AttachedCaches caches(
      String name,
      CredentialStore credentials,
      AuthorizationStore authorization,
      TableKeyInfoStore tables) {
    return new AttachedCaches(store, clock, cacheControl, name, credentials, authorization, tables);
  }

  /** Empties the caches of every process that uses this directory, and says what they do. */
  public CacheControl cacheControl() {
    return cacheControl;
  }

  /**
   * Looks at everything that lies in the configuration directory and in the run directory: owners
   * and modes, what crashes, other programs and edits by hand have left, what makes no sense, and
   * what has had its time. Takes no lock for longer than a moment and changes nothing, so what
   * another process is about to finish may be among it. A file that cannot be read is a finding.
   *
   * @return in the order in which it is to be mended; empty if all is well
   * @throws dev.latchkey.store.NotFoundException if there is no configuration directory
   */
  public List<Finding> inspect() {
    return checkup().inspect();
  }

  /**
   * Mends a finding if nothing can be lost by it, under the locks and with a line in the audit log.
   * Never touches a secret or a hash that counts, with one exception: an unfinished rotation is
   * finished by a new key pair, after which what the present private key has signed still counts.
   *
   * @param finding of {@link #inspect}
   * @return whether it is mended, or in a dry run would be; if not, nothing was changed, and an
   *     administrator decides what is to be done
   * @throws dev.latchkey.store.LatchkeyException if it cannot be done; nothing was changed
   */
  public boolean mend(Finding finding) {
    return checkup().mend(finding);
  }

  private Checkup checkup() {
    return new Checkup(store, tokens, keys, authKeys, new JsonCatalog(store, clock));
  }

  /** Where new secrets come from. */
  public RandomSource random() {
    return random;
  }

  /** How to open a configuration directory. Not thread-safe. */
  public static final class Builder {

    private static final Duration DEFAULT_LOCK_TIMEOUT = Duration.ofSeconds(10);

    private final Path directory;
    private @Nullable Path runDirectory;
    private Duration lockTimeout = DEFAULT_LOCK_TIMEOUT;
    private @Nullable Actor actor;
    private InstantSource clock = InstantSource.system();
    private RandomSource random = RandomSource.ofKernel();
    private TicketTimes ticketTimes = TicketTimes.DEFAULT;
    private boolean dryRun;

    private Builder(Path directory) {
      this.directory = directory;
    }

    /**
     * Where processes of this host share volatile state. Default: {@code /run/latchkey/NAME} for a
     * directory that root owns, else {@code /run/user/UID/latchkey/NAME}. All processes that use
     * the same configuration directory must use the same run directory.
     */
    public Builder runDirectory(@Nullable Path path) {
      this.runDirectory = path;
      return this;
    }

    /** How long to wait for a lock, zero to try just once. Default: 10 seconds. */
    public Builder lockTimeout(Duration timeout) {
      this.lockTimeout = timeout;
      return this;
    }

    /** Whom the audit log names. Default: the user of this process. */
    public Builder actor(Actor who) {
      this.actor = who;
      return this;
    }

    /** What time it is. Default: the system's clock. */
    public Builder clock(InstantSource source) {
      this.clock = source;
      return this;
    }

    /** Where random bytes come from. Default: the kernel. */
    public Builder random(RandomSource source) {
      this.random = source;
      return this;
    }

    /** How long ticket keys and tickets count. Default: {@link TicketTimes#DEFAULT}. */
    public Builder ticketTimes(TicketTimes times) {
      this.ticketTimes = times;
      return this;
    }

    /** Whether to make every check, take every lock and write nothing. Default: false. */
    public Builder dryRun(boolean dry) {
      this.dryRun = dry;
      return this;
    }

    /** Opens the directory; touches nothing on disk. */
    public Latchkey open() {
      return new Latchkey(this);
    }
  }
}
