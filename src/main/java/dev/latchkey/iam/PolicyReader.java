package dev.latchkey.iam;

import dev.latchkey.format.JsonReader;
import dev.latchkey.iam.Policy.Effect;
import dev.latchkey.iam.Policy.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one policy document: the members as they come, then the whole. Not thread-safe. */
final class PolicyReader implements JsonReader.Property {

  private static final Set<String> VERSIONS = Set.of("2012-10-17", "2008-10-17");

  private final JsonReader json;
  private final Set<String> seen = new HashSet<>();
  private final List<Statement> statements = new ArrayList<>();
  private @Nullable String version;
  private @Nullable String id;

  PolicyReader(JsonReader json) {
    this.json = json;
  }

  /** The present value, which must be a policy. */
  static Policy read(JsonReader json) {
    PolicyReader reader = new PolicyReader(json);
    json.object(reader);
    return reader.policy();
  }

  @Override
  public boolean read(String name) {
    switch (name) {
      case "Version" -> version = version();
      case "Id" -> id = json.string();
      case "Statement" -> oneOrMore(json, () -> statements.add(new StatementReader(json).read()));
      default -> throw json.wrongType();
    }
    return seen.add(name);
  }

  private String version() {
    String value = json.string();
    if (!VERSIONS.contains(value)) {
      throw json.wrongType();
    }
    return value;
  }

  /** The policy, when all its members were read. */
  Policy policy() {
    if (version == null || statements.isEmpty()) {
      throw json.wrongType();
    }
    return new Policy(version, id, statements);
  }

  /** Where the grammar has a list, which must not be empty, its one element may stand alone. */
  private static void oneOrMore(JsonReader json, Runnable element) {
    if (!json.isArray()) {
      element.run();
      return;
    }
    int[] count = {0};
    json.array(
        () -> {
          count[0]++;
          element.run();
        });
    if (count[0] == 0) {
      throw json.wrongType();
    }
  }

  /** Reads one statement. */
  private static final class StatementReader {

    private final JsonReader json;
    private final Set<String> seen = new HashSet<>();
    private final Map<String, Map<String, List<String>>> conditions = new LinkedHashMap<>();
    private @Nullable String sid;
    private @Nullable Effect effect;
    private List<String> actions = List.of();
    private List<String> resources = List.of();

    StatementReader(JsonReader json) {
      this.json = json;
    }

    Statement read() {
      json.object(this::read);
      if (effect == null || actions.isEmpty() || resources.isEmpty()) {
        throw json.wrongType();
      }
      return new Statement(
          sid,
          effect,
          seen.contains("NotAction"),
          actions,
          seen.contains("NotResource"),
          resources,
          conditions);
    }

    private boolean read(String name) {
      switch (name) {
        case "Sid" -> sid = json.string();
        case "Effect" -> effect = effect();
        case "Action", "NotAction" -> actions = strings();
        case "Resource", "NotResource" -> resources = strings();
        case "Condition" -> json.object(this::operator);
        default -> throw json.wrongType();
      }
      return seen.add(name) && !seen.contains(opposite(name));
    }

    /** The member that cannot stand beside this one. */
    private static String opposite(String name) {
      return name.startsWith("Not") ? name.substring("Not".length()) : "Not" + name;
    }

    private Effect effect() {
      return switch (json.string()) {
        case "Allow" -> Effect.ALLOW;
        case "Deny" -> Effect.DENY;
        default -> throw json.wrongType();
      };
    }

    private List<String> strings() {
      List<String> values = new ArrayList<>();
      oneOrMore(json, () -> values.add(json.string()));
      return values;
    }

    private boolean operator(String operator) {
      Map<String, List<String>> keys = new LinkedHashMap<>();
      json.object(
          key -> {
            List<String> values = new ArrayList<>();
            oneOrMore(json, () -> values.add(json.scalar()));
            return keys.put(key, values) == null;
          });
      return conditions.put(operator, keys) == null;
    }
  }
}
