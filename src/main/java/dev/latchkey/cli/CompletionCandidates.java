package dev.latchkey.cli;

import dev.latchkey.cli.command.Completion.Kind;
import dev.latchkey.cli.host.Host;
import dev.latchkey.key.EncryptionKey;
import dev.latchkey.key.KeySuggestions;
import dev.latchkey.store.Actor;
import dev.latchkey.token.Token;
import dev.latchkey.token.TokenSuggestions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code admin __complete [--config-dir DIR] [--run-dir DIR] KIND PREFIX}: the ids that begin with
 * what is typed, for the completion scripts.
 *
 * <p>Prints lines {@code value<TAB>description}, {@value #MAX_LINES} at most. Takes no lock, writes
 * no file, and is silent about whatever goes wrong: it answers to a key press, in the middle of a
 * line. For the same reason it must start quickly, so nothing here may use picocli.
 */
final class CompletionCandidates {

  /** The word that asks for it. */
  static final String WORD = "__complete";

  private static final int MAX_LINES = 500;
  private static final int MAX_DESCRIPTION = 80;

  private final Host host;
  private final StringBuilder lines = new StringBuilder();
  private int count;

  private CompletionCandidates(Host host) {
    this.host = host;
  }

  /**
   * Answers to a completion script. Whatever is wrong, this returns as if there were no candidates.
   *
   * @param args the words of the command line, the first one included
   */
  @SuppressWarnings("CatchingUnchecked") // and errors: a key press has no use for any of them
  static void print(Host host, String... args) {
    try {
      CompletionCandidates candidates = new CompletionCandidates(host);
      candidates.find(args);
      host.out().write(candidates.lines.toString().getBytes(StandardCharsets.UTF_8));
      host.out().flush();
    } catch (IOException | RuntimeException | Error e) {
      // Silence is the answer.
    }
  }

  /**
   * The same for a shell of this process.
   *
   * @param configDirectory what {@code --config-dir} names, null if it was not given
   * @return lines as they are printed, none if anything is wrong
   */
  @SuppressWarnings("CatchingUnchecked") // as above
  static String lines(Host host, @Nullable String configDirectory, Kind kind, String prefix) {
    try {
      CompletionCandidates candidates = new CompletionCandidates(host);
      int uid = Actor.ofProcess().uid();
      candidates.find(ConfigPlace.configDirectory(host, configDirectory, uid), kind, prefix);
      return candidates.lines.toString();
    } catch (RuntimeException | Error e) {
      return "";
    }
  }

  private void find(String... args) {
    String configDirectory = null;
    int next = 1;
    for (; next < args.length - 3; next += 2) {
      switch (args[next]) {
        case "--config-dir" -> configDirectory = args[next + 1];
        case "--run-dir" -> {
          // Accepted, because it may stand on the line; no id lies there.
        }
        default -> {
          return;
        }
      }
    }
    if (next == args.length - 2) {
      int uid = Actor.ofProcess().uid();
      find(ConfigPlace.configDirectory(host, configDirectory, uid), args[next], args[next + 1]);
    }
  }

  private void find(Path directory, String word, String prefix) {
    for (Kind kind : Kind.values()) {
      if (kind.isAsked() && kind.word().equals(word)) {
        find(directory, kind, prefix);
      }
    }
  }

  private void find(Path directory, Kind kind, String prefix) {
    switch (kind) {
      case USER -> users(TokenSuggestions.beginningWith(directory, prefix));
      case TOKEN -> {
        TokenSuggestions found = TokenSuggestions.beginningWith(directory, prefix);
        users(found);
        tokens(found, 0);
      }
      case TOKEN_ID -> tokens(TokenSuggestions.beginningWith(directory, prefix), 0);
      case TOKEN_NAME ->
          tokens(TokenSuggestions.beginningWith(directory, prefix), prefix.lastIndexOf('!') + 1);
      default -> keys(directory, kind, prefix);
    }
  }

  private void users(TokenSuggestions found) {
    for (Map.Entry<String, Integer> owner : found.owners().entrySet()) {
      int number = owner.getValue();
      add(owner.getKey(), number == 1 ? "1 token" : Integer.toString(number).concat(" tokens"));
    }
  }

  /**
   * Adds tokens.
   *
   * @param hidden how many characters of each id are left out
   */
  private void tokens(TokenSuggestions found, int hidden) {
    Instant now = host.clock().instant();
    for (Token token : found.tokens(MAX_LINES - count)) {
      add(token.id().toString().substring(hidden), describe(token, now));
    }
  }

  private static String describe(Token token, Instant now) {
    String comment = token.settings().comment();
    String state =
        switch (token.stateAt(now)) {
          case ACTIVE -> expiry(token.settings().expires(), now);
          case DISABLED -> "disabled";
          case EXPIRED -> "expired";
          case OWNER_DISABLED -> "owner disabled";
          case OWNER_EXPIRED -> "owner expired";
        };
    return joined(state, comment);
  }

  private static String expiry(@Nullable Instant expires, Instant now) {
    if (expires == null) {
      return "";
    }
    long minutes = (expires.getEpochSecond() - now.getEpochSecond()) / 60;
    long hours = minutes / 60;
    return hours >= 24 ? in(hours / 24, "d") : hours > 0 ? in(hours, "h") : in(minutes, "m");
  }

  private static String in(long number, String unit) {
    return "expires in ".concat(Long.toString(number)).concat(unit);
  }

  /** What is shorter goes first, because the end may be cut off. */
  private static String joined(String text, @Nullable String more) {
    return more == null ? text : text.isEmpty() ? more : text.concat(", ").concat(more);
  }

  private void keys(Path directory, Kind kind, String prefix) {
    for (EncryptionKey key : KeySuggestions.in(directory)) {
      boolean archived = key.state() == EncryptionKey.State.ARCHIVED;
      boolean wanted = kind == Kind.KEY || archived == (kind == Kind.ARCHIVED_KEY);
      if (wanted && key.id().value().startsWith(prefix)) {
        String state = joined(archived ? "archived" : "", key.kdf().label());
        add(key.id().value(), joined(state, key.hint()));
      }
    }
  }

  /** Adds a line, unless the value would be taken for an option. */
  private void add(String value, String description) {
    if (count < MAX_LINES && !value.startsWith("-")) {
      count++;
      lines.append(value).append('\t').append(harmless(description)).append('\n');
    }
  }

  /** A text in one short line, without what a terminal would obey. */
  private static String harmless(String text) {
    StringBuilder line = new StringBuilder();
    int length = 0;
    for (int i = 0; i < text.length() && length < MAX_DESCRIPTION; length++) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      boolean shown =
          switch (Character.getType(c)) {
            case Character.CONTROL,
                Character.FORMAT,
                Character.LINE_SEPARATOR,
                Character.PARAGRAPH_SEPARATOR,
                Character.SURROGATE,
                Character.UNASSIGNED ->
                false;
            default -> true;
          };
      line.appendCodePoint(shown ? c : ' ');
    }
    return line.toString();
  }
}
