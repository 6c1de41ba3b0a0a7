package dev.latchkey.iam;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.latchkey.store.CorruptFileException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code catalog/*.json}: the first byte says which file; what follows is understood or corrupt.
 */
class CatalogFuzz {

  private static final List<String> NAMES =
      List.of(
          "credentials.json",
          "users.json",
          "groups.json",
          "roles.json",
          "sessions.json",
          "tables.json",
          "tags.json");

  private final IamScene scene;

  CatalogFuzz(@TempDir Path directory) {
    this.scene = new IamScene(directory);
  }

  @FuzzTest
  void ask_anyBytes_answersOrIsCorrupt(byte[] content) {
    if (content.length == 0) {
      return;
    }
    String name = NAMES.get(Math.floorMod(content[0] - '0', NAMES.size()));
    scene.file(name, new String(content, 1, content.length - 1, StandardCharsets.UTF_8));
    try {
      assertThat(ask(scene.catalog(), name)).isNotNull();
    } catch (CorruptFileException e) {
      assertThat(e).hasNoCause();
      assertThat(e.path()).endsWith(Path.of(name));
    }
  }

  private static Object ask(JsonCatalog catalog, String name) {
    UserKey user = new UserKey("1", "alice");
    RoleKey role = new RoleKey("1", "reader");
    return switch (name) {
      case "credentials.json" -> catalog.find("AKIA1");
      case "users.json" -> Map.of(catalog.userPolicies(user), catalog.userBoundary(user));
      case "groups.json" -> catalog.userGroupPolicies(user);
      case "roles.json" -> Map.of(catalog.rolePolicies(role), catalog.roleTags(role));
      case "sessions.json" -> catalog.sessionData("ASIA1");
      case "tables.json" -> catalog.find(new TableKey("1", "music"));
      default -> catalog.resourceTags("arn");
    };
  }
}
