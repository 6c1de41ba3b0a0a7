package dev.latchkey.cli;

import dev.latchkey.cli.host.Host;

/** Where the process begins. */
public final class Main {

  private Main() {}

  /** Runs the command and exits with its code. */
  public static void main(String[] args) {
    if (args.length > 0 && args[0].equals(CompletionCandidates.WORD)) {
      CompletionCandidates.print(Host.ofProcess(), args);
      Runtime.getRuntime().halt(0);
    }
    // Else picocli looks for a class of Groovy, and to find none the JVM reads every jar: 20 ms.
    System.setProperty("picocli.disable.closures", "true");
    int code = new AdminCli(Host.ofProcess()).run(args);
    // Everything is written by now. System.exit would start the logging framework to log the exit.
    Runtime.getRuntime().halt(code);
  }
}
