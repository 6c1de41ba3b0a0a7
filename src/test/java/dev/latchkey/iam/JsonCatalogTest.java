package dev.latchkey.iam;

import static dev.latchkey.iam.IamScene.parsed;
import static dev.latchkey.iam.IamScene.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.latchkey.iam.TableKeyInfo.AttributeType;
import dev.latchkey.iam.TableKeyInfo.KeyAttribute;
import dev.latchkey.store.CorruptFileException;
import dev.latchkey.store.CorruptFileException.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the files of a catalog say, and when they are read again. */
class JsonCatalogTest {

  private static final UserKey ALICE = new UserKey("1", "alice");
  private static final RoleKey READER = new RoleKey("1", "reader");
  private static final TableKey MUSIC = new TableKey("1", "music");
  private static final String ARN = "arn:aws:dynamodb:eu-west-1:1:table/music";
  private static final String SECRET = "zebra-canary/Ü+";

  private final IamScene scene;

  JsonCatalogTest(@TempDir Path directory) {
    this.scene = new IamScene(directory);
  }

  private static String credential(String expires) {
    return "{'AKIA1':{'account_id':'1','user':'alice','secret_access_key':'"
        + SECRET
        + "'"
        + (expires.isEmpty() ? "" : ",'expires':'" + expires + "'")
        + "}}";
  }

  private void assertNothingIsThere() {
    JsonCatalog catalog = scene.catalog();
    assertThat(catalog.find("AKIA1")).isEmpty();
    assertThat(catalog.userPolicies(ALICE)).isEmpty();
    assertThat(catalog.userGroupPolicies(ALICE)).isEmpty();
    assertThat(catalog.userBoundary(ALICE)).isEmpty();
    assertThat(catalog.userTags(ALICE)).isEmpty();
    assertThat(catalog.rolePolicies(READER)).isEmpty();
    assertThat(catalog.roleBoundary(READER)).isEmpty();
    assertThat(catalog.roleTags(READER)).isEmpty();
    assertThat(catalog.sessionData("ASIA1")).isEmpty();
    assertThat(catalog.resourceTags(ARN)).isEmpty();
    assertThat(catalog.find(MUSIC)).isEmpty();
  }

  @Test
  void everyQuestion_withoutConfigurationDirectory_findsNothing() {
    assertNothingIsThere();
    assertThat(scene.config).doesNotExist();
  }

  @Test
  void everyQuestion_withoutCatalogOrFiles_findsNothing() throws IOException {
    Files.createDirectory(scene.config);
    assertNothingIsThere();
    Files.createDirectory(scene.config.resolve("catalog"));
    assertNothingIsThere();
  }

  @Test
  void everyQuestion_emptyFiles_findsNothing() {
    for (String name : List.of("credentials", "users", "groups", "roles", "sessions", "tables")) {
      scene.file(name + ".json", "{}");
    }
    scene.file("tags.json", "{}");
    assertNothingIsThere();
  }

  @Test
  void find_credentialOfUser_isWhatTheFileSays() {
    scene.file("credentials.json", credential("2026-03-01T12:00:01+00:00"));

    Credential found = scene.catalog().find("AKIA1").orElseThrow();

    assertThat(found.accessKeyId()).isEqualTo("AKIA1");
    assertThat(found.accountId()).isEqualTo("1");
    assertThat(found.principal()).isEqualTo(new Principal.User("alice"));
    assertThat(found.expires()).isEqualTo(Instant.parse("2026-03-01T12:00:01Z"));
    assertThat(found.useExposedSecretAccessKey(byte[]::clone))
        .isEqualTo(SECRET.getBytes(StandardCharsets.UTF_8));
    assertThat(scene.catalog().find("AKIA2")).isEmpty();
  }

  @Test
  void find_credentialOfRole_speaksForTheRole() {
    scene.file("credentials.json", credential("").replace("'user':'alice'", "'role':'reader'"));

    Credential found = scene.catalog().find("AKIA1").orElseThrow();

    assertThat(found.principal()).isEqualTo(new Principal.Role("reader"));
    assertThat(found.expires()).isNull();
  }

  @Test
  void find_credential_expiresToTheSecond() {
    scene.file("credentials.json", credential("2026-03-01T13:00:00+01:00"));
    JsonCatalog catalog = scene.catalog();

    scene.now = IamScene.NOW.minusSeconds(1);
    assertThat(catalog.find("AKIA1")).isPresent();
    scene.now = IamScene.NOW;
    assertThat(catalog.find("AKIA1")).isEmpty();
  }

