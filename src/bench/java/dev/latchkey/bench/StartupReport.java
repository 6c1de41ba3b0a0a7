package dev.latchkey.bench;

import dev.latchkey.cli.command.Noun;
import dev.latchkey.cli.command.Standalone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How long each verb of the command takes, beside programs that everybody knows. All take turns in
 * several rounds. A round leads through the life of a token, of two keys and of a key pair, and
 * leaves the directory as it was, so that each verb has something to do.
 */
final class StartupReport implements Report {

  private static final double MAX_LIST = 2.5;
  private static final double MAX_LIST_OF_KEYTOOL = 0.2;
  private static final double MAX_CREATE = 3.5;
  private static final double MAX_COMPLETION = 2;
  private static final int MANY_TOKENS = 10_000;

  private static final String JVM = "bare JVM";
  private static final String KEYTOOL = "keytool -list";
  private static final String OPENSSL = "openssl version";
  private static final String COMPLETION = "completion of an id";
  private static final String WHOLE_COMPLETION = "completion of nothing yet, 500 ids";

  /** The JVM's options in {@code scripts/admin}, but for the AOT cache. */
  private static final List<String> OPTIONS =
      List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData");

  private final boolean quick;
  private final Table table = new Table("what", "median", "ratio", "target", "met");
  private final Path java = Path.of(System.getProperty("java.home"), "bin");
  private final List<String> admin = List.of(Path.of("scripts/admin").toAbsolutePath().toString());

  /**
   * A report that is yet to be measured.
   *
   * @param quick whether a minute must do, for figures that mean little
   */
  StartupReport(boolean quick) {
    this.quick = quick;
  }

  @Override
  public Table table() throws IOException, InterruptedException {
    int rounds = quick ? 3 : 30;
    try (TokenDirectory few = new TokenDirectory(10, 1);
        TokenDirectory many = new TokenDirectory(MANY_TOKENS, 1)) {
      Path scratch = Files.createDirectory(few.config().resolveSibling("scratch"));
      Starts starts =
          new Starts(
              Map.of(
                  "ADMIN_CONFIG_DIR", few.config().toString(),
                  "ADMIN_RUN_DIR", few.run().toString(),
                  "ADMIN_JAVA_HOME", System.getProperty("java.home")));
      Path keystore = keystore(starts, scratch);
      for (int round = 0; round <= rounds; round++) {
        System.err.printf("bench: round %d of %d of all verbs%n", round, rounds);
        others(starts, keystore);
        complete(starts, many);
        new Round(starts, scratch).run();
        if (round == 0) {
          starts.clear();
        }
      }
      requireEveryVerb(starts);
      report(starts, medianOfHashes(few));
    }
    table.note(
        Runtime.getRuntime().availableProcessors()
            + " processors, Java "
            + Runtime.version().feature()
            + ", medians of "
            + rounds
            + " runs of whole processes."
            + (quick ? " Too quick to mean much." : ""));
    return table;
  }

  private Path keystore(Starts starts, Path scratch) throws IOException, InterruptedException {
    Path keystore = scratch.resolve("keystore");
    String keytool = java.resolve("keytool").toString();
    String line = "-genkeypair -alias a -keyalg EC -dname CN=a -storepass changeit -keystore";
    List<String> words = new ArrayList<>(List.of(keytool));
    words.addAll(List.of(line.split(" ")));
    words.add(keystore.toString());
    var _ = starts.time("keytool -genkeypair", null, Set.of(0), words);
    return keystore;
  }

  private void others(Starts starts, Path keystore) throws IOException, InterruptedException {
    List<String> jvm = new ArrayList<>(List.of(java.resolve("java").toString()));
    jvm.addAll(OPTIONS);
    jvm.addAll(List.of("-cp", ownClasses(), Nothing.class.getName()));
    var _ = starts.time(JVM, null, Set.of(0), jvm);
    String keytool = java.resolve("keytool").toString();
    List<String> list =
        List.of(keytool, "-list", "-storepass", "changeit", "-keystore", keystore.toString());
    var _ = starts.time(KEYTOOL, null, Set.of(0), list);
    var _ = starts.time(OPENSSL, null, Set.of(0), List.of("openssl", "version"));
  }

  /** The first of the class path, which begins with the compiled benchmarks. */
  private static String ownClasses() {
    String all = System.getProperty("java.class.path");
    return all.substring(0, all.indexOf(':'));
  }

  private void complete(Starts starts, TokenDirectory many)
      throws IOException, InterruptedException {
    for (String prefix : List.of("client-004711", "")) {
      List<String> line = new ArrayList<>(admin);
      line.addAll(List.of("__complete", "--config-dir", many.config().toString()));
      line.addAll(List.of("token", prefix));
      var _ = starts.time(prefix.isEmpty() ? WHOLE_COMPLETION : COMPLETION, null, Set.of(0), line);
    }
  }

