package dev.latchkey.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What {@code scripts/bench} runs. */
final class Bench {

  private Bench() {}

  /**
   * Writes a table in Markdown and pictures to a directory, and the progress to standard error.
   *
   * @param args the directory; which parts to measure, none for all; and perhaps {@code --quick}
   */
  public static void main(String[] args) throws Exception {
    Path directory = Files.createDirectories(Path.of(args[0]));
    List<String> words = List.of(args).subList(1, args.length);
    boolean quick = words.contains("--quick");
    Map<String, Report> reports = new LinkedHashMap<>();
    reports.put("startup", new StartupReport(quick));
    reports.put("scale", new ScaleReport(quick));
    reports.put("verify", new VerifyReport(quick));
    reports.put("cache", new CacheReport(quick));
    if (words.stream().anyMatch(reports::containsKey)) {
      reports.keySet().retainAll(words);
    }
    StringBuilder tables = new StringBuilder();
    for (Report report : reports.values()) {
      tables.append(tables.isEmpty() ? "" : "\n").append(report.table());
      report.pictures().forEach(picture -> write(picture, directory));
    }
    Files.writeString(directory.resolve("table.md"), tables);
  }

  private static void write(Picture picture, Path directory) {
    try {
      picture.write(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
