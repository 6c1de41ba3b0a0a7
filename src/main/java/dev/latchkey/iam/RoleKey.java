package dev.latchkey.iam;

/**
 * What tells one role from all others.
 *
 * @param accountId the id of the role's account
 * @param roleName unique within the account
 */
public record RoleKey(String accountId, String roleName) {}
