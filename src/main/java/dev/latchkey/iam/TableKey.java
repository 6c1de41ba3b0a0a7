package dev.latchkey.iam;

/**
 * What tells one table from all others.
 *
 * @param accountId the id of the table's account
 * @param tableName unique within the account
 */
public record TableKey(String accountId, String tableName) {}
