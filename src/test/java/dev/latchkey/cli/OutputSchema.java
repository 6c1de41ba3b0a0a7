package dev.latchkey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.latchkey.cli.AdminRunner.Result;
import dev.latchkey.cli.command.Noun;
import dev.latchkey.cli.command.Standalone;
import dev.latchkey.cli.command.Verb;
import dev.latchkey.cli.output.OutputHelp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Validates what the command prints with {@code -o json} against the schema that it shows. */
final class OutputSchema {

  private static final String TEXT = OutputHelp.schema();
  private static final String ERROR = "error";
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          builder -> builder.schemas(Map.of("urn:latchkey:output", TEXT)));
  private static final Map<String, Schema> DEFINITIONS = new ConcurrentHashMap<>();

  private OutputSchema() {}

  /** What is wrong with a document, nothing if it is as the definition says. */
  static List<Error> validate(String definition, String document) {
    String location = "urn:latchkey:output" + (definition.isEmpty() ? "" : "#/$defs/" + definition);
    return DEFINITIONS
        .computeIfAbsent(definition, _ -> REGISTRY.getSchema(SchemaLocation.of(location)))
        .validate(document, InputFormat.JSON);
  }

  /** What is wrong with the schema itself. */
  static List<Error> validateSchema() {
    return REGISTRY
        .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"))
        .validate(TEXT, InputFormat.JSON);
  }

  /** Asserts that all JSON that a command line with {@code -o json} printed is as it should be. */
  static void assertValid(List<String> words, Result result) {
    for (String line : result.err().lines().filter(each -> each.startsWith("{")).toList()) {
      assertThat(validate(ERROR, line)).as("%s: %s", words, line).isEmpty();
    }
    for (String line : result.out().lines().filter(each -> !each.isEmpty()).toList()) {
      // A shell answers as its lines do.
      String definition = words.contains(CommandTree.SHELL) ? "" : definition(words);
      assertThat(validate(definition, line)).as("%s is %s: %s", words, definition, line).isEmpty();
      assertThat(validate("", line)).as("%s is something: %s", words, line).isEmpty();
    }
  }

  /** The definition of the answer to a command line: its noun and its verb, not an alias. */
  static String definition(List<String> words) {
    if (words.contains("--help") || words.contains(CommandTree.HELP)) {
      return CommandTree.HELP;
    } else if (words.contains("--version")) {
      return CommandTree.VERSION;
    }
    for (Noun noun : Noun.all()) {
      int at = words.indexOf(noun.name());
      for (String word : words.subList(at + 1, at < 0 ? 0 : words.size())) {
        for (Verb verb : noun.verbs().get()) {
          if (verb.name().equals(word) || verb.aliases().contains(word)) {
            return noun.name() + "-" + verb.name();
          }
        }
      }
    }
    return words.stream().filter(verbsWithoutNoun()::contains).findFirst().orElse(CommandTree.HELP);
  }

  static List<String> verbsWithoutNoun() {
    List<String> names =
        new ArrayList<>(List.of(CommandTree.SHELL, CommandTree.HELP, CommandTree.VERSION));
    Standalone.all().forEach(each -> names.add(each.name()));
    return names;
  }

  /** The definitions of the answers to all verbs. */
  static List<String> ofAllVerbs() {
    List<String> names = new ArrayList<>(verbsWithoutNoun());
    for (Noun noun : Noun.all()) {
      noun.verbs().get().forEach(verb -> names.add(noun.name() + "-" + verb.name()));
    }
    return names;
  }
}
