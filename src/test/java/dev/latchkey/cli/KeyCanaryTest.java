package dev.latchkey.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.latchkey.DirectorySnapshot;
import dev.latchkey.Latchkey;
import dev.latchkey.cli.AdminRunner.Result;
import dev.latchkey.key.EncryptionKey;
import dev.latchkey.key.EncryptionKeyRepository;
import dev.latchkey.key.Kdf;
import dev.latchkey.key.KeyFormat;
import dev.latchkey.key.KeyId;
import dev.latchkey.key.KeyInput;
import dev.latchkey.key.Protection;
import dev.latchkey.store.Secret;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Key material and passphrases are where they belong, and nowhere else. */
class KeyCanaryTest {

  private static final String PASSPHRASE = "canary-1b2c-sings-in-the-mine";

  /** Even a part of it would be too much. */
  private static final String PART = "1b2c-sings";

  /** 32 bytes, as text, in base64 and in hexadecimal. */
  private static final String RAW = "canary-3d4e-is-a-key-of-32-bytes";

  private static final String RAW_PART = "3d4e-is";
  private static final String BASE64_PART = "NkNGUtaXM";
  private static final String HEX_PART = "33643465";

  private final AdminRunner runner;
  private final List<String> said = new ArrayList<>();

  KeyCanaryTest(@TempDir Path directory) {
    this.runner = new AdminRunner(directory);
  }

  /** Runs a command with the passphrase twice on standard input, and remembers all it said. */
  private Result run(String line) {
    return run(PASSPHRASE + "\n" + PASSPHRASE + "-2\n", line);
  }

  private Result run(String input, String line) {
    Result result = runner.runWithInput(input, (line + " --debug -v").split(" ", -1));
    said.add(line + "\n" + result.out() + result.err());
    return result;
  }

  private List<String> filesWith(String text) {
    return DirectorySnapshot.of(runner.work).entries().entrySet().stream()
        .filter(file -> file.getValue().contains(text))
        .map(Map.Entry::getKey)
        .toList();
  }

  @Test
  void passphrase_isNowhere() throws IOException {
    Path file = Files.writeString(runner.work.resolve("brought"), PASSPHRASE + "\n");
    assertThat(run("key create one --kdf pbkdf2 --passphrase-stdin").exit()).isZero();
    assertThat(run("key create one --kdf pbkdf2 --passphrase-stdin -o json").exit()).isEqualTo(4);
    run("key create none --kdf none --passphrase-file " + file);
    run("key create dry --kdf pbkdf2 --passphrase-file " + file + " --dry-run -o json");
    run("key create fd --passphrase-fd " + PASSPHRASE);
    run("key create kdf --kdf " + "x --passphrase-stdin");
    assertThat(run("key verify one --passphrase-file " + file + " -o json").exit()).isZero();
    assertThat(run("wrong-" + PASSPHRASE + "\n", "key verify one --passphrase-stdin").exit())
        .isEqualTo(5);
    run("key verify --all --passphrase-stdin -o json");
    assertThat(
            run("key change-passphrase one --kdf pbkdf2 --passphrase-stdin --new-passphrase-stdin")
                .exit())
        .isZero();
    assertThat(run("key change-passphrase one --passphrase-stdin --kdf none").exit()).isEqualTo(5);
    run("key export one --out -");
    run("key export one --out " + runner.work.resolve("out") + " -o json");
    run("key store two --in " + runner.work.resolve("out") + " --passphrase-stdin");
    run("key store two --in " + file);
    run("key show one -o json");
    run("key list");
    runner.typed.add(PASSPHRASE + "-2");
    assertThat(run("key verify one").exit()).isZero();
    run("key archive one");
    run("key delete one --yes --confirm one");
    Files.writeString(runner.config.resolve("encryption-keys.cfg"), "sync-key: " + PART + " x\n");
    run("key list");

    assertThat(String.join("\n", said)).contains("already exists", "not the passphrase", "deleted");
    // An operand and an option's value that the operator made the passphrase are not counted.
    assertThat(said)
        .filteredOn(text -> text.substring(text.indexOf('\n')).contains(PART))
        .isEmpty();
    // The positive control: the search does find it where the caller put it.
    assertThat(filesWith(PART)).containsExactlyInAnyOrder("brought", "config/encryption-keys.cfg");
  }

