package dev.latchkey.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.latchkey.cli.CompletionModel.Command;
import dev.latchkey.cli.CompletionModel.Option;
import dev.latchkey.cli.command.Completion;
import dev.latchkey.cli.command.Program;
import dev.latchkey.cli.command.Shell;
import dev.latchkey.cli.command.Wording;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes completion scripts: what is the same for every command is in a template, among the
 * resources of this package, and what the commands are takes the place of its lines that begin with
 * {@code @}.
 */
final class CompletionScript {

  /** A line of every script: what is replaced without asking has it. */
  static final String MARK = "made by: " + Program.NAME + " completion ";

  private final Command program = CompletionModel.program();
  private final List<Option> globalOptions = CompletionModel.globalOptions();

  private CompletionScript() {}

  /** The script of a shell. */
  static String of(Shell shell) {
    CompletionScript script = new CompletionScript();
    return switch (shell) {
      case BASH -> script.filled("admin.bash", script::inBash);
      case ZSH -> script.filled("_admin", script::inZsh);
      case FISH -> script.filled("admin.fish", script::inFish);
    };
  }

  private String filled(String template, Function<String, List<String>> lines) {
    String name = "completion/" + template;
    try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), UTF_8)
          .lines()
          .flatMap(
              line ->
                  line.startsWith("@")
                      ? lines.apply(line).stream()
                      : Stream.of(line.replace("@PROGRAM@", Program.NAME)))
          .collect(Collectors.joining("\n", "", "\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> inBash(String place) {
    return switch (place) {
      case "@STEPS@" -> steps();
      case "@COMMANDS@" -> arms(commands(), Command::name);
      case "@OPTIONS@" -> arms(options(), CompletionScript::plainOption);
      case "@GLOBAL_OPTIONS@" ->
          List.of("  " + array(globalOptions, CompletionScript::plainOption));
      case "@VALUES@" -> values();
      default -> throw new IllegalStateException(place);
    };
  }

  private List<String> inZsh(String place) {
    return switch (place) {
      case "@COMMANDS@" -> arms(commands(), each -> described(each.name(), each.summary()));
      case "@OPTIONS@" -> arms(options(), CompletionScript::describedOption);
      case "@GLOBAL_OPTIONS@" ->
          List.of("  " + array(globalOptions, CompletionScript::describedOption));
      default -> inBash(place);
    };
  }

  /** The commands that can follow a command, by its path. */
  private Map<String, List<Command>> commands() {
    Map<String, List<Command>> commands = new LinkedHashMap<>();
    program.all().forEach(each -> commands.put(each.path(), each.commands()));
    commands.values().removeIf(List::isEmpty);
    return commands;
  }

  /** The options that are only for a command, by its path. */
  private Map<String, List<Option>> options() {
    Map<String, List<Option>> options = new LinkedHashMap<>();
    program.all().forEach(each -> options.put(each.path(), each.options()));
    options.values().removeIf(List::isEmpty);
    return options;
  }

  /** The arms of a case statement: a path and a word lead to another path. */
  private List<String> steps() {
    List<String> arms = new ArrayList<>();
    for (Command command : program.all().toList()) {
      for (Command next : command.commands()) {
        String patterns = patterns(command, next, " | ");
        arms.add("    " + patterns + ") _admin_path=" + Wording.quote(next.path()) + " ;;");
      }
    }
    return arms;
  }

  /** What leads from a command to one that can follow it. */
  private static String patterns(Command command, Command next, String separator) {
    return next.words().stream()
        .map(word -> Wording.quote((command.path() + " " + word).strip()))
        .collect(Collectors.joining(separator));
  }

  /** The arms of a case statement: a path leads to a list of things. */
  private static <T> List<String> arms(Map<String, List<T>> things, Function<T, String> word) {
    List<String> arms = new ArrayList<>();
    things.forEach(
        (path, each) -> arms.add("    " + Wording.quote(path) + ") " + array(each, word) + " ;;"));
    return arms;
  }

  private static <T> String array(List<T> things, Function<T, String> word) {
    return things.stream().map(word).collect(Collectors.joining(" ", "_admin_reply=(", ")"));
  }

  private static String plainOption(Option option) {
    String end = option.value().isEmpty() ? "" : "=";
    return option.names().stream().map(name -> name + end).collect(Collectors.joining(" "));
  }

  private static String describedOption(Option option) {
    String end = option.value().isEmpty() ? "" : "=";
    return option.names().stream()
        .map(name -> described(name + end, option.description()))
        .collect(Collectors.joining(" "));
  }

  private static String described(String word, String description) {
    return Wording.quote(word + ":" + description);
  }

  /** The arms of a case statement: a path and an option or an operand lead to its values. */
  private List<String> values() {
    Map<String, List<String>> patterns = new LinkedHashMap<>();
    for (Command command : program.all().toList()) {
      for (Option option : command.options()) {
        addValues(patterns, Wording.quote(command.path() + " " + option.name()), option.value());
      }
      for (int i = 0; i < command.operands().size(); i++) {
        boolean isLast = i + 1 == command.operands().size();
        String place = command.path() + " #";
        boolean repeats = isLast && command.maxOperands() > command.operands().size();
        String pattern = repeats ? Wording.quote(place) + "*" : Wording.quote(place + i);
        addValues(patterns, pattern, List.of(command.operands().get(i)));
      }
    }
    for (Option option : globalOptions) {
      for (String name : option.names()) {
        addValues(patterns, "*" + Wording.quote(" " + name), option.value());
      }
    }
    List<String> arms = new ArrayList<>();
    patterns.forEach((reply, all) -> arms.addAll(arm(all, reply)));
    return arms;
  }

  private static void addValues(
      Map<String, List<String>> patterns, String pattern, List<Completion> values) {
    for (Completion value : values) {
      String after = value.after();
      String condition = after == null ? "" : "[[ $_admin_first != " + after + " ]] || ";
      String words =
          switch (value.kind()) {
            case NOTHING -> "";
            case WORDS -> "words " + String.join(" ", value.words());
            case FILE -> "file";
            case DIRECTORY -> "directory";
            default -> "ask " + value.kind().word();
          };
      if (!words.isEmpty()) {
        patterns
            .computeIfAbsent(condition + "_admin_reply=(" + words + ")", _ -> new ArrayList<>())
            .add(pattern);
      }
    }
  }

  private static List<String> arm(List<String> patterns, String reply) {
    String joined = String.join(" | \\\n      ", patterns);
    return List.of("    " + joined + ")", "      " + reply, "      ;;");
  }

  private List<String> inFish(String place) {
    return switch (place) {
      case "@STEPS@" -> fishSteps();
      case "@WITH_VALUE@" -> List.of("                case " + withValue());
      case "@COMPLETE@" -> fishCompletions();
      default -> throw new IllegalStateException(place);
    };
  }

  private List<String> fishSteps() {
    List<String> cases = new ArrayList<>();
    for (Command command : program.all().toList()) {
      for (Command next : command.commands()) {
        cases.add("        case " + patterns(command, next, " "));
        cases.add("            echo " + Wording.quote(next.path()));
      }
    }
    return cases;
  }

  /** The options that take a value; none of them is without one elsewhere. */
  private String withValue() {
    return Stream.concat(globalOptions.stream(), program.all().flatMap(c -> c.options().stream()))
        .filter(option -> !option.value().isEmpty())
        .flatMap(option -> option.names().stream())
        .distinct()
        .collect(Collectors.joining(" "));
  }

  private List<String> fishCompletions() {
    List<String> lines = new ArrayList<>();
    globalOptions.forEach(option -> lines.add("complete -c " + Program.NAME + fishOption(option)));
    for (Command command : program.all().toList()) {
      String is =
          "complete -c "
              + Program.NAME
              + " -n "
              + Wording.quote("__admin_is \"" + command.path() + "\"");
      for (Command next : command.commands()) {
        lines.add(is + " -a " + next.name() + " -d " + fishQuote(next.summary()));
      }
      command.options().forEach(option -> lines.add(is + fishOption(option)));
      for (int i = 0; i < command.operands().size(); i++) {
        Completion operand = command.operands().get(i);
        boolean isLast = i + 1 == command.operands().size();
        String after = operand.after() == null ? "" : " " + operand.after();
        String repeats = isLast && command.maxOperands() > i + 1 ? "+" : "";
        String at = "__admin_at \"" + command.path() + "\" " + i + repeats + after;
        if (operand.kind() != Completion.Kind.NOTHING) {
          lines.add(
              "complete -c " + Program.NAME + " -n " + Wording.quote(at) + fishValue(operand));
        }
      }
    }
    return lines;
  }

  private static String fishOption(Option option) {
    StringBuilder line = new StringBuilder();
    for (String name : option.names()) {
      line.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
    }
    for (Completion value : option.value()) {
      // Without -x, fish would offer files beside what there is.
      line.append(value.kind() == Completion.Kind.FILE ? " -r" : " -x").append(fishValue(value));
    }
    return line + " -d " + fishQuote(option.description());
  }

  private static String fishValue(Completion value) {
    return switch (value.kind()) {
      case NOTHING -> "";
      case WORDS -> " -a " + fishQuote(String.join(" ", value.words()));
      case FILE -> " -F";
      case DIRECTORY -> " -a '(__fish_complete_directories)'";
      default -> " -k -a '(__admin_ask " + value.kind().word() + ")'";
    };
  }

  /** In quotes of fish, which knows escapes between them. */
  private static String fishQuote(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
