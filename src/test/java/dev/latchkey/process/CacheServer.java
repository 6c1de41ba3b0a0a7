package dev.latchkey.process;

import dev.latchkey.AttachedCaches;
import dev.latchkey.Latchkey;
import dev.latchkey.cache.CacheName;
import dev.latchkey.iam.AuthorizationStore;
import dev.latchkey.iam.Credential;
import dev.latchkey.iam.CredentialStore;
import dev.latchkey.iam.Policy;
import dev.latchkey.iam.Principal;
import dev.latchkey.iam.RoleKey;
import dev.latchkey.iam.SessionData;
import dev.latchkey.iam.TableKey;
import dev.latchkey.iam.TableKeyInfo;
import dev.latchkey.iam.TableKeyInfo.AttributeType;
import dev.latchkey.iam.TableKeyInfo.KeyAttribute;
import dev.latchkey.iam.TableKeyInfoStore;
import dev.latchkey.iam.UserKey;
import dev.latchkey.store.Secret;
import dev.latchkey.token.HashCount;
import dev.latchkey.token.TokenVerifier;
import dev.latchkey.token.Verification;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * A process with caches and a verifier that answers questions, a line each.
 *
 * <p>Its stores answer with the version that stands in {@link CacheVersions} when they are asked,
 * and with the number of that load, as in {@code 7:1234}; the same number is the same load. They
 * take their time, so that a load may be under way when it is invalidated.
 */
final class CacheServer implements CredentialStore, AuthorizationStore, TableKeyInfoStore {

  /** Tokens, and their secrets; {@link CacheHost} writes the hashes. */
  static final List<String> TOKENS = List.of("backup@pbs!ci", "other@pbs!x");

  static final List<String> SECRETS = List.of("right-secret", "other-secret");

  private static final int LONGEST_LOAD = 100;
  private static final int QUESTIONS_AT_A_TIME = 20;
  private static final long PAUSE_NANOS = 200_000;

  private final CacheVersions versions;
  private final AttachedCaches caches;
  private final TokenVerifier verifier;
  private final AtomicLong loads = new AtomicLong();
  private final AtomicReference<String> violation = new AtomicReference<>("none");

  private CacheServer(Path config, Path run, Path versions, String name) throws IOException {
    this.versions = new CacheVersions(versions);
    Latchkey latchkey = Latchkey.builder(config).runDirectory(run).open();
    caches = latchkey.caches(name, this, this, this);
    verifier = latchkey.tokens().verifier();
  }

