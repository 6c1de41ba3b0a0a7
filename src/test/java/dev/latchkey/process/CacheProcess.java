package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;

/** A {@link CacheServer} and the pipes to it. */
public final class CacheProcess extends LineProcess {

  private final String name;

  /** Starts a server that is ready when {@link #awaitReady} returns. */
  CacheProcess(Sandbox box, Path versions, String name, int threads) throws IOException {
    super(
        "48m",
        CacheServer.class,
        box.config().toString(),
        box.run().toString(),
        versions.toString(),
        name,
        Integer.toString(threads));
    this.name = name;
  }

  void awaitReady() {
    assertThat(answer()).isEqualTo("ready");
  }

  /** As the command calls it. */
  public String label() {
    return name + " (" + pid() + ")";
  }

  /** A question with a word that may hold anything. */
  String ask(String command, String word) {
    byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
    return ask(command + " " + Base64.getEncoder().encodeToString(bytes));
  }

  /** The answers to all questions. */
  List<String> askAll() {
    String all = ask("all");
    assertThat(all).as(label()).doesNotStartWith("failed");
    return List.of(all.split(" ", -1));
  }

  @Override
  public String toString() {
    return label();
  }
}
