package dev.latchkey.cli;

import dev.latchkey.cli.CompletionModel.Command;
import dev.latchkey.cli.CompletionModel.Option;
import dev.latchkey.cli.command.Completion;
import dev.latchkey.cli.command.Program;
import dev.latchkey.cli.host.Host;
import dev.latchkey.cli.shell.Suggestion;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a word on a line of the shell can become: what the completion scripts offer, from the same
 * model and the same ids.
 */
final class ShellCompletion {

  private static final String CONFIG_DIRECTORY = "--config-dir";
  private static final int MAX_FILES = 500;

  private final Host host;
  private final @Nullable String configDirectory;
  private @Nullable Command program;

  /**
   * Prepares for lines.
   *
   * @param configDirectory what the shell's {@code --config-dir} names, null if it was not given
   */
  ShellCompletion(Host host, @Nullable String configDirectory) {
    this.host = host;
    this.configDirectory = configDirectory;
  }

  /**
   * The suggestions for a word, all of which begin with it.
   *
   * @param before the words before it
   */
  List<Suggestion> suggest(List<String> before, String word) {
    if (program == null) {
      program = CompletionModel.program();
    }
    boolean isPasted = !before.isEmpty() && before.getFirst().equals(Program.NAME);
    Place place = new Place(program, configDirectory);
    (isPasted ? before.subList(1, before.size()) : before).forEach(place::pass);
    List<Suggestion> found = new ArrayList<>();
    place.suggest(word, found);
    return found;
  }

  /** A place on a line, moved on word by word. */
  private final class Place {

    private final List<Option> globalOptions = CompletionModel.globalOptions();
    private final List<String> operands = new ArrayList<>();
    private Command command;
    private @Nullable String directory;
    private @Nullable Option valueOf;
    private boolean optionsEnded;

    Place(Command program, @Nullable String directory) {
      this.command = program;
      this.directory = directory;
    }

    void pass(String word) {
      int equals = word.indexOf('=');
      if (valueOf != null) {
        take(valueOf.name(), word);
        valueOf = null;
      } else if (!optionsEnded && word.equals("--")) {
        optionsEnded = true;
      } else if (!optionsEnded && word.startsWith("--") && equals > 0) {
        take(word.substring(0, equals), word.substring(equals + 1));
      } else if (!optionsEnded && word.startsWith("-") && word.length() > 1) {
        Option option = option(word);
        valueOf = option == null || option.value().isEmpty() ? null : option;
      } else {
        step(word);
      }
    }

    private void take(String option, String value) {
      if (option.equals(CONFIG_DIRECTORY)) {
        directory = value;
      }
    }

    private void step(String word) {
      for (Command next : command.commands()) {
        if (operands.isEmpty() && next.words().contains(word)) {
          command = next;
          return;
        }
      }
      operands.add(word);
    }

    private @Nullable Option option(String name) {
      for (List<Option> options : List.of(command.options(), globalOptions)) {
        for (Option option : options) {
          if (option.names().contains(name)) {
            return option;
          }
        }
      }
      return null;
    }

    void suggest(String word, List<Suggestion> found) {
      int equals = word.indexOf('=');
      if (valueOf != null) {
        values(valueOf.value(), "", word, found);
      } else if (!optionsEnded && word.startsWith("--") && equals > 0) {
        Option option = option(word.substring(0, equals));
        if (option != null) {
          String front = word.substring(0, equals + 1);
          values(option.value(), front, word.substring(equals + 1), found);
        }
      } else if (!optionsEnded && word.startsWith("-")) {
        for (List<Option> options : List.of(command.options(), globalOptions)) {
          options.forEach(option -> add(option.name(), option.description(), word, found));
        }
      } else {
        if (operands.isEmpty()) {
          command.commands().forEach(next -> add(next.name(), next.summary(), word, found));
        }
        values(operand(), "", word, found);
      }
    }

    /** What can stand for the operand that comes next. */
    private List<Completion> operand() {
      List<Completion> known = command.operands();
      if (known.isEmpty() || operands.size() >= command.maxOperands()) {
        return List.of();
      }
      Completion operand = known.get(Math.min(operands.size(), known.size() - 1));
      boolean applies =
          operand.after() == null
              || (!operands.isEmpty() && operand.after().equals(operands.getFirst()));
      return applies ? List.of(operand) : List.of();
    }

    private void values(
        List<Completion> values, String front, String word, List<Suggestion> found) {
      for (Completion value : values) {
        switch (value.kind()) {
          case NOTHING -> {}
          case WORDS -> value.words().forEach(each -> add(front + each, "", front + word, found));
          case FILE -> files(false, front, word, found);
          case DIRECTORY -> files(true, front, word, found);
          default -> ids(value.kind(), front, word, found);
        }
      }
    }

    private void ids(Completion.Kind kind, String front, String word, List<Suggestion> found) {
      boolean isName = kind == Completion.Kind.TOKEN_NAME && !operands.isEmpty();
      String prefix = isName ? operands.getFirst() + "!" + word : word;
      for (String line :
          CompletionCandidates.lines(host, directory, kind, prefix).split("\n", -1)) {
        int tab = line.indexOf('\t');
        if (tab > 0) {
          String description = line.substring(tab + 1);
          add(front + line.substring(0, tab), description, front + word, found);
        }
      }
    }
  }

  private static void add(String value, String description, String word, List<Suggestion> found) {
    if (value.startsWith(word)) {
      found.add(new Suggestion(value, description, true));
    }
  }

  /** Adds the files of a directory, those with a dot only where one is typed. */
  private static void files(
      boolean onlyDirectories, String front, String word, List<Suggestion> found) {
    int slash = word.lastIndexOf('/') + 1;
    String begin = word.substring(slash);
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(Path.of(slash == 0 ? "." : word.substring(0, slash)))) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        boolean isDirectory = Files.isDirectory(file);
        if (name.startsWith(begin)
            && (isDirectory || !onlyDirectories)
            && name.startsWith(".") == begin.startsWith(".")
            && found.size() < MAX_FILES) {
          String path = front + word.substring(0, slash) + name;
          found.add(new Suggestion(isDirectory ? path + "/" : path, "", !isDirectory));
        }
      }
    } catch (IOException | InvalidPathException e) {
      // Nothing to offer there.
    }
  }
}
