package dev.latchkey.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.DirectorySnapshot;
import dev.latchkey.store.CorruptFileException;
import dev.latchkey.store.CorruptFileException.Problem;
import dev.latchkey.store.Inspected;
import dev.latchkey.store.LatchkeyException;
import dev.latchkey.token.TokenFinding.Kind;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each finding about tokens, and what becomes of metadata that nobody needs. */
class TokenInspectionTest {

  private static final String SECTION = "token: backup@pbs!ci\n";
  private static final String ENTRY = "{\"backup@pbs!ci\":\"" + TokenScene.RIGHT_HASH + "\"}";

  private final TokenScene scene;

  TokenInspectionTest(@TempDir Path directory) {
    this.scene = new TokenScene(directory).directory();
  }

  private Inspected<TokenFinding> inspect() {
    DirectorySnapshot before = scene.snapshot();
    Inspected<TokenFinding> found = scene.tokens().inspect();
    before.assertUnchanged(scene.config);
    return found;
  }

  private List<TokenFinding> findings() {
    Inspected<TokenFinding> found = inspect();
    assertThat(found.failures()).isEmpty();
    return found.findings();
  }

  private TokenFinding inShadow(Kind kind, String id, int place) {
    return new TokenFinding(kind, id, scene.config.resolve(TokenFiles.SHADOW), place);
  }

  private TokenFinding inUsers(Kind kind, String id, int place) {
    return new TokenFinding(kind, id, scene.config.resolve(TokenFiles.USERS), place);
  }

  @Test
  void inspect_nothingWrongOrNothingThere_findsNothing() {
    assertThat(findings()).isEmpty();
    scene.shadow(ENTRY).users(SECTION);
    assertThat(findings()).isEmpty();
  }

  @Test
  void inspect_hashWithoutMetadata_isFound() {
    scene.shadow(ENTRY).users("user: backup@pbs\n");
    assertThat(findings())
        .containsExactly(inShadow(Kind.HASH_WITHOUT_METADATA, "backup@pbs!ci", 1));
  }

  @Test
  void inspect_metadataWithoutHash_isFound() {
    scene.shadow("{}").users("# by hand\n" + SECTION);
    assertThat(findings()).containsExactly(inUsers(Kind.METADATA_WITHOUT_HASH, "backup@pbs!ci", 2));
  }

  @Test
  void inspect_idsThatAreNone_areFoundByTheirPlaceAlone() {
    scene.shadow("{\"a@b!c\":\"*\",\"$y$a-hash\":\"*\"}").users("token: a@b!c\n\ntoken: secret\n");
    assertThat(findings())
        .containsExactly(inShadow(Kind.UNKNOWN_ENTRY, "", 2), inUsers(Kind.UNKNOWN_SECTION, "", 3));
  }

  @ParameterizedTest
  @CsvSource({
    "token, 1772366400, true",
    "token, 1772366401, false",
    "token, 0, false",
    "user, 1772366400, true",
    "user, 1772366401, false"
  })
  void inspect_expiry_countsFromItsSecondOn(String whose, String expire, boolean found) {
    String limit = "\texpire " + expire + "\n";
    scene
        .shadow(ENTRY)
        .users(whose.equals("token") ? SECTION + limit : SECTION + "\nuser: backup@pbs\n" + limit);
    assertThat(findings())
        .isEqualTo(found ? List.of(inUsers(Kind.EXPIRED, "backup@pbs!ci", 1)) : List.of());
  }

