package dev.latchkey.iam;

import static dev.latchkey.cache.CacheName.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.cache.CacheName;
import dev.latchkey.cache.Invalidation;
import dev.latchkey.cache.Scope;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What each scope empties, and what it leaves: a row for each of the table, and the narrowed. */
class ScopesTest {

  /** Two accounts with two users of 5, two roles of 5 and two tables of 2; and four resources. */
  private static final int EVERYTHING = 2 * (2 * 5 + 2 * 5 + 2 * 2) + 4;

  private final CacheScene scene = new CacheScene();

  private static Arguments row(
      Invalidation invalidation, List<CacheName> touched, String... askedAgain) {
    return Arguments.of(invalidation, touched, Stream.of(askedAgain).sorted().toList());
  }

  static Stream<Arguments> rows() {
    return Stream.of(
        row(Invalidation.tokens(List.of()), List.of()),
        row(Invalidation.tokens(List.of("a@pbs!x")), List.of()),
        row(Invalidation.credential("1/alice"), List.of(CREDENTIAL), "credential 1/alice"),
        row(
            Invalidation.session("1/reader"),
            List.of(CREDENTIAL, SESSION_DATA),
            "credential 1/reader",
            "session_data 1/reader"),
        row(
            Invalidation.user("1", "alice"),
            List.of(
                USER_POLICIES,
                USER_GROUP_POLICIES,
                USER_BOUNDARY,
                USER_TAGS,
                PRINCIPAL_CREDENTIALS),
            "user_policies 1/alice",
            "user_group_policies 1/alice",
            "user_boundary 1/alice",
            "user_tags 1/alice",
            "credential 1/alice"),
        row(
            Invalidation.user("2", "bob").of(USER_POLICIES),
            List.of(USER_POLICIES),
            "user_policies 2/bob"),
        row(
            Invalidation.user("2", "bob").of(USER_TAGS, USER_BOUNDARY),
            List.of(USER_BOUNDARY, USER_TAGS),
            "user_boundary 2/bob",
            "user_tags 2/bob"),
        row(
            Invalidation.user("2", "bob").of(PRINCIPAL_CREDENTIALS),
            List.of(PRINCIPAL_CREDENTIALS),
            "credential 2/bob"),
        row(
            Invalidation.user("1", "reader").of(PRINCIPAL_CREDENTIALS),
            List.of(PRINCIPAL_CREDENTIALS)),
        row(
            Invalidation.role("1", "reader"),
            List.of(ROLE_POLICIES, ROLE_BOUNDARY, ROLE_TAGS, ROLE_SESSIONS, PRINCIPAL_CREDENTIALS),
            "role_policies 1/reader",
            "role_boundary 1/reader",
            "role_tags 1/reader",
            "session_data 1/reader",
            "credential 1/reader"),
        row(
            Invalidation.role("2", "writer").of(ROLE_SESSIONS),
            List.of(ROLE_SESSIONS),
            "session_data 2/writer"),
        row(
            Invalidation.role("1", "alice").of(PRINCIPAL_CREDENTIALS),
            List.of(PRINCIPAL_CREDENTIALS)),
        row(
            Invalidation.groupMembers("1", List.of("bob")),
            List.of(USER_GROUP_POLICIES),
            "user_group_policies 1/bob"),
        row(
            Invalidation.groupMembers("2", List.of("alice", "carol", "bob")),
            List.of(USER_GROUP_POLICIES),
            "user_group_policies 2/alice",
            "user_group_policies 2/bob"),
        row(
            Invalidation.tableKeyInfo("1", "music"),
            List.of(TABLE_KEY_INFO),
            "table_key_info 1/music"),
        row(
            Invalidation.resourceTags(RecordedStores.arn("2", "films")),
            List.of(RESOURCE_TAGS),
            "resource_tags " + RecordedStores.arn("2", "films")),
        // What its scope does not have comes last, and goes as far as its selectors tell.
        row(
            Invalidation.user("1", "alice").of(TABLE_KEY_INFO, USER_TAGS, CREDENTIAL),
            List.of(USER_TAGS, CREDENTIAL, TABLE_KEY_INFO),
            "user_tags 1/alice",
            "credential 1/alice",
            "table_key_info 1/music",
            "table_key_info 1/films"),
        row(
            Invalidation.credential("1/alice").of(TABLE_KEY_INFO),
            List.of(TABLE_KEY_INFO),
            "table_key_info 1/music",
            "table_key_info 1/films",
            "table_key_info 2/music",
            "table_key_info 2/films"),
        row(
            Invalidation.account("2").of(TOKEN_SECRETS, ROLE_TAGS),
            List.of(ROLE_TAGS),
            "role_tags 2/reader",
            "role_tags 2/writer"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void apply_invalidation_dropsWhatItChoosesAndNothingElse(
      Invalidation invalidation, List<CacheName> touched, List<String> askedAgain) {
    assertThat(scene.askEverything()).hasSize(EVERYTHING);
    assertThat(scene.askEverything()).isEmpty();

    assertThat(scene.caches.apply(invalidation)).isEqualTo(touched);

    assertThat(scene.askEverything()).isEqualTo(askedAgain);
    assertThat(scene.askEverything()).isEmpty();
  }

  @Test
  void apply_all_dropsEverything() {
    List<String> everything = scene.askEverything();

    List<CacheName> touched = scene.caches.apply(Invalidation.all());

    assertThat(touched).hasSize(11).doesNotContain(TOKEN_SECRETS);
    assertThat(touched).isEqualTo(Scope.ALL.caches().subList(0, 11));
    assertThat(scene.askEverything()).isEqualTo(everything).hasSize(EVERYTHING);
  }

  /** The resources that may be of any account among them, and the key schemas. */
  @Test
  void apply_account_dropsAllOfItAndNothingOfTheOther() {
    List<String> everything = scene.askEverything();

    List<CacheName> touched = scene.caches.apply(Invalidation.account("1"));

    Predicate<String> ofTheOther = asked -> asked.contains(" 2/") || asked.contains(":2:");
    assertThat(touched).isEqualTo(Scope.ACCOUNT.caches()).contains(TABLE_KEY_INFO);
    assertThat(scene.askEverything())
        .isEqualTo(everything.stream().filter(ofTheOther.negate()).toList())
        .hasSize((EVERYTHING - 4) / 2 + 4)
        .contains("table_key_info 1/music", "resource_tags bucket");
  }

  @Test
  void apply_unknownAccount_dropsOnlyWhatMayBeItsOwn() {
    scene.askEverything();

    assertThat(scene.caches.apply(Invalidation.account("3"))).isEqualTo(Scope.ACCOUNT.caches());

    assertThat(scene.askEverything())
        .containsExactly(
            "resource_tags arn:aws:s3:::bucket",
            "resource_tags arn:aws:s3:r:9",
            "resource_tags bucket",
            "resource_tags xrn:aws:s3:r:9:bucket");
  }

  /** What was not there may be there by now, and nobody knows whose it would have been. */
  @Test
  void apply_byValue_dropsNegativeEntriesToo() {
    scene.stores.missing.addAll(List.of("1/alice", "2/reader"));
    scene.askEverything();

    List<CacheName> touched =
        scene.caches.apply(
            Invalidation.role("1", "writer").of(ROLE_SESSIONS, PRINCIPAL_CREDENTIALS));

    assertThat(touched).containsExactly(ROLE_SESSIONS, PRINCIPAL_CREDENTIALS);
    assertThat(scene.askEverything())
        .containsExactly(
            "credential 1/alice",
            "credential 1/writer",
            "credential 2/reader",
            "session_data 1/writer",
            "session_data 2/reader");
  }
}
