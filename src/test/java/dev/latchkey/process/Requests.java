package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.store.Secret;
import dev.latchkey.token.StoppedClock;
import dev.latchkey.token.TokenVerifier;
import dev.latchkey.token.Verification;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Offers the first secret of {@link Change#VICTIM} to one verifier all the time, and compares each
 * answer with the files. For a change that revokes the secret and is never taken back, this is
 * exact: what the files have been seen to refuse before a call they also refuse after it.
 */
final class Requests implements AutoCloseable {

  private static final String NEIGHBOUR = "neighbour@pbs!n";
  private static final int MORE = 20;

  private final Sandbox box;
  private final String hash;
  private final TokenVerifier verifier;
  private final Set<String> violations = ConcurrentHashMap.newKeySet();
  private final Thread thread = new Thread(this::offerAllTheTime);
  private volatile boolean ended;

  /** Makes a verifier that remembers both tokens' secrets, and starts. */
  Requests(Sandbox box) throws IOException {
    this.box = box;
    this.hash = String.valueOf(StoredState.hashes(box.config()).get(Change.VICTIM));
    this.verifier = StoppedClock.verifier(box.config(), box.run());
    assertThat(accepts(Change.VICTIM)).as("before the change").isTrue();
    assertThat(accepts(NEIGHBOUR)).isTrue();
    thread.start();
  }

  private boolean accepts(String id) {
    byte[] bytes = ("secret-of-" + id).getBytes(StandardCharsets.UTF_8);
    try (Secret secret = Secret.copyOf(bytes)) {
      return verifier.verify(id, secret) instanceof Verification.Valid;
    }
  }

  /** Whether the secret is accepted by a call that begins now. */
  boolean acceptVictim() {
    return accepts(Change.VICTIM);
  }

  /** Whether the secret is accepted by whoever reads the files. */
  boolean filesAcceptVictim() throws IOException {
    if (!hash.equals(StoredState.hashes(box.config()).get(Change.VICTIM))) {
      return false;
    }
    String users = Files.readString(box.config().resolve("user.cfg"));
    Map<String, String> section =
        StoredState.sections(users).getOrDefault("token: " + Change.VICTIM, Map.of());
    return !"false".equals(section.get("enable"));
  }

  private void offerAllTheTime() {
    try {
      while (!ended) {
        offer();
      }
      for (int i = 0; i < MORE; i++) {
        offer();
      }
    } catch (IOException | RuntimeException | AssertionError e) {
      violations.add(e.toString());
    }
  }

  private void offer() throws IOException {
    boolean before = filesAcceptVictim();
    boolean accepted = acceptVictim();
    boolean after = filesAcceptVictim();
    if (accepted && !before) {
      violations.add("accepted what the files refuse");
    } else if (!accepted && after) {
      violations.add("refused what the files accept");
    }
  }

  /** Ends after some more calls; fails if any was answered wrongly. */
  void finish() {
    close();
    assertThat(violations).isEmpty();
  }

  /**
   * Fails unless the neighbour's secret is accepted from memory: the file is gone and nobody has
   * told of that.
   */
  void assertAnswersFromMemory() throws IOException {
    assertThat(accepts(NEIGHBOUR)).as("the neighbour").isTrue();
    Files.delete(box.config().resolve("token.shadow"));
    assertThat(accepts(NEIGHBOUR)).as("the neighbour, from memory").isTrue();
  }

  @Override
  public void close() {
    ended = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
