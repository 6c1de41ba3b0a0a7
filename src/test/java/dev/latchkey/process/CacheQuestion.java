package dev.latchkey.process;

import dev.latchkey.AttachedCaches;
import dev.latchkey.cache.CacheName;
import dev.latchkey.iam.Policy;
import dev.latchkey.iam.RoleKey;
import dev.latchkey.iam.TableKey;
import dev.latchkey.iam.UserKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A question to one of the caches of a {@link CacheServer}.
 *
 * @param cache which one
 * @param account of the subject, empty where the name says it all
 * @param name of the user, role or table; an access key id; an ARN
 */
public record CacheQuestion(CacheName cache, String account, String name) {

  public static final List<String> ACCOUNTS = List.of("111111111111", "222222222222");

  /** Users, roles and tables have the same names. */
  public static final List<String> NAMES = List.of("alpha", "beta");

  /** Begins the access key ids of users, and of the sessions of roles. */
  static final String USER_KEY = "AKIA";

  static final String ROLE_KEY = "ASIA";

  /** Where an ARN says whose resource it is; this one does not. */
  static final String BUCKET = "arn:aws:s3:::bucket";

  /** The tag that has the answer. */
  static final String TAG = "answer";

  /** Those that are asked all the time. The order is that of {@link CacheVersions}. */
  static final List<CacheQuestion> ALL = all();

  private static List<CacheQuestion> all() {
    List<CacheQuestion> all = new ArrayList<>();
    for (String account : ACCOUNTS) {
      for (String name : NAMES) {
        all.add(new CacheQuestion(CacheName.USER_POLICIES, account, name));
        all.add(new CacheQuestion(CacheName.USER_GROUP_POLICIES, account, name));
        all.add(new CacheQuestion(CacheName.USER_BOUNDARY, account, name));
        all.add(new CacheQuestion(CacheName.USER_TAGS, account, name));
        all.add(new CacheQuestion(CacheName.ROLE_POLICIES, account, name));
        all.add(new CacheQuestion(CacheName.ROLE_BOUNDARY, account, name));
        all.add(new CacheQuestion(CacheName.ROLE_TAGS, account, name));
        all.add(new CacheQuestion(CacheName.TABLE_KEY_INFO, account, name));
        all.add(new CacheQuestion(CacheName.CREDENTIAL, "", USER_KEY + account + name));
        all.add(new CacheQuestion(CacheName.CREDENTIAL, "", ROLE_KEY + account + name));
        all.add(new CacheQuestion(CacheName.SESSION_DATA, "", ROLE_KEY + account + name));
        all.add(new CacheQuestion(CacheName.RESOURCE_TAGS, "", arn(account, name)));
      }
    }
    all.add(new CacheQuestion(CacheName.RESOURCE_TAGS, "", BUCKET));
    return List.copyOf(all);
  }

  static String arn(String account, String name) {
    return "arn:aws:dynamodb:eu-central-1:" + account + ":table/" + name;
  }

  /** The account that an access key id contains. */
  static String accountOf(String accessKeyId) {
    return accessKeyId.substring(USER_KEY.length(), USER_KEY.length() + 12);
  }

  /** The user or role that an access key id contains. */
  static String principalOf(String accessKeyId) {
    return accessKeyId.substring(USER_KEY.length() + 12);
  }

  /** Asks; the answer is whatever the store has said when it was asked. */
  String ask(AttachedCaches caches) {
    UserKey user = new UserKey(account, name);
    RoleKey role = new RoleKey(account, name);
    return switch (cache) {
      case CREDENTIAL ->
          caches
              .credentials()
              .find(name)
              .orElseThrow()
              .useExposedSecretAccessKey(bytes -> new String(bytes, StandardCharsets.UTF_8));
      case USER_POLICIES -> id(caches.authorization().userPolicies(user).getFirst());
      case USER_GROUP_POLICIES -> id(caches.authorization().userGroupPolicies(user).getFirst());
      case USER_BOUNDARY -> id(caches.authorization().userBoundary(user).orElseThrow());
      case USER_TAGS -> caches.authorization().userTags(user).getOrDefault(TAG, "");
      case ROLE_POLICIES -> id(caches.authorization().rolePolicies(role).getFirst());
      case ROLE_BOUNDARY -> id(caches.authorization().roleBoundary(role).orElseThrow());
      case ROLE_TAGS -> caches.authorization().roleTags(role).getOrDefault(TAG, "");
      case SESSION_DATA -> caches.authorization().sessionData(name).orElseThrow().sessionName();
      case RESOURCE_TAGS -> caches.authorization().resourceTags(name).getOrDefault(TAG, "");
      case TABLE_KEY_INFO ->
          caches.tables().find(new TableKey(account, name)).orElseThrow().partitionKey().name();
      case PRINCIPAL_CREDENTIALS, ROLE_SESSIONS, TOKEN_SECRETS ->
          throw new IllegalArgumentException(cache.wireName());
    };
  }

  private static String id(Policy policy) {
    return String.valueOf(policy.id());
  }
}