  private static void requireEveryVerb(Starts starts) {
    Stream<String> withNoun =
        Noun.all().stream()
            .flatMap(
                noun -> noun.verbs().get().stream().map(verb -> noun.name() + ' ' + verb.name()));
    List<String> missing =
        Stream.concat(withNoun, Standalone.all().stream().map(Standalone::name))
            .filter(name -> !starts.names().contains(name))
            .toList();
    if (!missing.isEmpty()) {
      throw new IllegalStateException("not measured: " + missing);
    }
  }

  private void report(Starts starts, double hash) {
    double bare = starts.median(JVM);
    double keytool = starts.median(KEYTOOL);
    for (String name : starts.names()) {
      double median = starts.median(name);
      String ratio = Figures.times(median / bare) + " of a bare JVM";
      switch (name) {
        case JVM, KEYTOOL, OPENSSL -> table.row(name, Figures.nanos(median), "", "", "");
        case "token list", "key list" -> {
          row(name, median, ratio, "≤ " + MAX_LIST + "×", median <= MAX_LIST * bare);
          row(
              name,
              median,
              Figures.times(median / keytool) + " of keytool -list",
              "≤ " + MAX_LIST_OF_KEYTOOL + "×",
              median <= MAX_LIST_OF_KEYTOOL * keytool);
        }
        case "token create" ->
            row(
                name,
                median,
                Figures.times((median - hash) / bare)
                    + " of a bare JVM, without one crypt(3) of "
                    + Figures.nanos(hash),
                "≤ " + MAX_CREATE + "×",
                median - hash <= MAX_CREATE * bare);
        case COMPLETION, WHOLE_COMPLETION ->
            row(
                name + ", " + Figures.count(MANY_TOKENS) + " tokens",
                median,
                ratio,
                "≤ " + MAX_COMPLETION + "×",
                median <= MAX_COMPLETION * bare);
        default -> table.row(name, Figures.nanos(median), ratio, "", "");
      }
    }
  }

  private void row(String name, double median, String ratio, String target, boolean met) {
    table.row(name, Figures.nanos(median), ratio, target, met ? "yes" : "no");
  }

  /** What the command must spend on a new secret, whoever computes it. */
  private static double medianOfHashes(TokenDirectory directory) {
    double[] nanos = new double[21];
    Arrays.setAll(nanos, any -> directory.nanosToHash());
    Arrays.sort(nanos);
    return nanos[nanos.length / 2];
  }

  /** Every verb once or twice. */
  private final class Round {

    private final Starts starts;
    private final Path scratch;

    Round(Starts starts, Path scratch) {
      this.starts = starts;
      this.scratch = scratch;
    }

    void run() throws IOException, InterruptedException {
      token();
      key();
      authKey();
      cache();
      doctor();
      for (String line : List.of("completion bash", "shell", "help", "version")) {
        var _ = run(line, null);
      }
    }

    private void token() throws IOException, InterruptedException {
      Path secret = scratch.resolve("secret");
      Files.write(secret, run("token create a@pbs ci", null));
      for (String verb : List.of("list", "show a@pbs ci", "update a@pbs ci --comment x")) {
        var _ = run("token " + verb, null);
      }
      for (String verb : List.of("verify a@pbs ci --secret-stdin", "disable a@pbs ci")) {
        var _ = run("token " + verb, secret);
      }
      for (String verb : List.of("enable", "regenerate", "delete")) {
        var _ = run("token " + verb + " a@pbs ci", null);
      }
    }

    private void key() throws IOException, InterruptedException {
      Path file = scratch.resolve("two.json");
      for (String line :
          List.of(
              "key create one",
              "key list",
              "key show one",
              "key verify one",
              "key change-passphrase one --hint x --kdf none",
              "key export one --yes --confirm one --out " + file,
              "key archive one",
              "key unarchive one",
              "key archive one",
              "key delete one --yes --confirm one",
              "key store two --in " + file,
              "key archive two",
              "key delete two --yes --confirm two")) {
        var _ = run(line, null);
      }
      Files.delete(file);
    }

    private void authKey() throws IOException, InterruptedException {
      for (String verb : List.of("rotate --force --algorithm ed25519", "status", "show")) {
        var _ = run("auth-key " + verb, null);
      }
      Path ticket = scratch.resolve("ticket");
      Files.write(ticket, run("auth-key sign --prefix PBS --data root@pam", null));
      var _ = run("auth-key verify --prefix PBS", ticket);
    }

    private void cache() throws IOException, InterruptedException {
      var _ = run("cache invalidate all --yes", null);
      var _ = run("cache status", null);
    }

    private void doctor() throws IOException, InterruptedException {
      var _ = run("doctor", null);
    }

    /** Runs a line; its name is its words up to the verb. */
    private byte[] run(String line, @Nullable Path input) throws IOException, InterruptedException {
      List<String> typed = List.of(line.split(" "));
      List<String> words = new ArrayList<>(admin);
      words.addAll(typed);
      boolean hasNoun = Noun.all().stream().anyMatch(noun -> noun.name().equals(typed.getFirst()));
      String name = hasNoun ? typed.get(0) + ' ' + typed.get(1) : typed.getFirst();
      // The doctor may find something on this machine, such as a temporary directory on a disk.
      return starts.time(name, input, name.equals("doctor") ? Set.of(0, 8) : Set.of(0), words);
    }
  }
}
