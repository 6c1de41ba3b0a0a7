package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.key.EncryptionKey;
import dev.latchkey.key.EncryptionKey.State;
import dev.latchkey.key.EncryptionKeyRepository;
import dev.latchkey.key.KeyId;
import dev.latchkey.key.KeyInput;
import dev.latchkey.key.Protection;
import dev.latchkey.process.AdminProcess.Outcome;
import dev.latchkey.store.AlreadyExistsException;
import dev.latchkey.store.NotFoundException;
import dev.latchkey.store.Secret;
import dev.latchkey.token.TokenId;
import dev.latchkey.token.TokenSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A verb that changes encryption keys: how it is called, and the states that it may leave. Each
 * works on {@link #VICTIM}, beside a neighbour and a section of another program; only {@link
 * #CREATE} finds no key at all.
 */
public enum KeyChange implements Mutation<StoredKeys> {
  CREATE("key create"),
  STORE("key store"),
  ARCHIVE("key archive"),
  UNARCHIVE("key unarchive"),
  CHANGE_PASSPHRASE("key change-passphrase"),
  DELETE("key delete");

  static final String VICTIM = "victim";
  static final String PASSPHRASE = "correct horse battery";
  static final String MATERIAL = "00112233445566778899aabbccddeeff".repeat(2);

  private static final String FOREIGN =
      """
      gadget: other-program
      \tkey value
      """;

  private final String label;

  KeyChange(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public AdminProcess in(Sandbox box) {
    return switch (this) {
      case CREATE -> box.admin("key", "create", VICTIM);
      case STORE -> box.admin("key", "store", VICTIM, "--in", "-").input(MATERIAL);
      case ARCHIVE -> box.admin("key", "archive", VICTIM);
      case UNARCHIVE -> box.admin("key", "unarchive", VICTIM);
      case CHANGE_PASSPHRASE ->
          box.admin("key", "change-passphrase", VICTIM, "--kdf", "pbkdf2", "--new-passphrase-stdin")
              .input(PASSPHRASE);
      case DELETE -> box.admin("key", "delete", VICTIM, "--yes", "--confirm", VICTIM);
    };
  }

  boolean isNew() {
    return this == CREATE || this == STORE;
  }

  @Override
  public Sandbox prepare(Path root) throws IOException {
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
    if (this == DELETE || this == UNARCHIVE) {
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

  @Override
  public StoredKeys read(Sandbox box) throws IOException {
    return box.storedKeys();
  }

  @Override
  public void assertUnchanged(StoredKeys before, StoredKeys found) {
    assertThat(found.registry()).as("registry").isEqualTo(before.registry());
    assertThat(found.files()).as("key files").isEqualTo(before.files());
  }

  /**
   * Fails unless the state is the one after, as a run without faults left it; only times, and the
   * key that is created, are others each time.
   */
  @Override
  public void assertDone(StoredKeys before, StoredKeys after, StoredKeys found) {
    assertOthersUnchanged(before, found);
    assertThat(comparable(found)).as("entry").isEqualTo(comparable(after));
    assertThat(found.files().keySet()).as("key files").isEqualTo(after.files().keySet());
    found.assertNothingLost(PASSPHRASE);
    if (this == CHANGE_PASSPHRASE) {
      assertThat(found.protection(VICTIM)).isEqualTo("pbkdf2");
    } else if (this == ARCHIVE || this == UNARCHIVE) {
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
   * Nor may a key be lost. A step between the two writes is a key file that the registry does not
   * know, or one that has the new protection already.
   */
  @Override
  public boolean isDone(StoredKeys before, StoredKeys after, StoredKeys found) {
    found.assertNothingLost(PASSPHRASE);
    assertOthersUnchanged(before, found);
    boolean sameEntry = entry(found).equals(entry(before));
    if (!sameEntry) {
      assertThat(comparable(found)).as("entry").isEqualTo(comparable(after));
    }
    String file = found.files().getOrDefault(VICTIM, "");
    String old = before.files().getOrDefault(VICTIM, "");
    if (file.equals(old)) {
      boolean protects = this == CHANGE_PASSPHRASE && !sameEntry;
      assertThat(protects).as("registry is ahead of the key file").isFalse();
    } else if (this == DELETE) {
      assertThat(file).as("key file").isEmpty();
      assertThat(entry(found)).isEmpty();
    } else {
      assertThat(this).as("changes the key file").isNotIn(ARCHIVE, UNARCHIVE);
      String fingerprint = found.fingerprint(VICTIM, PASSPHRASE);
      if (this != CREATE) {
        String expected = StoredKeys.fingerprint(HexFormat.of().parseHex(MATERIAL));
        assertThat(fingerprint).isEqualTo(expected);
      }
    }
    // The passphrase that opens the file is the one that counts.
    return this == CHANGE_PASSPHRASE ? !file.equals(old) : !sameEntry;
  }

  @Override
  public boolean wasAnnounced(Outcome outcome) {
    assertThat(outcome.out().isEmpty() || isNew()).as("standard output").isTrue();
    return !outcome.out().isEmpty() || outcome.err().startsWith("key '" + VICTIM + "'");
  }

  /** The key is there to be listed: nothing is lost with the answer. */
  @Override
  public int exitWithoutOutput() {
    return 9;
  }

  /** What was left is in nobody's way, and is not lost. */
  @Override
  public void assertCarriesOn(Sandbox box, StoredKeys found) throws IOException {
    KeyId victim = new KeyId(VICTIM);
    EncryptionKeyRepository keys = box.keys();
    assertThat(inspected(box)).containsExactlyInAnyOrderElementsOf(found.expectedFindings());
    assertThat(keys.list()).hasSameSizeAs(found.entries().keySet());
    boolean known = found.entries().containsKey(VICTIM);
    boolean orphan = !known && found.files().containsKey(VICTIM);
    switch (this) {
      case CREATE -> assertThat(create(keys, VICTIM)).isEqualTo(!known && !orphan);
      case STORE -> {
        if (known || orphan) {
          assertThatThrownBy(() -> store(keys, VICTIM, MATERIAL))
              .isInstanceOf(AlreadyExistsException.class);
        } else {
          store(keys, VICTIM, MATERIAL);
        }
      }
      case ARCHIVE -> assertThat(keys.archive(victim).after().state()).isEqualTo(State.ARCHIVED);
      case UNARCHIVE -> assertThat(keys.unarchive(victim).after().state()).isEqualTo(State.ACTIVE);
      case CHANGE_PASSPHRASE -> {
        try (Secret passphrase = secret(PASSPHRASE)) {
          keys.changePassphrase(victim, passphrase, Protection.NONE);
        }
      }
      case DELETE -> {
        assertThat(delete(keys)).isEqualTo(known);
        assertThat(create(keys, VICTIM)).isEqualTo(!orphan);
      }
    }
    if (orphan) {
      assertCanBeAdopted(box, found);
    }
    assertThat(create(keys, "next")).isTrue();
    StoredKeys next = box.storedKeys();
    next.assertNothingLost(PASSPHRASE);
    assertThat(next.entries()).containsKey("next").containsAllEntriesOf(others(found.entries()));
    assertThat(next.isCounterOdd()).as("odd counter").isFalse();
    assertThat(next.counter()).hasSize(1);
    assertThat(next.counter().getFirst()).isGreaterThan(found.counter().getFirst());
  }

  private static List<String> inspected(Sandbox box) {
    return box.keys().inspect().stream()
        .map(finding -> finding.kind() + " " + box.root().relativize(finding.path()))
        .toList();
  }

  /** A key file that the registry does not know stays as it is, and its key can be brought in. */
  private static void assertCanBeAdopted(Sandbox box, StoredKeys found) throws IOException {
    String orphan = found.files().getOrDefault(VICTIM, "");
    assertThat(box.storedKeys().files()).containsEntry(VICTIM, orphan);
    try (Secret content = secret(orphan);
        KeyInput input = KeyInput.parse(Path.of("orphan"), content, null)) {
      EncryptionKey adopted = box.keys().store(new KeyId("adopted"), input, Protection.NONE);
      assertThat(adopted.fingerprint().value()).isEqualTo(found.fingerprint(VICTIM, PASSPHRASE));
    }
  }

  private static Secret secret(String text) {
    return Secret.copyOf(text.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean create(EncryptionKeyRepository keys, String id) {
    try {
      keys.create(new KeyId(id), Protection.NONE);
      return true;
    } catch (AlreadyExistsException exists) {
      return false;
    }
  }

  private static boolean delete(EncryptionKeyRepository keys) {
    try {
      keys.delete(new KeyId(VICTIM));
      return true;
    } catch (NotFoundException absent) {
      return false;
    }
  }
}
