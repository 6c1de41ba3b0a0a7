package dev.latchkey.cli.command;

/** What the command is called where it runs. */
public final class Program {

  /** The name of the command in the sources, its manual and its completion scripts. */
  private static final String USUAL = "admin";

  /** The name as it is typed, which the launcher tells if it is not the usual one. */
  public static final String NAME = System.getProperty("latchkey.command", USUAL);

  private Program() {}

  /** A command line of an example, which begins with the usual name, as it is typed here. */
  public static String example(String line) {
    return NAME.equals(USUAL) ? line : NAME + line.substring(USUAL.length());
  }
}
