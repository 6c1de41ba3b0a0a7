package dev.latchkey.iam;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the session of a role was issued with. Immutable.
 *
 * @param accountId the id of the role's account
 * @param roleName the role
 * @param sessionName what its caller named it
 * @param policy the session policy, null if it was issued without one
 * @param tags the session tags by their keys
 */
public record SessionData(
    String accountId,
    String roleName,
    String sessionName,
    @Nullable Policy policy,
    Map<String, String> tags) {

  /** Copies the tags. */
  public SessionData {
    tags = Map.copyOf(tags);
  }
}
