package dev.latchkey.iam;

import dev.latchkey.format.JsonReader;
import dev.latchkey.store.CorruptFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * An identity-based policy, a permissions boundary or a session policy, as the grammar of IAM's
 * policy language has it. Immutable.
 *
 * <p>It says what stands in the document. Nothing is evaluated here: whoever does must refuse
 * condition operators that it does not know.
 *
 * @param version {@code 2012-10-17} or {@code 2008-10-17}
 * @param id null if it has none
 * @param statements in the order of the document, at least one
 */
public record Policy(String version, @Nullable String id, List<Statement> statements) {

  /** What a statement does when it applies. */
  public enum Effect {
    /** It allows. */
    ALLOW,
    /** It denies, whatever else allows. */
    DENY
  }

  /**
   * A statement. Immutable.
   *
   * @param sid null if it has none
   * @param effect what it does
   * @param isNotAction whether it is about all actions but these
   * @param actions patterns of actions, at least one
   * @param isNotResource whether it is about all resources but these
   * @param resources patterns of ARNs, at least one
   * @param conditions operator → condition key → values; numbers and Booleans as they stand in the
   *     document
   */
  public record Statement(
      @Nullable String sid,
      Effect effect,
      boolean isNotAction,
      List<String> actions,
      boolean isNotResource,
      List<String> resources,
      Map<String, Map<String, List<String>>> conditions) {

    /** Copies. */
    public Statement {
      actions = List.copyOf(actions);
      resources = List.copyOf(resources);
      Map<String, Map<String, List<String>>> copy = new LinkedHashMap<>();
      conditions.forEach((operator, keys) -> copy.put(operator, copyOf(keys)));
      conditions = Map.copyOf(copy);
    }

    private static Map<String, List<String>> copyOf(Map<String, List<String>> keys) {
      Map<String, List<String>> copy = new LinkedHashMap<>();
      keys.forEach((key, values) -> copy.put(key, List.copyOf(values)));
      return Map.copyOf(copy);
    }
  }

  /** Copies. */
  public Policy {
    statements = List.copyOf(statements);
  }

  /**
   * Parses a policy document, strictly: unknown and missing members, those that stand there twice,
   * empty lists and values of the wrong type are errors, and so is a {@code Principal}, which no
   * identity-based policy has.
   *
   * @param source named in exceptions
   * @throws CorruptFileException with line and column if it is no such policy; quotes nothing of it
   */
  public static Policy parse(Path source, String json) {
    AtomicReference<PolicyReader> reader = new AtomicReference<>();
    JsonReader.read(
        source,
        json,
        document -> {
          reader.set(new PolicyReader(document));
          return reader.get();
        });
    return Objects.requireNonNull(reader.get()).policy();
  }
}
