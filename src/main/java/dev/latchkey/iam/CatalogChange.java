package dev.latchkey.iam;

import dev.latchkey.cache.CacheName;
import dev.latchkey.cache.Invalidation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A kind of change to the data behind the caches, with whom it is about. Immutable.
 *
 * <p>Members of a group are those at the time of the change.
 */
public sealed interface CatalogChange {

  /**
   * What it makes stale, empty if nothing.
   *
   * @throws IllegalArgumentException if an id or a name is empty or no Unicode text, or longer than
   *     an {@link Invalidation} can be
   */
  List<Invalidation> stale();

  /** An access key was created, changed, imported or deleted. */
  record AccessKeyChanged(String accessKeyId) implements CatalogChange {
    @Override
    public List<Invalidation> stale() {
      return List.of(Invalidation.credential(accessKeyId));
    }
  }

  /** A session of a role was issued, with an access key of its own. */
  record RoleSessionIssued(String accessKeyId) implements CatalogChange {
    @Override
    public List<Invalidation> stale() {
      return List.of(Invalidation.session(accessKeyId));
    }
  }

  /** A policy of a user was put or deleted. */
  record UserPolicyChanged(UserKey user) implements CatalogChange {
    @Override
    public List<Invalidation> stale() {
      return ofUser(user, CacheName.USER_POLICIES);
    }
  }

  /** The permissions boundary of a user was put or deleted. */
  record UserBoundaryChanged(UserKey user) implements CatalogChange {
    @Override
    public List<Invalidation> stale() {
      return ofUser(user, CacheName.USER_BOUNDARY);
    }
  }

  /** A user was tagged or untagged. */
  record UserTagsChanged(UserKey user) implements CatalogChange {
    @Override
    public List<Invalidation> stale() {
      return ofUser(user, CacheName.USER_TAGS);
    }
  }

  /** A user was added to a group or removed from one. */
  record GroupMembershipChanged(UserKey user) implements CatalogChange {
    @Override
    public List<Invalidation> stale() {
      return ofMembers(user.accountId(), List.of(user.userName()));
    }
  }

  /** A user was deleted. */
  record UserDeleted(UserKey user) implements CatalogChange {
    @Override
    public List<Invalidation> stale() {
      return List.of(Invalidation.user(user.accountId(), user.userName()));
    }
  }

  /**
   * A policy of a group was put or deleted.
   *
   * @param members the names of the group's users
   */
  record GroupPolicyChanged(String accountId, List<String> members) implements CatalogChange {

    /** Copies. */
    public GroupPolicyChanged {
      members = List.copyOf(members);
    }

    @Override
    public List<Invalidation> stale() {
      return ofMembers(accountId, members);
    }
  }

  /**
   * A group was deleted.
   *
   * @param members the names of the users that it had
   */
  record GroupDeleted(String accountId, List<String> members) implements CatalogChange {

    /** Copies. */
    public GroupDeleted {
      members = List.copyOf(members);
    }

    @Override
    public List<Invalidation> stale() {
      return ofMembers(accountId, members);
    }
  }

  /** A policy of a role was put or deleted. */
  record RolePolicyChanged(RoleKey role) implements CatalogChange {
    @Override
    public List<Invalidation> stale() {
      return ofRole(role, CacheName.ROLE_POLICIES);
    }
  }

  /** The permissions boundary of a role was put or deleted. */
  record RoleBoundaryChanged(RoleKey role) implements CatalogChange {
    @Override
    public List<Invalidation> stale() {
      return ofRole(role, CacheName.ROLE_BOUNDARY);
    }
  }

  /** A role was tagged or untagged. */
  record RoleTagsChanged(RoleKey role) implements CatalogChange {
    @Override
    public List<Invalidation> stale() {
      return ofRole(role, CacheName.ROLE_TAGS);
    }
  }

  /** A role was deleted. */
  record RoleDeleted(RoleKey role) implements CatalogChange {
    @Override
    public List<Invalidation> stale() {
      return List.of(Invalidation.role(role.accountId(), role.roleName()));
    }
  }

  /** A resource was tagged or untagged. */
  record ResourceTagsChanged(String arn) implements CatalogChange {
    @Override
    public List<Invalidation> stale() {
      return List.of(Invalidation.resourceTags(arn));
    }
  }

  /** A table was created or deleted. */
  record TableCreatedOrDeleted(TableKey table, String arn) implements CatalogChange {
    @Override
    public List<Invalidation> stale() {
      return List.of(
          Invalidation.tableKeyInfo(table.accountId(), table.tableName()),
          Invalidation.resourceTags(arn));
    }
  }

  /** A table was updated, imported or restored. */
  record TableChanged(TableKey table) implements CatalogChange {
    @Override
    public List<Invalidation> stale() {
      return List.of(Invalidation.tableKeyInfo(table.accountId(), table.tableName()));
    }
  }

  /** An account was deleted, with all that belonged to it. */
  record AccountDeleted(String accountId) implements CatalogChange {
    @Override
    public List<Invalidation> stale() {
      return List.of(Invalidation.account(accountId));
    }
  }

  private static List<Invalidation> ofUser(UserKey user, CacheName cache) {
    return List.of(Invalidation.user(user.accountId(), user.userName()).of(cache));
  }

  private static List<Invalidation> ofRole(RoleKey role, CacheName cache) {
    return List.of(Invalidation.role(role.accountId(), role.roleName()).of(cache));
  }

  /** As many invalidations as it takes to name all members. */
  private static List<Invalidation> ofMembers(String accountId, Collection<String> members) {
    List<Invalidation> invalidations = new ArrayList<>();
    List<String> names = new ArrayList<>();
    long length = accountId.length();
    for (String name : members) {
      if (!names.isEmpty() && length + name.length() > Invalidation.MAX_LENGTH) {
        invalidations.add(Invalidation.groupMembers(accountId, names));
        names.clear();
        length = accountId.length();
      }
      names.add(name);
      length += name.length();
    }
    if (!names.isEmpty()) {
      invalidations.add(Invalidation.groupMembers(accountId, names));
    }
    return invalidations;
  }
}
