package dev.latchkey.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What {@code scripts/bench} runs, which has checked the words. */
final class Bench {

  private Bench() {}

  /**
   * Writes a table to a file, and the progress to standard error.
   *
   * @param args the file, what to measure, and perhaps {@code --quick}
   */
  public static void main(String[] args) throws Exception {
    boolean quick = List.of(args).contains("--quick");
    Table table =
        switch (args[1]) {
          case "verify" -> new VerifyReport(quick).table();
          case "cache" -> new CacheReport(quick).table();
          case "startup" -> new StartupReport(quick).table();
          default -> throw new IllegalArgumentException(args[1]);
        };
    Files.writeString(Path.of(args[0]), table.toString());
  }
}
