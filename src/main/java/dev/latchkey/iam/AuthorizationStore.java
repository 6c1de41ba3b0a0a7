package dev.latchkey.iam;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the inputs of an authorization decision are looked up. Who is not known has no policies, no
 * boundary and no tags.
 *
 * <p>Implementations are thread-safe; calls may block. Each throws a {@link RuntimeException}, as a
 * rule a {@link dev.latchkey.store.LatchkeyException}, if the answer cannot be told.
 */
public interface AuthorizationStore {

  /** The policies of a user itself, empty if there are none. */
  List<Policy> userPolicies(UserKey user);

  /** The policies of all groups that a user is a member of, empty if there are none. */
  List<Policy> userGroupPolicies(UserKey user);

  /** The permissions boundary of a user, empty if there is none. */
  Optional<Policy> userBoundary(UserKey user);

  /** The tags of a user by their keys, empty if there are none. */
  Map<String, String> userTags(UserKey user);

  /** The policies of a role, empty if there are none. */
  List<Policy> rolePolicies(RoleKey role);

  /** The permissions boundary of a role, empty if there is none. */
  Optional<Policy> roleBoundary(RoleKey role);

  /** The tags of a role by their keys, empty if there are none. */
  Map<String, String> roleTags(RoleKey role);

  /** What a session was issued with, empty if the access key is not one of a session. */
  Optional<SessionData> sessionData(String accessKeyId);

  /** The tags of a resource by their keys, empty if there are none. */
  Map<String, String> resourceTags(String arn);
}
