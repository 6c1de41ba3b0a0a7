package dev.latchkey.cli;

import dev.latchkey.cli.command.ExitCode;
import dev.latchkey.cli.command.Noun;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The parts of a manual page that follow from the commands.
 *
 * <p>In the page each stands between a comment that names it and {@code .\" end}; what is written
 * by hand stands behind it and stays there when the parts are written anew.
 */
final class ManualPage {

  /**
   * A generated part.
   *
   * @param section the heading under which it stands
   * @param name tells it from the others
   * @param text in the language of {@code man(7)}, ending with a line end
   */
  private record Part(String section, String name, String text) {}

  private static final String BEGIN = ".\\\" generated from the command model: ";
  private static final String END = ".\\\" end\n";
  private static final int WIDTH = 78;
  private static final Pattern SECTION = Pattern.compile("(?m)^(?=\\.SH )");
  private static final Pattern PART =
      Pattern.compile(
          "(?ms)^"
              + Pattern.quote(BEGIN)
              + "([^\n]*)\n.*?^"
              + Pattern.quote(END)
              + "(.*?)(?=^"
              + Pattern.quote(BEGIN)
              + "|\\z)");

  private ManualPage() {}

  /** The text of {@code admin.1} with its generated parts as they are to be. */
  static String ofProgram(String page) {
    CommandLine program = CommandTree.whole();
    List<CommandSpec> others =
        commands(program).stream().filter(spec -> !(spec.userObject() instanceof Noun)).toList();
    StringBuilder synopsis = new StringBuilder(synopsis(program.getCommandSpec()));
    others.forEach(spec -> synopsis.append(synopsis(spec)));
    List<Part> parts = new ArrayList<>();
    parts.add(new Part("SYNOPSIS", "synopsis", unfilled(synopsis)));
    parts.add(new Part("COMMANDS", "nouns", nouns()));
    others.forEach(spec -> parts.add(command(spec)));
    parts.add(new Part("OPTIONS", "options", arguments(program.getCommandSpec())));
    return withParts(page, parts);
  }

  /** The text of the page of a noun with its generated parts as they are to be. */
  static String ofNoun(Noun noun, String page) {
    CommandLine command =
        Objects.requireNonNull(CommandTree.whole().getSubcommands().get(noun.name()));
    StringBuilder synopsis = new StringBuilder();
    List<Part> parts = new ArrayList<>();
    for (CommandSpec verb : commands(command)) {
      synopsis.append(synopsis(verb));
      parts.add(command(verb));
    }
    parts.addFirst(new Part("SYNOPSIS", "synopsis", unfilled(synopsis)));
    return withParts(page, parts);
  }

  /** The commands below one, each once, in the order of help. */
  private static List<CommandSpec> commands(CommandLine command) {
    return command.getSubcommands().values().stream()
        .map(CommandLine::getCommandSpec)
        .distinct()
        .toList();
  }

  private static String withParts(String page, List<Part> own) {
    List<Part> parts = new ArrayList<>(own);
    parts.add(new Part("EXIT STATUS", "exit status", exitStatus()));
    StringBuilder text = new StringBuilder();
    for (String section : SECTION.split(page, -1)) {
      List<Part> here =
          parts.stream()
              .filter(part -> section.startsWith(".SH " + part.section() + "\n"))
              .toList();
      text.append(here.isEmpty() ? section : withPartsOf(section, here));
    }
    return text.toString();
  }

  private static String withPartsOf(String section, List<Part> parts) {
    Map<String, String> prose = new HashMap<>();
    PART.matcher(section).results().forEach(part -> prose.put(part.group(1), part.group(2)));
    int first = section.indexOf(BEGIN);
    StringBuilder text = new StringBuilder(first < 0 ? section : section.substring(0, first));
    for (Part part : parts) {
      text.append(BEGIN).append(part.name()).append('\n').append(part.text()).append(END);
      text.append(prose.getOrDefault(part.name(), ""));
    }
    return text.toString();
  }

  private static String synopsis(CommandSpec spec) {
    return inFonts(spec.usageMessage().customSynopsis()[0]) + "\n";
  }

  private static String unfilled(StringBuilder lines) {
    return ".nf\n" + lines + ".fi\n";
  }

  private static String nouns() {
    return Noun.all().stream()
        .map(
            noun ->
                ".TP\n.BR "
                    + escape("admin-" + noun.name())
                    + " (1)\n"
                    + filled(
                        escape(noun.summary())
                            + ": "
                            + noun.verbs().get().stream()
                                .map(verb -> "\\fB" + escape(verb.name()) + "\\fR")
                                .collect(Collectors.joining(", "))))
        .collect(Collectors.joining());
  }

  private static Part command(CommandSpec spec) {
    StringBuilder text = new StringBuilder(".SS " + escape(spec.name()) + "\n");
    String header = spec.usageMessage().header()[0];
    String sentence = header.substring(0, 1).toUpperCase(Locale.ROOT) + header.substring(1) + ".";
    text.append(filled(escape(sentence)));
    String[] aliases = spec.aliases();
    if (aliases.length > 0) {
      text.append("Also: \\fB")
          .append(escape(String.join("\\fR, \\fB", aliases)))
          .append("\\fR.\n");
    }
    return new Part("COMMANDS", "command " + spec.name(), text + arguments(spec));
  }

  /** The operands and options of a command, but for those of every command. */
  private static String arguments(CommandSpec spec) {
    StringBuilder text = new StringBuilder();
    for (PositionalParamSpec operand : spec.positionalParameters()) {
      text.append(".TP\n").append(inFonts(operand.paramLabel())).append('\n');
      text.append(filled(escape(operand.description()[0])));
    }
    for (OptionSpec option : spec.options()) {
      if (!option.hidden()) {
        String value = option.arity().max() == 0 ? "" : " " + option.paramLabel();
        text.append(".TP\n").append(inFonts(String.join(", ", option.names()) + value));
        text.append('\n').append(filled(escape(option.description()[0])));
      }
    }
    return text.toString();
  }

  private static String exitStatus() {
    StringBuilder text = new StringBuilder();
    for (ExitCode code : ExitCode.values()) {
      text.append(".TP\n.B ").append(code.code()).append('\n');
      text.append(filled(escape(code.meaning())));
    }
    return text + ".TP\n.B 130, 143\nended by SIGINT, SIGTERM\n";
  }

  /** Words in capitals stand for something else, other words for themselves. */
  private static String inFonts(String text) {
    return Pattern.compile("[A-Za-z-]+")
        .matcher(text)
        .replaceAll(word -> Matcher.quoteReplacement(inFont(word.group())))
        .replace("…", "...");
  }

  private static String inFont(String word) {
    boolean stands = !word.startsWith("-") && word.equals(word.toUpperCase(Locale.ROOT));
    return (stands ? "\\fI" : "\\fB") + escape(word) + "\\fR";
  }

  /** Breaks a text into lines that editors and reviewers can show. */
  private static String filled(String text) {
    StringBuilder lines = new StringBuilder();
    int column = 0;
    for (String word : text.split(" ", -1)) {
      boolean fits = column + 1 + word.length() <= WIDTH;
      lines.append(column == 0 ? "" : fits ? " " : "\n").append(word);
      column = (column > 0 && fits ? column + 1 : 0) + word.length();
    }
    return lines.append('\n').toString();
  }

  /** Text that means itself. */
  private static String escape(String text) {
    return text.replace("-", "\\-").replace("'", "\\(aq").replace("…", "...");
  }
}
