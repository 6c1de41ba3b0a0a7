package dev.latchkey.iam;

import dev.latchkey.format.JsonReader;
import dev.latchkey.iam.CatalogParsers.Group;
import dev.latchkey.iam.CatalogParsers.Identity;
import dev.latchkey.store.ConfigStore;
import dev.latchkey.store.Inspected;
import dev.latchkey.store.Inspection;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A catalog in files of the configuration directory, for a server without a database. Each file is
 * one JSON object; one that is missing is empty.
 *
 * <p>{@code catalog/credentials.json}, by access key id; either {@code user} or {@code role}, and
 * {@code expires} (RFC 3339) only if it does:
 *
 * <pre>{@code
 * {
 *   "AKIAIOSFODNN7EXAMPLE": {
 *     "account_id": "123456789012",
 *     "user": "alice",
 *     "secret_access_key": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
 *     "expires": "2027-01-31T00:00:00Z"
 *   }
 * }
 * }</pre>
 *
 * <p>{@code catalog/users.json} and {@code catalog/roles.json}, by account and name; policies are
 * policy documents as {@link Policy#parse} takes them, and no member is required:
 *
 * <pre>{@code
 * {
 *   "123456789012": {
 *     "alice": {
 *       "policies": [
 *         {
 *           "Version": "2012-10-17",
 *           "Statement": {"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": "*"}
 *         }
 *       ],
 *       "boundary": {
 *         "Version": "2012-10-17",
 *         "Statement": [{"Effect": "Allow", "Action": ["dynamodb:*"], "Resource": ["*"]}]
 *       },
 *       "tags": {"team": "blue"}
 *     }
 *   }
 * }
 * }</pre>
 *
 * <p>{@code catalog/groups.json}, by account and name; no member is required:
 *
 * <pre>{@code
 * {
 *   "123456789012": {
 *     "readers": {
 *       "members": ["alice", "bob"],
 *       "policies": []
 *     }
 *   }
 * }
 * }</pre>
 *
 * <p>{@code catalog/sessions.json}, by access key id; {@code policy} and {@code tags} are optional:
 *
 * <pre>{@code
 * {
 *   "ASIAIOSFODNN7EXAMPLE": {
 *     "account_id": "123456789012",
 *     "role": "reporter",
 *     "session_name": "nightly",
 *     "tags": {"run": "42"}
 *   }
 * }
 * }</pre>
 *
 * <p>{@code catalog/tables.json}, by account and name; {@code sort_key} is optional:
 *
 * <pre>{@code
 * {
 *   "123456789012": {
 *     "Music": {
 *       "partition_key": {"name": "Artist", "type": "S"},
 *       "sort_key": {"name": "Year", "type": "N"}
 *     }
 *   }
 * }
 * }</pre>
 *
 * <p>{@code catalog/tags.json}, the tags of resources by ARN:
 *
 * <pre>{@code
 * {
 *   "arn:aws:dynamodb:eu-west-1:123456789012:table/Music": {"stage": "production"}
 * }
 * }</pre>
 *
 * <p>Files are read strictly: an unknown name, one that stands there twice and a value of the wrong
 * type are errors. A file is parsed again only if its {@linkplain dev.latchkey.store.FileStamp
 * stamp} has changed, which every call asks the file system. Thread-safe; calls block on files.
 *
 * <p>Every method throws {@link dev.latchkey.store.CorruptFileException} if its file makes no sense
 * or is not safe to read, and {@link dev.latchkey.store.UnavailableException} if it cannot be read.
 */
public final class JsonCatalog implements CredentialStore, AuthorizationStore, TableKeyInfoStore {

  private final InstantSource clock;
  private final CatalogFile<Credential> credentials;
  private final CatalogFile<Map<String, Identity>> users;
  private final CatalogFile<Map<String, Group>> groups;
  private final CatalogFile<Map<String, Identity>> roles;
  private final CatalogFile<SessionData> sessions;
  private final CatalogFile<Map<String, TableKeyInfo>> tables;
  private final CatalogFile<Map<String, String>> tags;

  /**
   * The catalog of a configuration directory, neither of which needs to exist; reads nothing yet.
   *
   * @param clock tells whether a credential has expired
   */
  public JsonCatalog(ConfigStore store, InstantSource clock) {
    this.clock = clock;
    credentials = new CatalogFile<>(store, "credentials.json", CatalogParsers::credential);
    users = byAccount(store, "users.json", CatalogParsers::identity);
    groups = byAccount(store, "groups.json", CatalogParsers::group);
    roles = byAccount(store, "roles.json", CatalogParsers::identity);
    sessions = new CatalogFile<>(store, "sessions.json", (json, _) -> CatalogParsers.session(json));
    tables = byAccount(store, "tables.json", CatalogParsers::table);
    tags = new CatalogFile<>(store, "tags.json", (json, _) -> CatalogParsers.tags(json));
  }

  private static <V> CatalogFile<Map<String, V>> byAccount(
      ConfigStore store, String name, Function<JsonReader, V> parser) {
    return new CatalogFile<>(
        store, name, (json, _) -> CatalogParsers.map(json, () -> parser.apply(json)));
  }

  /**
   * {@inheritDoc}
   *
   * @return empty also if it has expired
   */
  @Override
  public Optional<Credential> find(String accessKeyId) {
    return Optional.ofNullable(credentials.current().get(accessKeyId))
        .filter(credential -> !credential.isExpiredAt(clock.instant()));
  }

  @Override
  public List<Policy> userPolicies(UserKey user) {
    return user(user).policies();
  }

  /** {@inheritDoc} In the order in which the file has the groups. */
  @Override
  public List<Policy> userGroupPolicies(UserKey user) {
    List<Policy> policies = new ArrayList<>();
    for (Group group : groups.current().getOrDefault(user.accountId(), Map.of()).values()) {
      if (group.members().contains(user.userName())) {
        policies.addAll(group.policies());
      }
    }
    return List.copyOf(policies);
  }

  @Override
  public Optional<Policy> userBoundary(UserKey user) {
    return Optional.ofNullable(user(user).boundary());
  }

  @Override
  public Map<String, String> userTags(UserKey user) {
    return user(user).tags();
  }

  @Override
  public List<Policy> rolePolicies(RoleKey role) {
    return role(role).policies();
  }

  @Override
  public Optional<Policy> roleBoundary(RoleKey role) {
    return Optional.ofNullable(role(role).boundary());
  }

  @Override
  public Map<String, String> roleTags(RoleKey role) {
    return role(role).tags();
  }

  @Override
  public Optional<SessionData> sessionData(String accessKeyId) {
    return Optional.ofNullable(sessions.current().get(accessKeyId));
  }

  @Override
  public Map<String, String> resourceTags(String arn) {
    return tags.current().getOrDefault(arn, Map.of());
  }

  @Override
  public Optional<TableKeyInfo> find(TableKey table) {
    return Optional.ofNullable(
        tables.current().getOrDefault(table.accountId(), Map.of()).get(table.tableName()));
  }

  /**
   * Reads every file.
   *
   * @return what is wrong with each of those that make no sense or cannot be read
   */
  public Inspected<Void> inspect() {
    Inspection<Void> found = new Inspection<>();
    for (CatalogFile<?> file : List.of(credentials, users, groups, roles, sessions, tables, tags)) {
      var _ = found.attempt(file::current);
    }
    return found.result();
  }

  private Identity user(UserKey user) {
    return users
        .current()
        .getOrDefault(user.accountId(), Map.of())
        .getOrDefault(user.userName(), Identity.UNKNOWN);
  }

  private Identity role(RoleKey role) {
    return roles
        .current()
        .getOrDefault(role.accountId(), Map.of())
        .getOrDefault(role.roleName(), Identity.UNKNOWN);
  }
}
