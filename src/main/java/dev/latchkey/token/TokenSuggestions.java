package dev.latchkey.token;

import dev.latchkey.store.Glance;
import dev.latchkey.store.JsonReader;
import dev.latchkey.store.SectionConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The tokens whose ids begin with what somebody has typed, found as quickly as can be: no lock is
 * taken, and nothing is read of other tokens. Nothing may be decided on it. Immutable.
 */
public final class TokenSuggestions {

  private final SortedMap<String, Integer> owners = new TreeMap<>();
  private final List<Token> tokens = new ArrayList<>();

  private TokenSuggestions() {}

  /**
   * Looks for tokens.
   *
   * @param directory the configuration directory
   * @param limit how many tokens at most: the first ones
   * @throws dev.latchkey.store.LatchkeyException if the files cannot be read or are damaged
   */
  public static TokenSuggestions beginningWith(Path directory, String prefix, int limit) {
    TokenSuggestions found = new TokenSuggestions();
    Path shadow = directory.resolve(TokenFiles.SHADOW);
    String json = Glance.at(shadow);
    SortedMap<String, String> hashes = plain(json, prefix);
    if (hashes == null) {
      hashes = any(shadow, json, prefix);
    }
    List<TokenId> ids = new ArrayList<>();
    Set<String> sections = new HashSet<>();
    for (String text : hashes.keySet()) {
      TokenId id = TokenId.parseOrNull(text);
      if (id != null) {
        String owner = id.owner().value();
        Integer number = found.owners.get(owner);
        found.owners.put(owner, number == null ? 1 : number + 1);
        if (ids.size() < limit) {
          ids.add(id);
          sections.add(TokenFiles.TOKEN_SECTION.concat(":").concat(text));
          sections.add(TokenFiles.USER_SECTION.concat(":").concat(owner));
        }
      }
    }
    Path users = directory.resolve(TokenFiles.USERS);
    SectionConfig config = SectionConfig.parseOnly(sections, users, Glance.at(users));
    for (TokenId id : ids) {
      found.tokens.add(TokenFiles.token(config, id, hashes.getOrDefault(id.toString(), "")));
    }
    return found;
  }

  /**
   * What begins with a text in JSON that is one flat object of strings. A parser that takes nothing
   * for granted needs ten times as long.
   *
   * @return null if it is anything else, or an id has to be escaped in it
   */
  static @Nullable SortedMap<String, String> plain(String json, String prefix) {
    SortedMap<String, String> found = new TreeMap<>();
    if (json.isEmpty()) {
      return found;
    } else if (json.indexOf('\\') >= 0) {
      return null;
    }
    int at = skip(json, 0, '{');
    while (at > 0) {
      int id = skip(json, at, '"');
      int idEnd = id < 0 ? -1 : json.indexOf('"', id);
      int value = idEnd < 0 ? -1 : skip(json, idEnd + 1, ':');
      int hash = value < 0 ? -1 : skip(json, value, '"');
      int hashEnd = hash < 0 ? -1 : json.indexOf('"', hash);
      if (hashEnd < 0) {
        return null;
      }
      if (json.startsWith(prefix, id) && id + prefix.length() <= idEnd) {
        found.put(json.substring(id, idEnd), json.substring(hash, hashEnd));
      }
      at = skip(json, hashEnd + 1, ',');
      if (at < 0) {
        int end = skip(json, hashEnd + 1, '}');
        return end > 0 && json.substring(end).isBlank() ? found : null;
      }
    }
    return null;
  }

  /** The index behind a character that follows here, after blanks at most; -1 if it does not. */
  private static int skip(String json, int from, char expected) {
    int at = from;
    while (at < json.length() && json.charAt(at) <= ' ') {
      at++;
    }
    return at < json.length() && json.charAt(at) == expected ? at + 1 : -1;
  }

  private static SortedMap<String, String> any(Path path, String text, String prefix) {
    SortedMap<String, String> found = new TreeMap<>();
    JsonReader.read(
        path,
        text,
        json ->
            id -> {
              String hash = json.string();
              return !id.startsWith(prefix) || found.putIfAbsent(id, hash) == null;
            });
    return found;
  }

  /** The owners of all tokens that were found, in their order, and how many tokens each has. */
  public SortedMap<String, Integer> owners() {
    return owners;
  }

  /** The tokens, in the order of their ids. */
  public List<Token> tokens() {
    return tokens;
  }
}