  @ParameterizedTest
  @CsvSource({
    "$1$abcdefgh$G1Tu1ReK5HlVuiHFG8ssV., true",
    "abJnggxhB/yWI, true",
    "_J9..rasmBYk8r9AiWNc, true",
    "'$md5,rounds=904$iPPKEBnEkp3JV8uX$0L6m7rOFTVFn.SGqo2M9W1', true",
    "$2b$04$abcdefghijklmnopqrstuuxH.muaUGcg6rRuHaKonUCD1AG9nFmPO, false",
    "$6$salt$x, false",
    "*, false"
  })
  void inspect_hash_isWeakIfItIsOfDesOrMd5(String hash, boolean weak) {
    scene.shadow("{\"backup@pbs!ci\":\"" + hash + "\"}").users(SECTION);
    assertThat(findings())
        .isEqualTo(weak ? List.of(inShadow(Kind.WEAK_HASH, "backup@pbs!ci", 1)) : List.of());
  }

  @Test
  void inspect_oneFileDamaged_hidesNothingOfTheOther() {
    scene.shadow("{\n]").users("token: not an id\n");
    Inspected<TokenFinding> found = inspect();
    assertThat(found.findings()).containsExactly(inUsers(Kind.UNKNOWN_SECTION, "", 1));
    assertThat(found.failures()).hasSize(1);
    CorruptFileException failure = (CorruptFileException) found.failures().getFirst();
    assertThat(failure.line()).isEqualTo(2);
    assertThat(failure.column()).isPositive();

    scene.shadow("{\"x\":\"abJnggxhB/yWI\"}").users("\tno header\n");
    found = inspect();
    assertThat(found.findings()).containsExactly(inShadow(Kind.UNKNOWN_ENTRY, "", 1));
    assertThat(found.failures()).hasSize(1);
  }

  @Test
  void inspect_oneSectionDamaged_hidesNothingOfTheOthers() {
    scene
        .shadow("{\"a@b!c\":\"*\",\"backup@pbs!ci\":\"*\"}")
        .users("token: a@b!c\n\texpire soon\n\ntoken: backup@pbs!ci\n\texpire 1\n");
    Inspected<TokenFinding> found = inspect();
    assertThat(found.findings()).containsExactly(inUsers(Kind.EXPIRED, "backup@pbs!ci", 4));
    assertThat(found.failures()).singleElement().satisfies(TokenInspectionTest::isInLine2);
  }

  private static void isInLine2(LatchkeyException failure) {
    assertThat(failure).isInstanceOf(CorruptFileException.class);
    assertThat(((CorruptFileException) failure).problem()).isEqualTo(Problem.WRONG_TYPE);
    assertThat(((CorruptFileException) failure).line()).isEqualTo(2);
  }

  @Test
  void removeOrphanedMetadata_withoutHash_removesThatSectionAlone() {
    String shadow = "{" + TokenScene.NEIGHBOUR + "}";
    scene.shadow(shadow).users(TokenScene.NEIGHBOUR_SECTIONS + "\n" + SECTION + "\tenable false\n");
    DirectorySnapshot before = scene.snapshot();
    assertThat(scene.dryTokens().removeOrphanedMetadata(TokenScene.ID)).isTrue();
    before.assertUnchanged(scene.config);

    assertThat(scene.tokens().removeOrphanedMetadata(TokenScene.ID)).isTrue();

    assertThat(scene.users()).isEqualTo(TokenScene.NEIGHBOUR_SECTIONS);
    assertThat(scene.shadow()).isEqualTo(shadow);
    assertThat(scene.text("state/audit.jsonl")).contains("\"doctor fix\"", "\"backup@pbs!ci\"");
  }

  @Test
  void removeOrphanedMetadata_withHash_changesNothing() {
    scene.shadow(ENTRY).users(SECTION);
    DirectorySnapshot before = scene.snapshot();
    assertThat(scene.tokens().removeOrphanedMetadata(TokenScene.ID)).isFalse();
    before.assertUnchanged(scene.config);
  }

  @Test
  void removeOrphanedMetadata_noShadowFileAtAll_changesNothing() {
    scene.users(SECTION);
    DirectorySnapshot before = scene.snapshot();
    assertThat(scene.tokens().removeOrphanedMetadata(TokenScene.ID)).isFalse();
    before.assertUnchanged(scene.config);
  }
}
