package dev.latchkey.token;

import dev.latchkey.format.JsonReader;
import dev.latchkey.format.SectionConfig;
import dev.latchkey.store.Glance;
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
 * taken, and nothing is read of other tokens. Nothing may be decided on it. Not thread-safe.
 */
public final class TokenSuggestions {

  /** An id as it stands in the file, of which nobody knows yet whether it is one. */
  record Entry(String id, String hash) {}

  private final Path directory;
  private final List<Entry> entries;

  private TokenSuggestions(Path directory, List<Entry> entries) {
    this.directory = directory;
    this.entries = entries;
  }

  /**
   * Looks for tokens.
   *
   * @param directory the configuration directory
   * @throws dev.latchkey.store.LatchkeyException if the file cannot be read or is damaged
   */
  public static TokenSuggestions beginningWith(Path directory, String prefix) {
    Path shadow = directory.resolve(TokenFiles.SHADOW);
    String json = Glance.at(shadow);
    List<Entry> plain = plain(json, prefix);
    TokenSuggestions found =
        new TokenSuggestions(directory, plain == null ? any(shadow, json, prefix) : plain);
    // Nearly always they are in this order already, which makes this quicker than a tree.
    found.entries.sort((one, other) -> one.id().compareTo(other.id()));
    return found;
  }

  /** The owners of all tokens that were found, in their order, and how many tokens each has. */
  public SortedMap<String, Integer> owners() {
    SortedMap<String, Integer> owners = new TreeMap<>();
    for (Entry entry : entries) {
      TokenId id = TokenId.parseOrNull(entry.id());
      if (id != null) {
        owners.merge(id.owner().value(), 1, Integer::sum);
      }
    }
    return owners;
  }

  /**
   * The tokens, in the order of their ids.
   *
   * @param limit how many at most: the first ones
   * @throws dev.latchkey.store.LatchkeyException if their settings cannot be read or are damaged
   */
  public List<Token> tokens(int limit) {
    List<Token> tokens = new ArrayList<>();
    if (entries.isEmpty() || limit <= 0) {
      return tokens;
    }
    Path file = directory.resolve(TokenFiles.USERS);
    SectionConfig users = SectionConfig.parse(file, Glance.at(file));
    for (int i = 0; i < entries.size() && tokens.size() < limit; i++) {
      TokenId id = TokenId.parseOrNull(entries.get(i).id());
      if (id != null) {
        tokens.add(TokenFiles.token(users, id, entries.get(i).hash()));
      }
    }
    return tokens;
  }

  /**
   * What begins with a text in JSON that is one flat object of strings. A parser that takes nothing
   * for granted needs ten times as long, and an index, as {@link ShadowText} has, twice.
   *
   * @return null if it is anything else, or an id has to be escaped in it
   */
  static @Nullable List<Entry> plain(String json, String prefix) {
    List<Entry> found = new ArrayList<>();
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
        found.add(new Entry(json.substring(id, idEnd), json.substring(hash, hashEnd)));
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

  private static List<Entry> any(Path path, String text, String prefix) {
    List<Entry> found = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    JsonReader.read(
        path,
        text,
        json ->
            id -> {
              String hash = json.string();
              if (id.startsWith(prefix)) {
                found.add(new Entry(id, hash));
              }
              return ids.add(id);
            });
    return found;
  }
}
