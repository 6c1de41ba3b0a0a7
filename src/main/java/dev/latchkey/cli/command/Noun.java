package dev.latchkey.cli.command;

import java.util.List;
import java.util.function.Supplier;

/**
 * A noun of the command: a kind of thing, and what can be done with it.
 *
 * @param name the noun
 * @param summary what the things are, in a line
 * @param example a command line that works
 * @param verbs made only when the noun is at hand, because making them takes milliseconds
 */
public record Noun(String name, String summary, String example, Supplier<List<Verb>> verbs) {

  /** Every noun that can have verbs, in the order of help. */
  public static List<Noun> all() {
    return List.of(
        TokenCommands.noun(), KeyCommands.noun(), AuthKeyCommands.noun(), CacheCommands.noun());
  }
}
