package dev.latchkey.cli.command;

import java.util.List;
import java.util.function.Supplier;

/**
 * A verb of the command that needs no noun.
 *
 * @param name the verb
 * @param summary what it does, in a line
 * @param verb made only when the verb is at hand, because making it takes milliseconds
 */
public record Standalone(String name, String summary, Supplier<Verb> verb) {

  /** Every such verb, in the order of help. */
  public static List<Standalone> all() {
    return List.of(DoctorCommand.standalone(), CompletionCommand.standalone());
  }
}
