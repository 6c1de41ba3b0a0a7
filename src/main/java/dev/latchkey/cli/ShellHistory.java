package dev.latchkey.cli;

import dev.latchkey.cli.command.ExitCode;
import dev.latchkey.cli.command.Noun;
import dev.latchkey.cli.command.Standalone;
import dev.latchkey.cli.command.Wording;
import dev.latchkey.cli.host.Host;
import dev.latchkey.cli.output.Output;
import dev.latchkey.cli.shell.HistoryFile;
import dev.latchkey.cli.shell.Words;
import dev.latchkey.store.Actor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a shell remembers of what is typed, without secrets: in the file only commands that the
 * grammar accepts, which have none; for this session also those that are to be corrected. Whatever
 * names no command may be a secret that was typed before it was asked for, and is forgotten.
 */
final class ShellHistory {

  private final Output output;
  private final Path place;
  private final HistoryFile file;
  private final Consumer<String> session;
  private boolean isKept = true;

  /**
   * Recalls the lines of earlier sessions.
   *
   * @param session where lines are remembered for this session
   */
  ShellHistory(Host host, Output output, Consumer<String> session) {
    this.output = output;
    this.session = session;
    this.place =
        ConfigPlace.underHome(host, "XDG_STATE_HOME", ".local/state").resolve("latchkey/history");
    this.file = new HistoryFile(place, Actor.ofProcess().uid());
    try {
      file.load().forEach(session);
    } catch (IOException e) {
      giveUp(e);
    }
  }

  /**
   * Adds what was typed.
   *
   * @param status what the command exited with
   */
  void add(String text, int status) {
    List<String> words = Words.first(text, 0).list();
    if (text.startsWith(" ") || words.stream().noneMatch(ShellHistory::isCommand)) {
      return;
    }
    session.accept(text);
    if (isKept && status != ExitCode.USAGE.code()) {
      try {
        file.add(text);
      } catch (IOException e) {
        giveUp(e);
      }
    }
  }

  private static boolean isCommand(String word) {
    return List.of(CommandTree.HELP, CommandTree.VERSION).contains(word)
        || Noun.all().stream().anyMatch(noun -> noun.name().equals(word))
        || Standalone.all().stream().anyMatch(standalone -> standalone.name().equals(word));
  }

  /** Said once: a history is not worth more. */
  private void giveUp(IOException e) {
    isKept = false;
    String reason = Wording.reason(e);
    output.notice("history is not kept in " + Wording.quote(place.toString()) + ": " + reason);
  }
}
