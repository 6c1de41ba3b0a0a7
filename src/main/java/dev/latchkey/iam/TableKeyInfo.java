package dev.latchkey.iam;

import org.jspecify.annotations.Nullable;

/**
 * The key schema of a table. Immutable.
 *
 * @param partitionKey the attribute that is the partition key
 * @param sortKey the attribute that is the sort key, null if the table has none
 */
public record TableKeyInfo(KeyAttribute partitionKey, @Nullable KeyAttribute sortKey) {

  /**
   * An attribute of a key.
   *
   * @param name the name of the attribute
   * @param type the type that it has in every item
   */
  public record KeyAttribute(String name, AttributeType type) {}

  /** The types that an attribute of a key can have, by the names that DynamoDB gives them. */
  public enum AttributeType {
    /** String. */
    S,
    /** Number. */
    N,
    /** Binary. */
    B
  }
}
