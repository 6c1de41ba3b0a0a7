package dev.latchkey.cli.output;

import dev.latchkey.cli.command.Tone;
import dev.latchkey.cli.host.Host;

/**
 * How each meaning looks on a terminal: every style that the command uses. It takes bold, faint and
 * the 16 colours, which a terminal shows as its user has chosen, and says nothing that the words do
 * not say as well.
 */
final class Theme {

  static final String AUTO = "auto";
  static final String ALWAYS = "always";
  static final String NEVER = "never";

  private static final Theme COLORED = new Theme(true);
  private static final Theme PLAIN = new Theme(false);
  private static final String RESET = "\u001b[0m";

  private final boolean colored;

  private Theme(boolean colored) {
    this.colored = colored;
  }

  /**
   * The theme for a stream.
   *
   * @param when {@code always}, {@code never}, and {@code auto} for anything else: on a terminal
   *     that is not dumb, unless {@code NO_COLOR} is set; {@code CLICOLOR_FORCE} stands for a
   *     terminal
   * @param isTerminal whether a person reads the stream
   */
  static Theme of(Host host, String when, boolean isTerminal) {
    if (when.equals(ALWAYS)) {
      return COLORED;
    } else if (when.equals(NEVER) || host.variable("NO_COLOR") != null) {
      return PLAIN;
    }
    String forced = host.variable("CLICOLOR_FORCE");
    boolean isForced = forced != null && !forced.equals("0");
    return isForced || (isTerminal && !host.isDumb()) ? COLORED : PLAIN;
  }

  /** The text in its style. */
  String paint(Tone tone, String text) {
    if (!colored || tone == Tone.PLAIN || text.isEmpty()) {
      return text;
    }
    return "\u001b[" + code(tone) + "m" + text + RESET;
  }

  private static String code(Tone tone) {
    return switch (tone) {
      case PLAIN -> "0";
      case HEADING -> "1";
      case GOOD -> "32";
      case WARNING -> "33";
      case BAD -> "1;31";
      case MUTED -> "2";
    };
  }

  /** The text of help with its headings in style: what begins with a capital, up to the colon. */
  String paintHelp(String help) {
    if (!colored) {
      return help;
    }
    StringBuilder painted = new StringBuilder();
    help.lines()
        .forEach(
            line -> {
              int colon = line.indexOf(':');
              boolean isHeading = colon > 0 && line.charAt(0) >= 'A' && line.charAt(0) <= 'Z';
              int end = isHeading ? colon + 1 : 0;
              painted.append(paint(Tone.HEADING, line.substring(0, end)));
              painted.append(line, end, line.length()).append('\n');
            });
    return painted.toString();
  }
}
