package dev.latchkey.iam;

/**
 * What tells one user from all others.
 *
 * @param accountId the id of the user's account
 * @param userName unique within the account
 */
public record UserKey(String accountId, String userName) {}
