package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.process.AdminProcess.Outcome;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A key file that is meant to exhaust memory or time is refused within 64 MiB of memory. */
class HostileKeyFileIT {

  private static final String SALT = "\"c2l4dGVlbiBieXRlcyAuLg==\"";
  private static final String CANARY = "canary-sings";

  @TempDir Path temporary;

  private Sandbox box;
  private Path input;

  @BeforeEach
  void prepare() throws IOException {
    box = new Sandbox(temporary.resolve("box"));
    input = box.scratch().resolve("hostile.json");
    Files.writeString(box.scratch().resolve("passphrase"), "right-passphrase\n");
  }

  /** The command in a virtual machine of little memory. */
  private AdminProcess admin(String... arguments) {
    List<String> words = new ArrayList<>(box.admin(arguments).words());
    words.add(1, "-Xmx64m");
    return AdminProcess.other(box, words.toArray(String[]::new));
  }

  private Outcome store() throws IOException, InterruptedException {
    return admin(
            "key",
            "store",
            "hostile",
            "--config-dir",
            box.config().toString(),
            "--in",
            input.toString(),
            "--passphrase-file",
            box.scratch().resolve("passphrase").toString())
        .run();
  }

  private void assertDamaged(Outcome outcome) {
    assertThat(outcome.exit()).as(outcome.err()).isEqualTo(8);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err())
        .startsWith("admin: '" + input + "'")
        .doesNotContain(CANARY, "OutOfMemory", "internal error");
    assertThat(box.config().resolve("encryption-keys.cfg")).doesNotExist();
    assertThat(box.config().resolve("encryption-keys")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"Scrypt\":{\"n\":1099511627776,\"r\":8,\"p\":1,\"salt\":" + SALT + "}}",
        "{\"Scrypt\":{\"n\":2,\"r\":2147483648,\"p\":1,\"salt\":" + SALT + "}}",
        "{\"Scrypt\":{\"n\":2,\"r\":4194304,\"p\":1,\"salt\":" + SALT + "}}",
        "{\"Scrypt\":{\"n\":2,\"r\":1,\"p\":4611686018427387904,\"salt\":" + SALT + "}}",
        "{\"PBKDF2\":{\"iter\":1000000000000,\"salt\":" + SALT + "}}",
        "{\"PBKDF2\":{\"iter\":0,\"salt\":" + SALT + "}}",
        "{\"PBKDF2\":{\"iter\":1,\"salt\":\"\"}}"
      })
  void store_costsBeyondReason_isDamaged(String kdf) throws Exception {
    Files.writeString(
        input,
        "{\"kdf\":"
            + kdf
            + ",\"created\":\"2026-02-01T00:00:00Z\",\"modified\":\"2026-02-01T00:00:00Z\","
            + "\"data\":\""
            + "A".repeat(86)
            + "==\",\"x\":\""
            + CANARY
            + "\"}");
    assertDamaged(store());
  }

  @Test
  void store_fileOf100Megabytes_isDamaged() throws Exception {
    Files.writeString(input, "{\"kdf\":\"" + CANARY);
    try (RandomAccessFile sparse = new RandomAccessFile(input.toFile(), "rw")) {
      sparse.setLength(100_000_000);
    }
    assertDamaged(store());
  }

  @Test
  void store_deepJson_isDamaged() throws Exception {
    Files.writeString(input, "{\"a\":".repeat(13_000));
    assertDamaged(store());
  }

  /** The positive control: in the same memory, the same command stores a good file. */
  @Test
  void store_goodFile_isStored() throws Exception {
    Files.writeString(input, "00".repeat(32));
    Outcome outcome = admin("key", "store", "good", "--in", input.toString()).run();
    assertThat(outcome.exit()).as(outcome.err()).isZero();
    assertThat(box.config().resolve("encryption-keys/good.enc")).exists();
  }
}