  /**
   * Serves until the end of the input.
   *
   * @param args configuration directory, run directory, file of the versions, name, and how many
   *     threads ask all the time
   */
  public static void main(String[] args) throws IOException {
    CacheServer server =
        new CacheServer(Path.of(args[0]), Path.of(args[1]), Path.of(args[2]), args[3]);
    for (int i = 0; i < Integer.parseInt(args[4]); i++) {
      Thread.ofPlatform().daemon().start(server::askAllTheTime);
    }
    answer("ready");
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      List<String> words = List.of(line.split(" ", -1));
      String answer;
      try {
        answer = server.answer(words.getFirst(), words.getLast());
      } catch (RuntimeException | Error failure) {
        answer = "failed: " + failure;
      }
      answer(answer);
    }
    server.caches.close();
  }

  private static void answer(String text) {
    System.out.println(text);
    System.out.flush();
  }

  private String answer(String verb, String word) {
    return switch (verb) {
      case "ask" -> CacheQuestion.ALL.get(Integer.parseInt(word)).ask(caches);
      case "all" ->
          CacheQuestion.ALL.stream()
              .map(question -> question.ask(caches))
              .collect(Collectors.joining(" "));
      case "tags" -> new CacheQuestion(CacheName.RESOURCE_TAGS, "", decoded(word)).ask(caches);
      case "groups" -> {
        String account = CacheQuestion.ACCOUNTS.getFirst();
        yield new CacheQuestion(CacheName.USER_GROUP_POLICIES, account, decoded(word)).ask(caches);
      }
      case "verify" -> verify(Integer.parseInt(word));
      case "violation" -> violation.get();
      case "forget" -> violation.getAndSet("none");
      case "exit" -> {
        System.exit(0); // without detaching
        yield "";
      }
      default -> throw new IllegalArgumentException(verb);
    };
  }

  private static String decoded(String word) {
    return new String(Base64.getDecoder().decode(word), StandardCharsets.UTF_8);
  }

  /** How many secrets were hashed so far, if the token's is accepted. */
  private String verify(int token) {
    try (Secret secret = Secret.copyOf(SECRETS.get(token).getBytes(StandardCharsets.UTF_8))) {
      return verifier.verify(TOKENS.get(token), secret) instanceof Verification.Valid
          ? Long.toString(HashCount.of(verifier))
          : "refused";
    }
  }

  /** Leaves the processors to others now and then. */
  private void askAllTheTime() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    while (true) {
      for (int i = 0; i < QUESTIONS_AT_A_TIME; i++) {
        CacheQuestion question = CacheQuestion.ALL.get(random.nextInt(CacheQuestion.ALL.size()));
        long oldest = versions.oldestBelieved(question);
        String found;
        try {
          found = question.ask(caches);
        } catch (RuntimeException | Error failure) {
          found = "-1:" + failure;
        }
        if (Long.parseLong(found.substring(0, found.indexOf(':'))) < oldest) {
          violation.compareAndSet("none", question + " " + found + ", not " + oldest);
        }
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // others shall run meanwhile, whoever they are
  private String load(CacheName cache, String account, String name) {
    long load = loads.incrementAndGet();
    String answer = versions.version(new CacheQuestion(cache, account, name)) + ":" + load;
    for (int i = ThreadLocalRandom.current().nextInt(LONGEST_LOAD); i > 0; i--) {
      Thread.yield();
    }
    return answer;
  }

  private Policy policy(CacheName cache, String account, String name) {
    return new Policy("2012-10-17", load(cache, account, name), List.of());
  }

  private Map<String, String> tags(CacheName cache, String account, String name) {
    return Map.of(CacheQuestion.TAG, load(cache, account, name));
  }

  @Override
  public Optional<Credential> find(String accessKeyId) {
    String name = CacheQuestion.principalOf(accessKeyId);
    byte[] answer = load(CacheName.CREDENTIAL, "", accessKeyId).getBytes(StandardCharsets.UTF_8);
    return Optional.of(
        new Credential(
            accessKeyId,
            CacheQuestion.accountOf(accessKeyId),
            accessKeyId.startsWith(CacheQuestion.USER_KEY)
                ? new Principal.User(name)
                : new Principal.Role(name),
            Secret.copyOf(answer),
            null));
  }

  @Override
  public List<Policy> userPolicies(UserKey user) {
    return List.of(policy(CacheName.USER_POLICIES, user.accountId(), user.userName()));
  }

  @Override
  public List<Policy> userGroupPolicies(UserKey user) {
    return List.of(policy(CacheName.USER_GROUP_POLICIES, user.accountId(), user.userName()));
  }

  @Override
  public Optional<Policy> userBoundary(UserKey user) {
    return Optional.of(policy(CacheName.USER_BOUNDARY, user.accountId(), user.userName()));
  }

  @Override
  public Map<String, String> userTags(UserKey user) {
    return tags(CacheName.USER_TAGS, user.accountId(), user.userName());
  }

  @Override
  public List<Policy> rolePolicies(RoleKey role) {
    return List.of(policy(CacheName.ROLE_POLICIES, role.accountId(), role.roleName()));
  }

  @Override
  public Optional<Policy> roleBoundary(RoleKey role) {
    return Optional.of(policy(CacheName.ROLE_BOUNDARY, role.accountId(), role.roleName()));
  }

  @Override
  public Map<String, String> roleTags(RoleKey role) {
    return tags(CacheName.ROLE_TAGS, role.accountId(), role.roleName());
  }

  @Override
  public Optional<SessionData> sessionData(String accessKeyId) {
    return Optional.of(
        new SessionData(
            CacheQuestion.accountOf(accessKeyId),
            CacheQuestion.principalOf(accessKeyId),
            load(CacheName.SESSION_DATA, "", accessKeyId),
            null,
            Map.of()));
  }

  @Override
  public Map<String, String> resourceTags(String arn) {
    return tags(CacheName.RESOURCE_TAGS, "", arn);
  }

  @Override
  public Optional<TableKeyInfo> find(TableKey table) {
    String answer = load(CacheName.TABLE_KEY_INFO, table.accountId(), table.tableName());
    return Optional.of(new TableKeyInfo(new KeyAttribute(answer, AttributeType.S), null));
  }
}
