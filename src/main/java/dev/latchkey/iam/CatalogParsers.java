package dev.latchkey.iam;

import dev.latchkey.format.JsonReader;
import dev.latchkey.iam.TableKeyInfo.AttributeType;
import dev.latchkey.iam.TableKeyInfo.KeyAttribute;
import dev.latchkey.store.Secret;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What stands in the files of a catalog, which {@link JsonCatalog} describes. */
final class CatalogParsers {

  private CatalogParsers() {}

  /** A user or a role. */
  record Identity(List<Policy> policies, @Nullable Policy boundary, Map<String, String> tags) {

    /** One of whom nothing is known. */
    static final Identity UNKNOWN = new Identity(List.of(), null, Map.of());
  }

  /** A group. */
  record Group(Set<String> members, List<Policy> policies) {}

  /** The present value: an object of which each value is read in the same way. */
  static <V> Map<String, V> map(JsonReader json, Supplier<V> value) {
    Map<String, V> values = new LinkedHashMap<>();
    json.object(name -> values.put(name, value.get()) == null);
    return values;
  }

  static Map<String, String> tags(JsonReader json) {
    return Map.copyOf(map(json, json::string));
  }

  static Identity identity(JsonReader json) {
    return new IdentityReader(json).read();
  }

  static Group group(JsonReader json) {
    return new GroupReader(json).read();
  }

  static Credential credential(JsonReader json, String accessKeyId) {
    return new CredentialReader(json).read(accessKeyId);
  }

  static SessionData session(JsonReader json) {
    return new SessionReader(json).read();
  }

  static TableKeyInfo table(JsonReader json) {
    return new TableReader(json).read();
  }

  /** Reads an object whose members have names of their own; knows what they have in common. */
  private abstract static class MembersReader {

    final JsonReader json;

    MembersReader(JsonReader json) {
      this.json = json;
    }

    final void members(Consumer<String> member) {
      Set<String> seen = new HashSet<>();
      json.object(
          name -> {
            member.accept(name);
            return seen.add(name);
          });
    }

    /** What must be there, asked for when the object was read. */
    final <T> T required(@Nullable T value) {
      if (value == null) {
        throw json.wrongType();
      }
      return value;
    }

    final List<Policy> policies() {
      List<Policy> policies = new ArrayList<>();
      json.array(() -> policies.add(PolicyReader.read(json)));
      return List.copyOf(policies);
    }
  }

  private static final class IdentityReader extends MembersReader {

    private List<Policy> policies = List.of();
    private @Nullable Policy boundary;
    private Map<String, String> tags = Map.of();

    IdentityReader(JsonReader json) {
      super(json);
    }

    Identity read() {
      members(
          name -> {
            switch (name) {
              case "policies" -> policies = policies();
              case "boundary" -> boundary = PolicyReader.read(json);
              case "tags" -> tags = tags(json);
              default -> throw json.wrongType();
            }
          });
      return new Identity(policies, boundary, tags);
    }
  }

  private static final class GroupReader extends MembersReader {

    private final Set<String> users = new HashSet<>();
    private List<Policy> policies = List.of();

    GroupReader(JsonReader json) {
      super(json);
    }

    Group read() {
      members(
          name -> {
            switch (name) {
              case "members" -> json.array(this::member);
              case "policies" -> policies = policies();
              default -> throw json.wrongType();
            }
          });
      return new Group(Set.copyOf(users), policies);
    }

    private void member() {
      if (!users.add(json.string())) {
        throw json.wrongType();
      }
    }
  }

  private static final class CredentialReader extends MembersReader {

    private @Nullable String accountId;
    private @Nullable Principal principal;
    private @Nullable Secret secret;
    private @Nullable Instant expires;

    CredentialReader(JsonReader json) {
      super(json);
    }

    Credential read(String accessKeyId) {
      members(
          name -> {
            switch (name) {
              case "account_id" -> accountId = json.string();
              case "user" -> principal = only(new Principal.User(json.string()));
              case "role" -> principal = only(new Principal.Role(json.string()));
              case "secret_access_key" -> secret = secret();
              case "expires" -> expires = time();
              default -> throw json.wrongType();
            }
          });
      return new Credential(
          accessKeyId, required(accountId), required(principal), required(secret), expires);
    }

    /** A user or a role, not both. */
    private Principal only(Principal found) {
      if (principal != null && !principal.getClass().equals(found.getClass())) {
        throw json.wrongType();
      }
      return found;
    }

    private Secret secret() {
      byte[] bytes = json.string().getBytes(StandardCharsets.UTF_8);
      try {
        return Secret.copyOf(bytes);
      } finally {
        Arrays.fill(bytes, (byte) 0);
      }
    }

    private Instant time() {
      try {
        return OffsetDateTime.parse(json.string()).toInstant();
      } catch (DateTimeException notATime) {
        throw json.wrongType(); // without the cause, which quotes it
      }
    }
  }

  private static final class SessionReader extends MembersReader {

    private @Nullable String accountId;
    private @Nullable String role;
    private @Nullable String sessionName;
    private @Nullable Policy policy;
    private Map<String, String> tags = Map.of();

    SessionReader(JsonReader json) {
      super(json);
    }

    SessionData read() {
      members(
          name -> {
            switch (name) {
              case "account_id" -> accountId = json.string();
              case "role" -> role = json.string();
              case "session_name" -> sessionName = json.string();
              case "policy" -> policy = PolicyReader.read(json);
              case "tags" -> tags = tags(json);
              default -> throw json.wrongType();
            }
          });
      return new SessionData(
          required(accountId), required(role), required(sessionName), policy, tags);
    }
  }

  private static final class TableReader extends MembersReader {

    private @Nullable KeyAttribute partitionKey;
    private @Nullable KeyAttribute sortKey;

    TableReader(JsonReader json) {
      super(json);
    }

    TableKeyInfo read() {
      members(
          name -> {
            switch (name) {
              case "partition_key" -> partitionKey = new AttributeReader(json).read();
              case "sort_key" -> sortKey = new AttributeReader(json).read();
              default -> throw json.wrongType();
            }
          });
      return new TableKeyInfo(required(partitionKey), sortKey);
    }
  }

  private static final class AttributeReader extends MembersReader {

    private @Nullable String attribute;
    private @Nullable AttributeType type;

    AttributeReader(JsonReader json) {
      super(json);
    }

    KeyAttribute read() {
      members(
          name -> {
            switch (name) {
              case "name" -> attribute = json.string();
              case "type" -> type = type();
              default -> throw json.wrongType();
            }
          });
      return new KeyAttribute(required(attribute), required(type));
    }

    private AttributeType type() {
      return switch (json.string()) {
        case "S" -> AttributeType.S;
        case "N" -> AttributeType.N;
        case "B" -> AttributeType.B;
        default -> throw json.wrongType();
      };
    }
  }
}