  @Test
  void users_inTheFile_haveWhatItSays() {
    scene.file(
        "users.json",
        "{'1':{'alice':{'policies':[%s,%s],'boundary':%s,'tags':{'team':'red','':''}},'bob':{}},"
                .formatted(policy("a"), policy("b"), policy("c"))
            + "'2':{'alice':{'tags':{'team':'blue'}}}}");
    JsonCatalog catalog = scene.catalog();

    assertThat(catalog.userPolicies(ALICE)).containsExactly(parsed("a"), parsed("b"));
    assertThat(catalog.userBoundary(ALICE)).contains(parsed("c"));
    assertThat(catalog.userTags(ALICE)).isEqualTo(Map.of("team", "red", "", ""));
    assertThat(catalog.userTags(new UserKey("2", "alice"))).isEqualTo(Map.of("team", "blue"));
    assertThat(catalog.userPolicies(new UserKey("2", "alice"))).isEmpty();
    assertThat(catalog.userBoundary(new UserKey("1", "bob"))).isEmpty();
    assertThat(catalog.rolePolicies(new RoleKey("1", "alice"))).isEmpty();
  }

  @Test
  void roles_inTheFile_haveWhatItSays() {
    scene.file(
        "roles.json",
        "{'1':{'reader':{'policies':[%s],'boundary':%s,'tags':{'team':'red'}}}}"
            .formatted(policy("a"), policy("c")));
    JsonCatalog catalog = scene.catalog();

    assertThat(catalog.rolePolicies(READER)).containsExactly(parsed("a"));
    assertThat(catalog.roleBoundary(READER)).contains(parsed("c"));
    assertThat(catalog.roleTags(READER)).isEqualTo(Map.of("team", "red"));
    assertThat(catalog.userPolicies(new UserKey("1", "reader"))).isEmpty();
  }

  @Test
  void userGroupPolicies_ofAMember_areThoseOfAllItsGroups() {
    scene.file(
        "groups.json",
        "{'1':{'z':{'members':['bob','alice'],'policies':[%s]},'y':{'policies':[%s]},"
                .formatted(policy("a"), policy("b"))
            + "'x':{'members':['bob'],'policies':[%s]},'w':{'members':['alice'],'policies':[%s]}},"
                .formatted(policy("c"), policy("d"))
            + "'2':{'z':{'members':['alice'],'policies':[%s]}}}".formatted(policy("e")));
    JsonCatalog catalog = scene.catalog();

    assertThat(catalog.userGroupPolicies(ALICE)).containsExactly(parsed("a"), parsed("d"));
    assertThat(catalog.userGroupPolicies(new UserKey("1", "carol"))).isEmpty();
  }

  @Test
  void sessionData_inTheFile_isWhatItSays() {
    scene.file(
        "sessions.json",
        "{'ASIA1':{'account_id':'1','role':'reader','session_name':'s','policy':%s,"
                .formatted(policy("a"))
            + "'tags':{'run':'42'}},"
            + "'ASIA2':{'account_id':'1','role':'reader','session_name':'t'}}");
    JsonCatalog catalog = scene.catalog();

    assertThat(catalog.sessionData("ASIA1"))
        .contains(new SessionData("1", "reader", "s", parsed("a"), Map.of("run", "42")));
    assertThat(catalog.sessionData("ASIA2"))
        .contains(new SessionData("1", "reader", "t", null, Map.of()));
  }

  @Test
  void tables_inTheFile_haveTheirKeySchemas() {
    scene.file(
        "tables.json",
        "{'1':{'music':{'partition_key':{'name':'Artist','type':'S'},"
            + "'sort_key':{'name':'Year','type':'N'}},"
            + "'blobs':{'partition_key':{'name':'Hash','type':'B'}}}}");
    JsonCatalog catalog = scene.catalog();

    assertThat(catalog.find(MUSIC))
        .contains(
            new TableKeyInfo(
                new KeyAttribute("Artist", AttributeType.S),
                new KeyAttribute("Year", AttributeType.N)));
    assertThat(catalog.find(new TableKey("1", "blobs")))
        .contains(new TableKeyInfo(new KeyAttribute("Hash", AttributeType.B), null));
    assertThat(catalog.find(new TableKey("2", "music"))).isEmpty();
  }

  @Test
  void resourceTags_inTheFile_areWhatItSays() {
    scene.file("tags.json", "{'" + ARN + "':{'stage':'production'}}");

    assertThat(scene.catalog().resourceTags(ARN)).isEqualTo(Map.of("stage", "production"));
    assertThat(scene.catalog().resourceTags(ARN + "s")).isEmpty();
  }

  @Test
  void resourceTags_fileThatChanges_isReadAgain() throws IOException {
    JsonCatalog catalog = scene.catalog();
    assertThat(catalog.resourceTags(ARN)).isEmpty();

    scene.file("tags.json", "{'" + ARN + "':{'stage':'test'}}");
    assertThat(catalog.resourceTags(ARN)).containsEntry("stage", "test");
    scene.file("tags.json", "{'" + ARN + "':{'stage':'production'}}");
    assertThat(catalog.resourceTags(ARN)).containsEntry("stage", "production");

    // Replaced by another of the same size.
    Path other = scene.config.resolve("catalog/new");
    Files.writeString(other, scene.text("catalog/tags.json").replace("production", "PRODUCTION"));
    Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rw-r-----"));
    Files.move(other, scene.config.resolve("catalog/tags.json"), StandardCopyOption.ATOMIC_MOVE);
    assertThat(catalog.resourceTags(ARN)).containsEntry("stage", "PRODUCTION");

    Files.delete(scene.config.resolve("catalog/tags.json"));
    assertThat(catalog.resourceTags(ARN)).isEmpty();
  }

