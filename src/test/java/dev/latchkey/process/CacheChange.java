package dev.latchkey.process;

import dev.latchkey.cache.CacheName;
import dev.latchkey.cache.Invalidation;
import dev.latchkey.cache.Scope;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Something to invalidate, and what it covers by the table of scopes, written down here once more.
 *
 * @param command the words of the command that does it
 * @param questions that may not be answered from memory afterwards
 * @param tokens that have to be hashed again, by their place in {@link CacheServer#TOKENS}
 */
public record CacheChange(
    Invalidation invalidation,
    List<String> command,
    Set<CacheQuestion> questions,
    Set<Integer> tokens) {

  private static final Set<CacheName> OF_USERS =
      EnumSet.of(
          CacheName.USER_POLICIES,
          CacheName.USER_GROUP_POLICIES,
          CacheName.USER_BOUNDARY,
          CacheName.USER_TAGS);
  private static final Set<CacheName> OF_ROLES =
      EnumSet.of(CacheName.ROLE_POLICIES, CacheName.ROLE_BOUNDARY, CacheName.ROLE_TAGS);

  /** One of a scope. */
  static CacheChange any(Scope scope, Random random) {
    String account = pick(CacheQuestion.ACCOUNTS, random);
    String name = pick(CacheQuestion.NAMES, random);
    String key =
        (random.nextBoolean() ? CacheQuestion.USER_KEY : CacheQuestion.ROLE_KEY) + account + name;
    return switch (scope) {
      case ALL ->
          new CacheChange(
              Invalidation.all(), List.of("all", "--yes"), covered(_ -> true), Set.of(0, 1));
      case TOKENS -> tokens(random);
      case ACCOUNT ->
          new CacheChange(
              Invalidation.account(account),
              List.of("account", "--account-id", account),
              covered(each -> each.account().equals(account) || isNamedAfter(account, each)),
              Set.of());
      case CREDENTIAL ->
          new CacheChange(
              Invalidation.credential(key),
              List.of("credential", "--access-key-id", key),
              covered(is(CacheName.CREDENTIAL, "", key)),
              Set.of());
      case USER -> user(account, name);
      case ROLE ->
          new CacheChange(
              Invalidation.role(account, name),
              List.of("role", "--account-id", account, "--role-name", name),
              covered(
                  each ->
                      (OF_ROLES.contains(each.cache())
                              && each.account().equals(account)
                              && each.name().equals(name))
                          || each.name().equals(CacheQuestion.ROLE_KEY + account + name)),
              Set.of());
      case GROUP_MEMBERS -> members(account, random);
      case TABLE_KEY_INFO ->
          new CacheChange(
              Invalidation.tableKeyInfo(account, name),
              List.of("table-key-info", "--account-id", account, "--table-name", name),
              covered(is(CacheName.TABLE_KEY_INFO, account, name)),
              Set.of());
      case RESOURCE_TAGS -> {
        String arn =
            random.nextInt(4) == 0 ? CacheQuestion.BUCKET : CacheQuestion.arn(account, name);
        yield new CacheChange(
            Invalidation.resourceTags(arn),
            List.of("resource-tags", "--arn", arn),
            covered(is(CacheName.RESOURCE_TAGS, "", arn)),
            Set.of());
      }
    };
  }

  /** A user, with the credential. */
  public static CacheChange user(String account, String name) {
    return new CacheChange(
        Invalidation.user(account, name),
        List.of("user", "--account-id", account, "--user-name", name),
        covered(
            each ->
                (OF_USERS.contains(each.cache())
                        && each.account().equals(account)
                        && each.name().equals(name))
                    || each.name().equals(CacheQuestion.USER_KEY + account + name)),
        Set.of());
  }

  private static CacheChange tokens(Random random) {
    int which = random.nextInt(CacheServer.TOKENS.size() + 1);
    if (which == CacheServer.TOKENS.size()) {
      return new CacheChange(
          Invalidation.tokens(List.of()), List.of("tokens"), Set.of(), Set.of(0, 1));
    }
    String id = CacheServer.TOKENS.get(which);
    return new CacheChange(
        Invalidation.tokens(List.of(id)), List.of("tokens", id), Set.of(), Set.of(which));
  }

  private static CacheChange members(String account, Random random) {
    List<String> names =
        random.nextBoolean()
            ? CacheQuestion.NAMES
            : List.of(pick(CacheQuestion.NAMES, random), "nobody");
    List<String> command = new ArrayList<>(List.of("group-members", "--account-id", account));
    names.forEach(name -> command.addAll(List.of("--user-names", name)));
    return new CacheChange(
        Invalidation.groupMembers(account, names),
        command,
        covered(
            each ->
                each.cache() == CacheName.USER_GROUP_POLICIES
                    && each.account().equals(account)
                    && names.contains(each.name())),
        Set.of());
  }

  /** Whether it belongs to an account by its name, or may belong to any. */
  private static boolean isNamedAfter(String account, CacheQuestion question) {
    return question.name().contains(account) || question.name().equals(CacheQuestion.BUCKET);
  }

  private static Predicate<CacheQuestion> is(CacheName cache, String account, String name) {
    return new CacheQuestion(cache, account, name)::equals;
  }

  private static Set<CacheQuestion> covered(Predicate<CacheQuestion> which) {
    Set<CacheQuestion> covered = new LinkedHashSet<>(CacheQuestion.ALL);
    covered.removeIf(which.negate());
    return covered;
  }

  private static <T> T pick(List<T> all, Random random) {
    return all.get(random.nextInt(all.size()));
  }
}
