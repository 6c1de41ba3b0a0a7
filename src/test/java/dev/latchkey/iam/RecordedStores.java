package dev.latchkey.iam;

import dev.latchkey.iam.Policy.Effect;
import dev.latchkey.iam.Policy.Statement;
import dev.latchkey.iam.TableKeyInfo.AttributeType;
import dev.latchkey.iam.TableKeyInfo.KeyAttribute;
import dev.latchkey.store.Secret;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Stores of accounts {@code 1} and {@code 2}, both with the users alice and bob, the roles reader
 * and writer, and the tables music and films; they record what they are asked. Access keys are
 * called as account and owner: {@code 1/alice}.
 */
final class RecordedStores implements AuthorizationStore {

  static final List<String> ACCOUNTS = List.of("1", "2");
  static final List<String> USERS = List.of("alice", "bob");
  static final List<String> ROLES = List.of("reader", "writer");
  static final List<String> TABLES = List.of("music", "films");

  /** Those of which nobody can tell the account: it is empty, or they are no ARNs. */
  static final List<String> OTHER_ARNS =
      List.of("arn:aws:s3:::bucket", "arn:aws:s3:r:9", "bucket", "xrn:aws:s3:r:9:bucket");

  /** What was asked, each as the name of a cache and a subject: {@code user_tags 1/alice}. */
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());

  private final Queue<Thread> loading = new ConcurrentLinkedQueue<>();
  private final List<Runnable> returned = Collections.synchronizedList(new ArrayList<>());

  /** Those of the subjects that do not exist. */
  final Set<String> missing = Collections.synchronizedSet(new HashSet<>());

  /** What every question fails with. */
  volatile @Nullable RuntimeException failure;

  /** When credentials expire. */
  volatile @Nullable Instant expires;

  static String arn(String account, String table) {
    return "arn:aws:dynamodb:eu-west-1:" + account + ":table/" + table;
  }

  /**
   * What was asked since this was called last, sorted. Waits for the threads that have asked: a
   * cache answers its callers a moment before it counts the life of an entry.
   */
  List<String> takeAsked() {
    awaitLoads();
    synchronized (asked) {
      List<String> taken = asked.stream().sorted().toList();
      asked.clear();
      return taken;
    }
  }

  private void awaitLoads() {
    for (Thread thread : List.copyOf(loading)) {
      try {
        if (thread.isVirtual()) {
          thread.join();
        }
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
    loading.clear();
  }

  private boolean ask(String cache, String subject) {
    loading.add(Thread.currentThread());
    asked.add(cache + " " + subject);
    RuntimeException present = failure;
    if (present != null) {
      throw present;
    }
    return !missing.contains(subject);
  }

  private static Policy policy(String id) {
    Statement statement =
        new Statement(null, Effect.ALLOW, false, List.of(id), false, List.of("*"), Map.of());
    return new Policy("2012-10-17", id, List.of(statement));
  }

  private List<Policy> policies(String cache, String subject) {
    List<Policy> policies = new ArrayList<>();
    if (ask(cache, subject)) {
      policies.add(policy(cache + subject));
    }
    returned.add(policies::clear);
    return policies;
  }

  /** Empties the lists and maps that were returned so far. */
  void emptyWhatWasReturned() {
    returned.forEach(Runnable::run);
  }

  private Optional<Policy> boundary(String cache, String subject) {
    return ask(cache, subject) ? Optional.of(policy(cache + subject)) : Optional.empty();
  }

  private Map<String, String> tags(String cache, String subject) {
    Map<String, String> tags = new HashMap<>();
    if (ask(cache, subject)) {
      tags.put(cache, subject);
    }
    returned.add(tags::clear);
    return tags;
  }

  private static String of(UserKey user) {
    return user.accountId() + "/" + user.userName();
  }

  private static String of(RoleKey role) {
    return role.accountId() + "/" + role.roleName();
  }

  Optional<Credential> credential(String accessKeyId) {
    if (!ask("credential", accessKeyId)) {
      return Optional.empty();
    }
    String[] names = accessKeyId.split("/", -1);
    Principal principal =
        USERS.contains(names[1]) ? new Principal.User(names[1]) : new Principal.Role(names[1]);
    return Optional.of(
        new Credential(accessKeyId, names[0], principal, Secret.copyOf(new byte[] {1}), expires));
  }

  Optional<TableKeyInfo> table(TableKey table) {
    String subject = table.accountId() + "/" + table.tableName();
    return ask("table_key_info", subject)
        ? Optional.of(new TableKeyInfo(new KeyAttribute(subject, AttributeType.S), null))
        : Optional.empty();
  }

  @Override
  public List<Policy> userPolicies(UserKey user) {
    return policies("user_policies", of(user));
  }

  @Override
  public List<Policy> userGroupPolicies(UserKey user) {
    return policies("user_group_policies", of(user));
  }

  @Override
  public Optional<Policy> userBoundary(UserKey user) {
    return boundary("user_boundary", of(user));
  }

  @Override
  public Map<String, String> userTags(UserKey user) {
    return tags("user_tags", of(user));
  }

  @Override
  public List<Policy> rolePolicies(RoleKey role) {
    return policies("role_policies", of(role));
  }

  @Override
  public Optional<Policy> roleBoundary(RoleKey role) {
    return boundary("role_boundary", of(role));
  }

  @Override
  public Map<String, String> roleTags(RoleKey role) {
    return tags("role_tags", of(role));
  }

  @Override
  public Optional<SessionData> sessionData(String accessKeyId) {
    if (!ask("session_data", accessKeyId)) {
      return Optional.empty();
    }
    String[] names = accessKeyId.split("/", -1);
    return Optional.of(new SessionData(names[0], names[1], "session", null, Map.of()));
  }

  @Override
  public Map<String, String> resourceTags(String arn) {
    return tags("resource_tags", arn);
  }
}