  /** The same instance, so nothing was parsed in between. */
  @Test
  void find_fileThatDoesNotChange_isParsedOnce() {
    scene.file("credentials.json", credential(""));
    JsonCatalog catalog = scene.catalog();

    Credential first = catalog.find("AKIA1").orElseThrow();

    assertThat(catalog.find("AKIA1").orElseThrow()).isSameAs(first);
    assertThat(first.useExposedSecretAccessKey(byte[]::clone))
        .isEqualTo(SECRET.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void resourceTags_fileThatWasCorrupt_isReadAgainWhenMended() {
    JsonCatalog catalog = scene.catalog();
    scene.file("tags.json", "{'" + ARN + "':{'stage':'test'}}");
    assertThat(catalog.resourceTags(ARN)).hasSize(1);
    scene.file("tags.json", "{'" + ARN + "':{'stage':1}}");
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> catalog.resourceTags(ARN)).isInstanceOf(CorruptFileException.class);
    }
    scene.file("tags.json", "{'" + ARN + "':{'stage':''}}");
    assertThat(catalog.resourceTags(ARN)).containsEntry("stage", "");
  }

  /** Each question reads its own file: no other can make it fail. */
  @Test
  void everyQuestion_fileOfAnother_isNotRead() {
    scene.file("credentials.json", "{").file("tags.json", "{}");
    assertThat(scene.catalog().resourceTags(ARN)).isEmpty();
    assertThatThrownBy(() -> scene.catalog().find("AKIA1"))
        .isInstanceOf(CorruptFileException.class);
  }

  private void assertRefused(Problem problem) {
    assertThat(catchThrowable(() -> scene.catalog().resourceTags(ARN)))
        .isInstanceOfSatisfying(
            CorruptFileException.class, e -> assertThat(e.problem()).isEqualTo(problem));
  }

  @Test
  void resourceTags_fileThatIsNotSafe_isRefused() throws IOException {
    Path file = scene.config.resolve("catalog/tags.json");
    scene.file("tags.json", "{}").file("other.json", "{}");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
    assertRefused(Problem.WRITABLE_BY_OTHERS);
    Files.delete(file);
    Files.createSymbolicLink(file, Path.of("other.json"));
    assertRefused(Problem.SYMBOLIC_LINK);
    Files.delete(file);
    Files.createDirectory(file);
    assertRefused(Problem.NOT_A_REGULAR_FILE);
  }

  @Test
  void resourceTags_directoryThatIsNotSafe_isRefused() throws IOException {
    scene.file("tags.json", "{}");
    Path catalog = scene.config.resolve("catalog");
    Files.setPosixFilePermissions(catalog, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertRefused(Problem.WRITABLE_BY_OTHERS);
    Files.setPosixFilePermissions(catalog, PosixFilePermissions.fromString("rwxr-x---"));
    Files.move(catalog, scene.config.resolve("elsewhere"));
    Files.createSymbolicLink(catalog, Path.of("elsewhere"));
    assertRefused(Problem.SYMBOLIC_LINK);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "credentials.json",
        "users.json",
        "groups.json",
        "roles.json",
        "sessions.json",
        "tables.json",
        "tags.json"
      })
  void example_inTheDocumentation_isReadAsItStands(String name) throws IOException {
    String source = Files.readString(Path.of("src/main/java/dev/latchkey/iam/JsonCatalog.java"));
    Matcher example =
        Pattern.compile(
                Pattern.quote("catalog/" + name) + ".*?<pre>\\{@code\\n(.*?)\\n \\* }</pre>",
                Pattern.DOTALL)
            .matcher(source);
    assertThat(example.find()).isTrue();
    scene.file(name, example.group(1).replaceAll("(?m)^ \\* ?", ""));

    JsonCatalog catalog = scene.catalog();
    UserKey alice = new UserKey("123456789012", "alice");
    switch (name) {
      case "credentials.json" -> assertThat(catalog.find("AKIAIOSFODNN7EXAMPLE")).isPresent();
      case "users.json" -> assertThat(catalog.userBoundary(alice)).isPresent();
      case "groups.json" -> assertThat(catalog.userGroupPolicies(alice)).isEmpty();
      case "roles.json" ->
          assertThat(catalog.rolePolicies(new RoleKey("123456789012", "alice"))).hasSize(1);
      case "sessions.json" -> assertThat(catalog.sessionData("ASIAIOSFODNN7EXAMPLE")).isPresent();
      case "tables.json" ->
          assertThat(catalog.find(new TableKey("123456789012", "Music"))).isPresent();
      default ->
          assertThat(catalog.resourceTags("arn:aws:dynamodb:eu-west-1:123456789012:table/Music"))
              .hasSize(1);
    }
  }
}
