package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.process.AdminProcess.Outcome;
import dev.latchkey.process.Strace.Call;
import dev.latchkey.process.Tools.Claim;
import dev.latchkey.store.AlreadyExistsException;
import dev.latchkey.store.NotFoundException;
import dev.latchkey.store.Secret;
import dev.latchkey.token.TokenId;
import dev.latchkey.token.TokenRepository;
import dev.latchkey.token.TokenSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A verb that changes something: how it is called, and the states that it may leave. Each works on
 * {@link #VICTIM} in a directory that has a neighbour, an owner and a section of another program.
 */
public enum Change implements Mutation<StoredState> {
  CREATE("token create"),
  CREATE_IN_NEW_DIRECTORY("token create, new directory"),
  CREATE_WITH_SECRET_OUT("token create --secret-out"),
  REGENERATE("token regenerate"),
  UPDATE("token update"),
  ENABLE("token enable"),
  DISABLE("token disable"),
  DELETE("token delete");

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

  private final String label;

  Change(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public AdminProcess in(Sandbox box) {
    return switch (this) {
      case CREATE, CREATE_IN_NEW_DIRECTORY ->
          box.admin("token", "create", VICTIM, "--comment", "after", "--expire", "@4102444800");
      case CREATE_WITH_SECRET_OUT ->
          box.admin("token", "create", VICTIM, "--comment", "after", "--expire", "@4102444800")
              .with("--secret-out", secretFile(box).toString());
      case REGENERATE -> box.admin("token", "regenerate", VICTIM);
      case UPDATE -> box.admin("token", "update", VICTIM, "--comment", "after");
      case ENABLE -> box.admin("token", "enable", VICTIM);
      case DISABLE -> box.admin("token", "disable", VICTIM);
      case DELETE -> box.admin("token", "delete", VICTIM);
    };
  }

  private static Path secretFile(Sandbox box) {
    return box.out().resolve("secret");
  }

  boolean isCreate() {
    return this == CREATE || this == CREATE_IN_NEW_DIRECTORY || this == CREATE_WITH_SECRET_OUT;
  }

  boolean printsSecret() {
    return this == CREATE || this == CREATE_IN_NEW_DIRECTORY || this == REGENERATE;
  }

  @Override
  public Sandbox prepare(Path root) throws IOException {
    Sandbox box = new Sandbox(root);
    if (this == CREATE_IN_NEW_DIRECTORY) {
      return box;
    }
    Files.createDirectories(box.config());
    Files.createDirectories(box.out());
    Files.writeString(box.config().resolve("user.cfg"), FOREIGN);
    make(box, "neighbour@pbs!n");
    if (!isCreate()) {
      make(box, VICTIM);
    }
    if (this == ENABLE) {
      box.tokens().disable(TokenId.parse(VICTIM));
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
  @Override
  public void assertUnchanged(StoredState before, StoredState found) {
    assertThat(found.hashes()).as("token.shadow").isEqualTo(before.hashes());
    assertThat(found.users().stripTrailing())
        .as("user.cfg")
        .isEqualTo(before.users().stripTrailing());
  }

  /**
   * Fails unless the state is the one after, as a run without faults left it; only the hash of a
   * new secret is another each time.
   */
  @Override
  public void assertDone(StoredState before, StoredState after, StoredState found) {
    assertThat(found.users()).as("user.cfg").isEqualTo(after.users());
    assertThat(found.hashes().keySet()).as("token.shadow").isEqualTo(after.hashes().keySet());
    assertThat(others(found)).as("token.shadow").isEqualTo(others(before));
    if (handsOutSecret()) {
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

  /** A step between the two writes is metadata without a hash, which counts for nothing. */
  @Override
  public boolean isDone(StoredState before, StoredState after, StoredState found) {
    if ((isCreate() || this == DELETE) && !found.hashes().containsKey(VICTIM)) {
      assertThat(found.users()).as("user.cfg").isIn(before.users(), after.users());
      assertThat(found.hashes())
          .as("token.shadow")
          .isEqualTo(isCreate() ? before.hashes() : after.hashes());
      return this == DELETE;
    } else if (isUnchanged(before, found)) {
      return false;
    }
    assertDone(before, after, found);
    return true;
  }

  private static boolean isUnchanged(StoredState before, StoredState found) {
    return found.users().equals(before.users()) && found.hashes().equals(before.hashes());
  }

  @Override
  public StoredState read(Sandbox box) throws IOException {
    return box.state();
  }

  /** By its secret, or to the operator. */
  @Override
  public boolean wasAnnounced(Outcome outcome) {
    if (printsSecret()) {
      if (!outcome.out().isEmpty()) {
        assertThat(outcome.out()).as("standard output").matches(SECRET_LINE);
      }
      return !outcome.out().isEmpty();
    }
    assertThat(outcome.out()).as("standard output").isEmpty();
    return outcome.err().startsWith("token '" + VICTIM + "'");
  }

  @Override
  public boolean handsOutSecret() {
    return isCreate() || this == REGENERATE;
  }

  @Override
  public List<Claim> claims(Sandbox box, Outcome outcome, StoredState found) throws IOException {
    String secret = "";
    if (printsSecret()) {
      secret = outcome.out();
    } else if (this == CREATE_WITH_SECRET_OUT) {
      assertThat(StoredState.owner(secretFile(box))).startsWith("0600 ");
      secret = Files.readString(secretFile(box));
    }
    String hash = String.valueOf(found.hashes().get(VICTIM));
    return secret.isEmpty() ? List.of() : List.of(new Claim(label, secret.strip(), hash));
  }

  /**
   * Where the run directory cannot be made, a change goes on without its counters. Once they are
   * there, it must not.
   */
  @Override
  public boolean goesOnWithout(Sandbox box, List<Call> before, Call call) {
    return this == CREATE_IN_NEW_DIRECTORY && call.isOn(box.run());
  }

  @Override
  public void assertCarriesOn(Sandbox box, StoredState found) throws IOException {
    TokenRepository tokens = box.tokens();
    TokenId victim = TokenId.parse(VICTIM);
    boolean exists = found.hashes().containsKey(VICTIM);
    try (Secret secret = Secret.copyOf("another-secret".getBytes(StandardCharsets.UTF_8))) {
      boolean done =
          switch (this) {
            case CREATE, CREATE_IN_NEW_DIRECTORY, CREATE_WITH_SECRET_OUT ->
                create(tokens, victim, secret) == !exists;
            case REGENERATE -> tokens.regenerate(victim, secret).token().id().equals(victim);
            case ENABLE -> tokens.enable(victim).after().settings().enabled();
            case UPDATE, DISABLE -> !tokens.disable(victim).after().settings().enabled();
            case DELETE -> delete(tokens, victim) == exists && create(tokens, victim, secret);
          };
      assertThat(done).as("the same again").isTrue();
      assertThat(create(tokens, TokenId.parse("next@pbs!one"), secret)).isTrue();
    }
    StoredState next = box.state();
    assertThat(next.hashes()).containsKeys(VICTIM, "next@pbs!one");
    assertThat(next.isAnyCounterOdd()).as("odd counter").isFalse();
    assertThat(next.counters()).hasSize(2);
    if (this == DELETE) {
      Map<String, Map<String, String>> sections = StoredState.sections(next.users());
      assertThat(sections.get("token: " + VICTIM)).as("inherited metadata").isEmpty();
    }
    for (int i = 0; i < found.counters().size(); i++) {
      assertThat(next.counters().get(i)).as("counter").isGreaterThan(found.counters().get(i));
    }
  }

  private static boolean create(TokenRepository tokens, TokenId id, Secret secret) {
    try {
      tokens.create(id, TokenSettings.DEFAULT, secret);
      return true;
    } catch (AlreadyExistsException exists) {
      return false;
    }
  }

  private static boolean delete(TokenRepository tokens, TokenId id) {
    try {
      tokens.delete(id);
      return true;
    } catch (NotFoundException absent) {
      return false;
    }
  }
}