  @Test
  void material_isInItsKeyFilesOnly() throws IOException {
    Path raw = Files.writeString(runner.work.resolve("raw"), RAW);
    assertThat(run("key store one --format raw --in " + raw).exit()).isZero();
    assertThat(run(RAW, "key store two --format raw --in - -o json").exit()).isZero();
    run("key store two --format raw --in " + raw);
    run("key store none --format hex --in " + raw);
    run("key store none --format json --in " + raw);
    run(RAW + "!", "key store none --in -");
    run("key store dry -n --format raw --in " + raw);
    assertThat(
            run("key store sealed --kdf pbkdf2 --passphrase-stdin --format raw --in " + raw).exit())
        .isZero();
    assertThat(run("key verify --all -o json --passphrase-stdin").exit()).isZero();
    run("key show one");
    run("key list -o json");
    run("key export one --out -");
    run("key archive one -o json");
    assertThat(run("key change-passphrase two --kdf pbkdf2 --new-passphrase-stdin").exit())
        .isZero();
    Files.writeString(runner.config.resolve("encryption-keys/one.enc"), RAW);
    assertThat(run("key verify one").exit()).isEqualTo(8);
    assertThat(said).noneMatch(text -> text.contains(RAW_PART));
    assertThat(said).noneMatch(text -> text.contains(BASE64_PART) || text.contains(HEX_PART));
    assertThat(filesWith(RAW_PART))
        .containsExactlyInAnyOrder("raw", "config/encryption-keys/one.enc");
    assertThat(filesWith(BASE64_PART)).isEmpty();

    // The positive control: with consent it is on standard output, and in its file.
    assertThat(run("key store open --format raw --in " + raw + " -q").exit()).isZero();
    Result exported = run("key export open --out - --yes --confirm open");
    assertThat(exported.out()).contains(BASE64_PART);
    assertThat(exported.err()).doesNotContain(BASE64_PART);
    assertThat(filesWith(BASE64_PART)).containsExactly("config/encryption-keys/open.enc");
  }

  @Test
  void publicTypes_inText_neverShowIt() {
    Latchkey latchkey = Latchkey.builder(runner.config).runDirectory(runner.run).open();
    EncryptionKeyRepository keys = latchkey.keys();
    KeyId id = new KeyId("one");
    try (Secret passphrase = Secret.copyOf(PASSPHRASE.getBytes(StandardCharsets.US_ASCII));
        Secret raw = Secret.copyOf(RAW.getBytes(StandardCharsets.US_ASCII));
        KeyInput input = KeyInput.parse(Path.of("raw"), raw, KeyFormat.RAW)) {
      Protection protection = new Protection(Kdf.PBKDF2, passphrase, null);
      EncryptionKey stored = keys.store(id, input, protection);
      try (Secret loaded = keys.load(id, passphrase);
          Secret exported = keys.export(id)) {
        assertThat(loaded.contentEquals(raw)).isTrue();
        List<Object> shown =
            List.of(
                keys, stored, protection, input, loaded, exported, keys.list(), keys.archive(id));
        assertThat(shown)
            .allSatisfy(
                o ->
                    assertThat(o.toString()).doesNotContain(PART, RAW_PART, BASE64_PART, HEX_PART));
      }
    }
  }

  @Test
  void exceptions_withTraceAndCauses_neverShowIt() {
    EncryptionKeyRepository keys =
        Latchkey.builder(runner.config).runDirectory(runner.run).open().keys();
    KeyId id = new KeyId("one");
    try (Secret passphrase = Secret.copyOf(PASSPHRASE.getBytes(StandardCharsets.US_ASCII));
        Secret raw = Secret.copyOf(RAW.getBytes(StandardCharsets.US_ASCII));
        Secret longer = Secret.copyOf((RAW + RAW).getBytes(StandardCharsets.US_ASCII));
        KeyInput input = KeyInput.parse(Path.of("raw"), raw, KeyFormat.RAW)) {
      EncryptionKey stored = keys.store(id, input, new Protection(Kdf.PBKDF2, passphrase, null));
      assertThat(stored.id()).isEqualTo(id);
      List<Throwable> thrown = new ArrayList<>();
      thrown.add(catchThrowable(() -> keys.load(id, raw).close()));
      thrown.add(catchThrowable(() -> keys.load(id, null).close()));
      thrown.add(catchThrowable(() -> keys.load(new KeyId("two"), passphrase).close()));
      thrown.add(catchThrowable(() -> keys.store(id, input, Protection.NONE)));
      thrown.add(catchThrowable(() -> new Protection(Kdf.NONE, passphrase, null)));
      for (KeyFormat format : KeyFormat.values()) {
        thrown.add(catchThrowable(() -> KeyInput.parse(Path.of("x"), longer, format).close()));
      }
      assertThat(thrown)
          .doesNotContainNull()
          .allSatisfy(
              e ->
                  assertThat(trace(e))
                      .contains("Exception")
                      .doesNotContain(PART, RAW_PART, BASE64_PART, HEX_PART));
    }
  }

  private static String trace(Throwable e) {
    StringWriter trace = new StringWriter();
    e.printStackTrace(new PrintWriter(trace));
    return trace.toString();
  }
}
