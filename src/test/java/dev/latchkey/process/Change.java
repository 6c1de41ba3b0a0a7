package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.process.AdminProcess.Outcome;
import dev.latchkey.store.Secret;
import dev.latchkey.token.TokenId;
import dev.latchkey.token.TokenSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A verb that changes something: how it is called, and the states that it may leave. Each works on
 * {@link #VICTIM} in a directory that has a neighbour, an owner and a section of another program.
 */
enum Change {
  CREATE,
  CREATE_IN_NEW_DIRECTORY,
  REGENERATE,
  UPDATE,
  DISABLE,
  DELETE;

  static final String VICTIM = "owner@pbs!victim";

  private static final Pattern SECRET_LINE =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\n");
  private static final String FOREIGN =
      """
      user: owner@pbs
      \tenable true
      \tcolour blue

      gadget: other-program
      \tkey value
      """;

  /** The command, not started yet. */
  AdminProcess in(Sandbox box) {
    return switch (this) {
      case CREATE, CREATE_IN_NEW_DIRECTORY ->
          box.admin("token", "create", VICTIM, "--comment", "after", "--expire", "@4102444800");
      case REGENERATE -> box.admin("token", "regenerate", VICTIM);
      case UPDATE -> box.admin("token", "update", VICTIM, "--comment", "after");
      case DISABLE -> box.admin("token", "disable", VICTIM);
      case DELETE -> box.admin("token", "delete", VICTIM);
    };
  }

  boolean isCreate() {
    return this == CREATE || this == CREATE_IN_NEW_DIRECTORY;
  }

  boolean printsSecret() {
    return isCreate() || this == REGENERATE;
  }

  /** Makes the state that the verb starts from. */
  Sandbox prepare(Path root) throws IOException {
    Sandbox box = new Sandbox(root);
    if (this == CREATE_IN_NEW_DIRECTORY) {
      return box;
    }
    Files.createDirectories(box.config());
    Files.writeString(box.config().resolve("user.cfg"), FOREIGN);
    make(box, "neighbour@pbs!n");
    if (!isCreate()) {
      make(box, VICTIM);
    }
    return box;
  }

  private static void make(Sandbox box, String id) {
    byte[] bytes = ("secret-of-" + id).getBytes(StandardCharsets.UTF_8);
    try (Secret secret = Secret.copyOf(bytes)) {
      TokenSettings settings = TokenSettings.DEFAULT.withComment("before");
      box.tokens().create(TokenId.parse(id), settings, secret);
    }
  }

  /**
   * Fails unless the state is the one before. An empty line may stay at the end of {@code
   * user.cfg}, where a section was added and taken away again.
   */
  static void assertUnchanged(StoredState before, StoredState found) {
    assertThat(found.hashes()).as("token.shadow").isEqualTo(before.hashes());
    assertThat(found.users().stripTrailing())
        .as("user.cfg")
        .isEqualTo(before.users().stripTrailing());
  }

  /**
   * Fails unless the state is the one after, as a run without faults left it; only the hash of a
   * new secret is another each time.
   */
  void assertDone(StoredState before, StoredState after, StoredState found) {
    assertThat(found.users()).as("user.cfg").isEqualTo(after.users());
    assertThat(found.hashes().keySet()).as("token.shadow").isEqualTo(after.hashes().keySet());
    assertThat(others(found)).as("token.shadow").isEqualTo(others(before));
    if (printsSecret()) {
      assertThat(found.hashes().get(VICTIM)).isNotEqualTo(before.hashes().get(VICTIM));
    } else {
      assertThat(found.hashes()).isEqualTo(after.hashes());
    }
  }

  private static Map<String, String> others(StoredState state) {
    Map<String, String> others = new HashMap<>(state.hashes());
    others.remove(VICTIM);
    return others;
  }

  /**
   * Fails unless the state is the one before, the one after, or metadata without a hash: what lies
   * between the two writes of a create or a delete, and counts for nothing.
   */
  void assertBeforeOrAfter(StoredState before, StoredState after, StoredState found) {
    if (isCreate() && !found.hashes().containsKey(VICTIM)) {
      assertThat(found.hashes()).as("token.shadow").isEqualTo(before.hashes());
      assertThat(found.users()).as("user.cfg").isIn(before.users(), after.users());
    } else if (this == DELETE && !found.hashes().containsKey(VICTIM)) {
      assertThat(found.hashes()).as("token.shadow").isEqualTo(after.hashes());
      assertThat(found.users()).as("user.cfg").isIn(before.users(), after.users());
    } else if (isUnchanged(before, found)) {
      assertUnchanged(before, found);
    } else {
      assertDone(before, after, found);
    }
  }

  private static boolean isUnchanged(StoredState before, StoredState found) {
    return found.users().equals(before.users()) && found.hashes().equals(before.hashes());
  }

  /** Whether the run said that it was done: by its secret, or to the operator. */
  boolean wasAnnounced(Outcome outcome) {
    if (printsSecret()) {
      if (!outcome.out().isEmpty()) {
        assertThat(outcome.out()).as("standard output").matches(SECRET_LINE);
      }
      return !outcome.out().isEmpty();
    }
    assertThat(outcome.out()).as("standard output").isEmpty();
    return outcome.err().startsWith("token '" + VICTIM + "'");
  }
}
