package dev.latchkey.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.latchkey.DirectorySnapshot;
import dev.latchkey.store.CorruptFileException;
import dev.latchkey.store.CorruptFileException.Problem;
import dev.latchkey.store.Secret;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A key file that is meant to do harm is corrupt, and that is all there is to say about it. */
class HostileKeyFileTest {

  private final KeyScene scene;

  HostileKeyFileTest(@TempDir Path directory) {
    this.scene = new KeyScene(directory);
  }

  static Stream<Arguments> files() {
    return HostileKeyFiles.all().entrySet().stream()
        .map(file -> Arguments.of(file.getKey(), file.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void parse_hostileInput_isCorrupt(String name, byte[] content) {
    for (KeyFormat format : new KeyFormat[] {null, KeyFormat.JSON}) {
      assertCorrupt(
          () -> {
            try (Secret secret = Secret.copyOf(content)) {
              KeyInput.parse(Path.of("elsewhere"), secret, format).close();
            }
          });
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void everyOperation_hostileKeyFile_isCorruptAndChangesNothing(String name, byte[] content) {
    scene.known("\tarchived-at 1\n\tkdf scrypt\n").file(KeyScene.FILE, content);
    DirectorySnapshot before = scene.snapshot();
    EncryptionKeyRepository keys = scene.keys();
    try (Secret passphrase = KeyScene.secret(KeyScene.PASSPHRASE)) {
      List<ThrowingCallable> operations =
          List.of(
              () -> keys.load(KeyScene.ID, passphrase).close(),
              () -> keys.verify(KeyScene.ID, passphrase),
              () -> keys.export(KeyScene.ID).close(),
              () -> keys.changePassphrase(KeyScene.ID, passphrase, Protection.NONE),
              () -> keys.delete(KeyScene.ID));
      operations.forEach(HostileKeyFileTest::assertCorrupt);
    }
    before.assertUnchanged(scene.config);
    assertThat(keys.inspect())
        .extracting(KeyFinding::kind)
        .containsExactly(KeyFinding.Kind.DAMAGED_KEY_FILE);
  }

  private static void assertCorrupt(ThrowingCallable operation) {
    assertThat(catchThrowable(operation))
        .isInstanceOfSatisfying(
            CorruptFileException.class,
            e ->
                assertThat(e.getMessage())
                    .doesNotContain(HostileKeyFiles.CANARY.substring(0, 8), "AAAA", "c2l4"))
        .hasNoCause()
        .hasNoSuppressedExceptions();
  }

  /** The positive control: the same files without what is wrong with them. */
  @Test
  void parse_sameFileWithoutHarm_isAKeyFile() {
    String salt = HostileKeyFiles.base64(16);
    List<String> kdfs =
        List.of(HostileKeyFiles.pbkdf2("1", salt), HostileKeyFiles.scrypt(16, 1, 1));
    for (String kdf : kdfs) {
      String text = HostileKeyFiles.file(kdf, HostileKeyFiles.base64(64), "");
      try (KeyFile file = KeyFile.parse(Path.of("good"), text.getBytes(StandardCharsets.UTF_8))) {
        assertThat(file.kdf()).isNotEqualTo(Kdf.NONE);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1,7,false",
    "1,8,true",
    "1,1024,true",
    "1,1025,false",
    "0,8,false",
    "10000000,8,true",
    "10000001,8,false"
  })
  void parse_iterationsAndSalt_haveLimits(String iterations, int salt, boolean accepted) {
    String kdf = HostileKeyFiles.pbkdf2(iterations, HostileKeyFiles.base64(salt));
    String text = HostileKeyFiles.file(kdf, HostileKeyFiles.base64(64), "");
    ThrowingCallable parse =
        () -> KeyFile.parse(Path.of("good"), text.getBytes(StandardCharsets.UTF_8)).close();
    if (accepted) {
      assertThatCode(parse).doesNotThrowAnyException();
    } else {
      assertCorrupt(parse);
    }
  }

  /** Whatever is accepted can be worked with: the bounds are those of the function itself. */
  @ParameterizedTest(name = "n {0}, r {1}, p {2}")
  @CsvSource({"2, 1, 1", "32768, 1, 1", "65536, 8, 1", "2, 1024, 16", "1024, 1, 512"})
  void open_scryptWithinBounds_derives(long n, long r, long p) {
    String text =
        HostileKeyFiles.file(HostileKeyFiles.scrypt(n, r, p), HostileKeyFiles.base64(64), "");
    try (KeyFile file = KeyFile.parse(Path.of("good"), text.getBytes(StandardCharsets.UTF_8));
        Secret passphrase = KeyScene.secret(KeyScene.PASSPHRASE)) {
      assertThatCode(() -> assertThat(file.open(passphrase)).isNull()).doesNotThrowAnyException();
    }
  }

  @Test
  void everyOperation_fileOf100Megabytes_isTooLargeUnread() throws IOException {
    scene.known("\tarchived-at 1\n").file(KeyScene.FILE, "{");
    try (RandomAccessFile sparse =
        new RandomAccessFile(scene.config.resolve(KeyScene.FILE).toFile(), "rw")) {
      sparse.setLength(100_000_000);
    }
    EncryptionKeyRepository keys = scene.keys();
    List<ThrowingCallable> operations =
        List.of(
            () -> keys.load(KeyScene.ID, null).close(),
            () -> keys.export(KeyScene.ID).close(),
            () -> keys.delete(KeyScene.ID));
    for (ThrowingCallable operation : operations) {
      assertThat(catchThrowable(operation))
          .isInstanceOfSatisfying(
              CorruptFileException.class,
              e -> assertThat(e.problem()).isEqualTo(Problem.TOO_LARGE));
    }
    assertThat(scene.keys().find(KeyScene.ID)).isPresent();
  }

  @Test
  void parse_largestInput_isReadAndOneByteMoreIsNot() {
    String good = KeyScene.plainFile(KeyScene.RAW);
    String largest = good + " ".repeat(KeyInput.MAX_BYTES - good.length());
    KeyScene.input(largest).close();
    assertThat(catchThrowable(() -> KeyScene.input(largest + " ").close()))
        .isInstanceOfSatisfying(
            CorruptFileException.class, e -> assertThat(e.problem()).isEqualTo(Problem.TOO_LARGE));
  }
}
