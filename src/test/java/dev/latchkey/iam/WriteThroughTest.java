package dev.latchkey.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.latchkey.cache.Invalidation;
import dev.latchkey.cache.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What each change makes stale, and when that is published. */
class WriteThroughTest {

  private static final UserKey ALICE = new UserKey("1", "alice");
  private static final RoleKey READER = new RoleKey("1", "reader");
  private static final TableKey MUSIC = new TableKey("1", "music");
  private static final String ARN = RecordedStores.arn("1", "music");
  private static final CatalogChange CHANGE = new CatalogChange.TableCreatedOrDeleted(MUSIC, ARN);

  private final List<String> events = new ArrayList<>();
  private final RuntimeException failure = new IllegalStateException("mutation");

  private static Arguments row(CatalogChange change, String... askedAgain) {
    return Arguments.of(change, Stream.of(askedAgain).sorted().toList());
  }

  static Stream<Arguments> rows() {
    return Stream.of(
        row(new CatalogChange.AccessKeyChanged("1/alice"), "credential 1/alice"),
        row(
            new CatalogChange.RoleSessionIssued("1/reader"),
            "credential 1/reader",
            "session_data 1/reader"),
        row(new CatalogChange.UserPolicyChanged(ALICE), "user_policies 1/alice"),
        row(new CatalogChange.UserBoundaryChanged(ALICE), "user_boundary 1/alice"),
        row(new CatalogChange.UserTagsChanged(ALICE), "user_tags 1/alice"),
        row(new CatalogChange.GroupMembershipChanged(ALICE), "user_group_policies 1/alice"),
        row(
            new CatalogChange.GroupPolicyChanged("1", List.of("alice", "bob")),
            "user_group_policies 1/alice",
            "user_group_policies 1/bob"),
        row(
            new CatalogChange.GroupDeleted("2", List.of("bob", "carol")),
            "user_group_policies 2/bob"),
        row(new CatalogChange.GroupPolicyChanged("1", List.of())),
        row(new CatalogChange.GroupDeleted("1", List.of())),
        row(new CatalogChange.RolePolicyChanged(READER), "role_policies 1/reader"),
        row(new CatalogChange.RoleBoundaryChanged(READER), "role_boundary 1/reader"),
        row(new CatalogChange.RoleTagsChanged(READER), "role_tags 1/reader"),
        row(new CatalogChange.ResourceTagsChanged(ARN), "resource_tags " + ARN),
        row(
            new CatalogChange.TableCreatedOrDeleted(MUSIC, ARN),
            "table_key_info 1/music",
            "resource_tags " + ARN),
        row(new CatalogChange.TableChanged(MUSIC), "table_key_info 1/music"),
        row(
            new CatalogChange.UserDeleted(ALICE),
            "user_policies 1/alice",
            "user_group_policies 1/alice",
            "user_boundary 1/alice",
            "user_tags 1/alice",
            "credential 1/alice"),
        row(
            new CatalogChange.RoleDeleted(READER),
            "role_policies 1/reader",
            "role_boundary 1/reader",
            "role_tags 1/reader",
            "session_data 1/reader",
            "credential 1/reader"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void change_published_dropsWhatItMakesStaleAndNothingElse(
      CatalogChange change, List<String> askedAgain) {
    CacheScene scene = new CacheScene();
    scene.askEverything();

    new WriteThrough(scene.caches::apply).change(change, () -> {});

    assertThat(scene.askEverything()).isEqualTo(askedAgain);
  }

  /** A kind of change that has no row in the table above could be forgotten. */
  @Test
  void rows_ofTheTable_areOfAllKinds() {
    Set<Class<?>> kinds = Set.of(CatalogChange.class.getPermittedSubclasses());
    assertThat(rows().map(row -> (Object) Objects.requireNonNull(row.get()[0]).getClass()).toList())
        .containsAll(
            kinds.stream().filter(kind -> kind != CatalogChange.AccountDeleted.class).toList());
  }

  @Test
  void change_accountDeleted_isTheWholeAccount() {
    assertThat(new CatalogChange.AccountDeleted("1").stale())
        .containsExactly(Invalidation.account("1"));
  }

  private void publish(Invalidation invalidation) {
    events.add("published " + invalidation.scope().wireName());
  }

  @Test
  void change_thatSucceeds_isPublishedAfterwards() {
    Supplier<String> mutation =
        () -> {
          events.add("changed");
          return "result";
        };

    assertThat(new WriteThrough(this::publish).change(CHANGE, mutation)).isEqualTo("result");

    assertThat(events)
        .containsExactly("changed", "published table_key_info", "published resource_tags");
  }

  @Test
  void change_thatFails_isPublishedAllTheSame() {
    Runnable mutation =
        () -> {
          events.add("changed");
          throw failure;
        };

    assertThatThrownBy(() -> new WriteThrough(this::publish).change(CHANGE, mutation))
        .isSameAs(failure)
        .hasNoSuppressedExceptions();

    assertThat(events)
        .containsExactly("changed", "published table_key_info", "published resource_tags");
  }

  @Test
  void change_thatFailsWithAnError_isPublishedAllTheSame() {
    Error error = new AssertionError("mutation");
    Runnable mutation =
        () -> {
          throw error;
        };
    assertThatThrownBy(() -> new WriteThrough(this::publish).change(CHANGE, mutation))
        .isSameAs(error);
    assertThat(events).hasSize(2);
  }

  private Consumer<Invalidation> failing(List<? extends RuntimeException> failures) {
    return invalidation -> {
      publish(invalidation);
      throw failures.get(events.size() - 1);
    };
  }

  @Test
  void change_thatCannotBePublished_saysSoAndPublishesTheRest() {
    List<RuntimeException> failures =
        List.of(new IllegalStateException("first"), new IllegalStateException("second"));

    Throwable thrown =
        catchThrowable(() -> new WriteThrough(failing(failures)).change(CHANGE, () -> {}));

    assertThat(thrown).isSameAs(failures.getFirst());
    assertThat(thrown.getSuppressed()).containsExactly(failures.getLast());
    assertThat(events).hasSize(2);
  }

  @Test
  void change_publisherThatFailsWithAnError_reachesTheCaller() {
    Error error = new AssertionError("publisher");
    Consumer<Invalidation> publisher =
        _ -> {
          throw error;
        };
    assertThatThrownBy(() -> new WriteThrough(publisher).change(CHANGE, () -> 1)).isSameAs(error);
  }

  @Test
  void change_thatFailsAndCannotBePublished_isTheFailureOfTheChange() {
    List<RuntimeException> failures =
        List.of(new IllegalStateException("first"), new IllegalStateException("second"));
    Runnable mutation =
        () -> {
          throw failure;
        };

    Throwable thrown =
        catchThrowable(() -> new WriteThrough(failing(failures)).change(CHANGE, mutation));

    assertThat(thrown).isSameAs(failure);
    assertThat(thrown.getSuppressed()).containsExactly(failures.getFirst());
    assertThat(events).hasSize(2);
  }

  /** One failure of a shared connection, thrown by both: nothing can suppress itself. */
  @Test
  void change_thatFailsTwiceWithTheSame_failsWithIt() {
    Runnable mutation =
        () -> {
          throw failure;
        };
    WriteThrough changes = new WriteThrough(failing(List.of(failure, failure)));
    assertThatThrownBy(() -> changes.change(CHANGE, mutation)).isSameAs(failure);
    events.clear();
    assertThatThrownBy(() -> changes.change(CHANGE, () -> {})).isSameAs(failure);
    assertThat(events).hasSize(2);
  }

  @Test
  void change_thatCannotBeSaid_isNotMade() {
    WriteThrough changes = new WriteThrough(this::publish);
    List<CatalogChange> nonsense =
        List.of(
            new CatalogChange.AccessKeyChanged(""),
            new CatalogChange.UserDeleted(new UserKey("1", "\ud800")),
            new CatalogChange.GroupDeleted("1", List.of("alice", "")),
            new CatalogChange.TableCreatedOrDeleted(MUSIC, ""),
            new CatalogChange.GroupDeleted("1", List.of("x".repeat(Invalidation.MAX_LENGTH))));
    for (CatalogChange change : nonsense) {
      assertThatThrownBy(() -> changes.change(change, () -> events.add("changed")))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(events).isEmpty();
  }

  @Test
  void stale_groupOfManyMembers_namesEachOnceInAsFewAsItTakes() {
    String account = "x".repeat(1000);
    int length = Invalidation.MAX_LENGTH - 1000;
    List<String> names =
        IntStream.range(0, 2 * length / 16 + 1).mapToObj("%016d"::formatted).toList();

    for (CatalogChange change :
        List.of(
            new CatalogChange.GroupPolicyChanged(account, names),
            new CatalogChange.GroupDeleted(account, names))) {
      List<Invalidation> stale = change.stale();
      assertThat(stale).hasSize(3);
      assertThat(stale.stream().flatMap(each -> each.values(Selector.USER_NAMES).stream()))
          .containsExactlyElementsOf(names);
      assertThat(stale)
          .allSatisfy(
              each -> assertThat(each.values(Selector.ACCOUNT_ID)).containsExactly(account));
    }
  }

  @Test
  void stale_longestName_fitsWithItsAccount() {
    String name = "x".repeat(Invalidation.MAX_LENGTH - 1);
    assertThat(new CatalogChange.GroupDeleted("1", List.of("a", name, "b")).stale())
        .extracting(Invalidation::selectors)
        .containsExactly(
            Map.of(Selector.ACCOUNT_ID, List.of("1"), Selector.USER_NAMES, List.of("a")),
            Map.of(Selector.ACCOUNT_ID, List.of("1"), Selector.USER_NAMES, List.of(name)),
            Map.of(Selector.ACCOUNT_ID, List.of("1"), Selector.USER_NAMES, List.of("b")));
  }
}
