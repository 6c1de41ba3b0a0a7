package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.key.EncryptionKeyRepository;
import dev.latchkey.key.KeyId;
import dev.latchkey.key.KeyInput;
import dev.latchkey.key.Protection;
import dev.latchkey.process.AdminProcess.Outcome;
import dev.latchkey.store.Secret;
import dev.latchkey.token.TokenId;
import dev.latchkey.token.TokenSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A verb that changes encryption keys: how it is called, and the states that it may leave. Each
 * works on {@link #VICTIM}, beside a neighbour and a section of another program; only {@link
 * #CREATE} finds no key at all.
 */
enum KeyChange {
  CREATE,
  STORE,
  ARCHIVE,
  CHANGE_PASSPHRASE,
  DELETE;

  static final String VICTIM = "victim";
  static final String PASSPHRASE = "correct horse battery";
  static final String MATERIAL = "00112233445566778899aabbccddeeff".repeat(2);

  private static final String FOREIGN =
      """
      gadget: other-program
      \tkey value
      """;

  /** The command, not started yet. */
  AdminProcess in(Sandbox box) {
    return switch (this) {
      case CREATE -> box.admin("key", "create", VICTIM);
      case STORE -> box.admin("key", "store", VICTIM, "--in", "-").input(MATERIAL);
      case ARCHIVE -> box.admin("key", "archive", VICTIM);
      case CHANGE_PASSPHRASE ->
          box.admin("key", "change-passphrase", VICTIM, "--kdf", "pbkdf2", "--new-passphrase-stdin")
              .input(PASSPHRASE);
      case DELETE -> box.admin("key", "delete", VICTIM, "--yes", "--confirm", VICTIM);
    };
  }

  boolean isNew() {
    return this == CREATE || this == STORE;
  }

  /** Makes the state that the verb starts from. */
  Sandbox prepare(Path root) throws IOException {
    Sandbox box = new Sandbox(root);
    if (this == CREATE) {
      try (Secret secret = Secret.copyOf("a-secret".getBytes(StandardCharsets.UTF_8))) {
        box.tokens().create(TokenId.parse("owner@pbs!x"), TokenSettings.DEFAULT, secret);
      }
      return box;
    }
    Files.createDirectories(box.config());
    Files.writeString(box.config().resolve("encryption-keys.cfg"), FOREIGN);
    EncryptionKeyRepository keys = box.keys();
    keys.create(new KeyId("neighbour"), Protection.NONE);
    if (this != STORE) {
      store(keys, VICTIM, MATERIAL);
    }
    if (this == DELETE) {
      keys.archive(new KeyId(VICTIM));
    }
    return box;
  }

  /** Stores a key of hexadecimal digits. */
  static void store(EncryptionKeyRepository keys, String id, String material) {
    byte[] bytes = HexFormat.of().parseHex(material);
    try (Secret secret = Secret.copyOf(bytes);
        KeyInput input = KeyInput.parse(Path.of("test"), secret, null)) {
      keys.store(new KeyId(id), input, Protection.NONE);
    }
  }

  /** Fails unless the state is the one before. */
  static void assertUnchanged(StoredKeys before, StoredKeys found) {
    assertThat(found.registry()).as("registry").isEqualTo(before.registry());
    assertThat(found.files()).as("key files").isEqualTo(before.files());
  }

  /**
   * Fails unless the state is the one after, as a run without faults left it; only times, and the
   * key that is created, are others each time.
   */
  void assertDone(StoredKeys before, StoredKeys after, StoredKeys found) {
    assertOthersUnchanged(before, found);
    assertThat(comparable(found)).as("entry").isEqualTo(comparable(after));
    assertThat(found.files().keySet()).as("key files").isEqualTo(after.files().keySet());
    found.assertNothingLost(PASSPHRASE);
    if (this == CHANGE_PASSPHRASE) {
      assertThat(found.protection(VICTIM)).isEqualTo("pbkdf2");
    } else if (this == ARCHIVE) {
      assertThat(found.files()).isEqualTo(before.files());
    }
  }

  private static void assertOthersUnchanged(StoredKeys before, StoredKeys found) {
    assertThat(others(found.files())).as("other files").isEqualTo(others(before.files()));
    assertThat(others(found.entries())).as("other entries").isEqualTo(others(before.entries()));
    if (before.registry().startsWith(FOREIGN)) {
      assertThat(found.registry()).startsWith(FOREIGN);
    }
  }

  private static <T> Map<String, T> others(Map<String, T> all) {
    Map<String, T> others = new TreeMap<>(all);
    others.remove(VICTIM);
    return others;
  }

  /** The victim's entry without what another run has otherwise, empty if there is none. */
  private Map<String, String> comparable(StoredKeys state) {
    Map<String, String> entry = new TreeMap<>(entry(state));
    entry.keySet().removeAll(Set.of("created", "modified"));
    entry.replace("archived-at", "some time");
    if (this == CREATE) {
      entry.remove("fingerprint");
    }
    return entry;
  }

  private static Map<String, String> entry(StoredKeys state) {
    return state.entries().getOrDefault(VICTIM, Map.of());
  }

  /**
   * Fails unless no key is lost and the state is the one before, the one after, or what lies
   * between the two writes: a key file that the registry does not know, or one that has the new
   * protection already.
   */
  void assertBeforeOrAfter(StoredKeys before, StoredKeys after, StoredKeys found) {
    found.assertNothingLost(PASSPHRASE);
    assertOthersUnchanged(before, found);
    if (!entry(found).equals(entry(before))) {
      assertThat(comparable(found)).as("entry").isEqualTo(comparable(after));
    }
    String file = found.files().getOrDefault(VICTIM, "");
    String old = before.files().getOrDefault(VICTIM, "");
    if (file.equals(old)) {
      boolean protects = this == CHANGE_PASSPHRASE && !entry(found).equals(entry(before));
      assertThat(protects).as("registry is ahead of the key file").isFalse();
    } else if (this == DELETE) {
      assertThat(file).as("key file").isEmpty();
      assertThat(entry(found)).isEmpty();
    } else {
      assertThat(this).as("changes the key file").isNotEqualTo(ARCHIVE);
      String fingerprint = found.fingerprint(VICTIM, PASSPHRASE);
      if (this != CREATE) {
        String expected = StoredKeys.fingerprint(HexFormat.of().parseHex(MATERIAL));
        assertThat(fingerprint).isEqualTo(expected);
      }
    }
  }

  /** Whether the run said that it was done. */
  boolean wasAnnounced(Outcome outcome) {
    assertThat(outcome.out().isEmpty() || isNew()).as("standard output").isTrue();
    return !outcome.out().isEmpty() || outcome.err().startsWith("key '" + VICTIM + "'");
  }
}
