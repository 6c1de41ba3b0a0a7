package dev.latchkey.bench;

import dev.latchkey.Latchkey;
import dev.latchkey.store.Secret;
import dev.latchkey.token.TokenId;
import dev.latchkey.token.TokenRepository;
import dev.latchkey.token.TokenSettings;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What creating one more token costs beside those that are there. */
final class ScaleReport implements Report {

  private static final int[] TOKENS = {10, 100, 1000, 10_000, 100_000};
  private static final double MAX_OF_BYTES = 2;
  private static final long MAX_BYTES = 256L << 20;
  private static final TokenId ONE = TokenId.parse("one@pbs!more");

  private final boolean quick;
  private final Table table = new Table("what", "measured", "ratio", "target", "met");
  private final Picture picture = new Picture("create-tokens", "tokens", "median, ms");

  /**
   * A report that is yet to be measured.
   *
   * @param quick whether a minute must do, for figures that mean little
   */
  ScaleReport(boolean quick) {
    this.quick = quick;
  }

  @Override
  public Table table() throws IOException, InterruptedException {
    for (int tokens : TOKENS) {
      System.err.println("bench: create beside " + tokens + " tokens");
      try (TokenDirectory directory = new TokenDirectory(tokens, 1)) {
        create(tokens, directory);
        if (tokens == TOKENS[TOKENS.length - 1]) {
          memory(tokens, directory);
        }
      }
    }
    table.note(
        "Medians, in a process that has made some already; without the crypt(3) of the secret.");
    return table;
  }

  @Override
  public List<Picture> pictures() {
    return List.of(picture);
  }

  private void create(int tokens, TokenDirectory directory) throws IOException {
    int warmups = quick ? 3 : 30;
    int rounds = quick ? 5 : 50;
    Latchkey latchkey = directory.open();
    TokenRepository repository = latchkey.tokens();
    List<Double> creates = new ArrayList<>();
    List<Double> writes = new ArrayList<>();
    List<Double> hashes = new ArrayList<>();
    try (Secret secret = TokenDirectory.secret()) {
      for (int round = 0; round < warmups + rounds; round++) {
        long start = System.nanoTime();
        repository.create(ONE, TokenSettings.DEFAULT, secret);
        long created = System.nanoTime();
        double write = nanosToWrite(directory);
        double hash = directory.nanosToHash();
        repository.delete(ONE);
        if (round >= warmups) {
          creates.add((double) (created - start));
          writes.add(write);
          hashes.add(hash);
        }
      }
    }
    double write = median(writes);
    double create = median(creates) - median(hashes);
    picture.point("create", tokens, create / 1e6);
    picture.point("write and sync the same bytes", tokens, write / 1e6);
    boolean last = tokens == TOKENS[TOKENS.length - 1];
    table.row(
        "create, " + Figures.count(tokens) + " tokens",
        Figures.nanos(create),
        Figures.times(create / write) + " of " + Figures.nanos(write) + " for writing the bytes",
        last ? "≤ " + MAX_OF_BYTES + "×" : "",
        last ? met(create <= MAX_OF_BYTES * write) : "");
  }

  /** Writes and syncs what a create has written, to other files. */
  private static double nanosToWrite(TokenDirectory directory) throws IOException {
    double nanos = 0;
    for (String name : List.of("user.cfg", "token.shadow")) {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(directory.config().resolve(name)));
      Path file = directory.config().resolve("bench." + name);
      long start = System.nanoTime();
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      nanos += System.nanoTime() - start;
      Files.delete(file);
    }
    return nanos;
  }

  /** Looks at the command itself, which has all of it to read first. */
  private void memory(int tokens, TokenDirectory directory)
      throws IOException, InterruptedException {
    for (List<String> verb : List.of(List.of("create", "one@pbs", "more"), List.of("list"))) {
      List<String> line =
          new ArrayList<>(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "--enable-native-access=ALL-UNNAMED",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Peak.class.getName(),
                  Path.of("scripts/admin").toAbsolutePath().toString(),
                  "token"));
      line.addAll(verb);
      ProcessBuilder builder = new ProcessBuilder(line).redirectError(Redirect.INHERIT);
      builder.environment().put("ADMIN_CONFIG_DIR", directory.config().toString());
      builder.environment().put("ADMIN_RUN_DIR", directory.run().toString());
      Process process = builder.start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      if (process.waitFor() != 0) {
        throw new IOException(line + " failed");
      }
      long bytes = Long.parseLong(said.strip());
      boolean creates = verb.size() > 1;
      table.row(
          "memory of admin token " + verb.getFirst() + ", " + Figures.count(tokens) + " tokens",
          Figures.count(bytes >> 20) + " MiB",
          "",
          creates ? "≤ " + (MAX_BYTES >> 20) + " MiB" : "",
          creates ? met(bytes <= MAX_BYTES) : "");
    }
  }

  private static double median(List<Double> figures) {
    double[] sorted = figures.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  private static String met(boolean met) {
    return met ? "yes" : "no";
  }
}
