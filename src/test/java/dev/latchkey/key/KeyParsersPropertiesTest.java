package dev.latchkey.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.Mutations;
import dev.latchkey.store.CorruptFileException;
import dev.latchkey.store.FileImage;
import dev.latchkey.store.RandomSource;
import dev.latchkey.store.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever bytes are read as a key or a registry: they are understood, or corrupt. */
class KeyParsersPropertiesTest {

  private static final int MUTANTS = 800;
  private static final int MUTANTS_ON_DISK = 200;
  private static final String CANARY = "zebra-canary";
  private static final Path SOURCE = Path.of("elsewhere");

  private static final List<byte[]> KEYS =
      List.of(
          bytes(KeyScene.protectedFile(KeyScene.RAW, ",\"x\":[1.5e3,{\"" + CANARY + "\":\"ü\"}]")),
          bytes(KeyScene.plainFile(KeyScene.RAW)),
          bytes(KeyScene.protectedFile(KeyScene.RAW)),
          bytes(KeyScene.RAW + "\n"),
          bytes("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="));

  private static final List<byte[]> REGISTRIES =
      List.of(
          bytes(KeyBefore.ARCHIVED.registry()),
          bytes(
              "sync-key: offsite\n\tarchived-at 1\n\tcreated 2\n\tfingerprint "
                  + KeyScene.FINGERPRINT
                  + "\n\thint "
                  + CANARY
                  + "\n\tkdf scrypt\n\tmodified 3\n\tpath /a/encryption-keys/offsite.enc\n"));

  private static final Mutations MUTATIONS =
      new Mutations(
          List.of(
              bytes("\""),
              bytes("{"),
              bytes("}"),
              bytes("["),
              bytes(","),
              bytes(":"),
              bytes("\\"),
              bytes("\\ud83d"),
              bytes("null"),
              bytes("1e99999999999"),
              bytes("-1"),
              bytes("99999999999999999999"),
              bytes("9223372036854775807"),
              bytes("\0"),
              bytes("\n"),
              bytes("\t"),
              bytes("/*"),
              bytes("#"),
              bytes("\ufeff"),
              bytes("="),
              new byte[] {(byte) 0xc0, (byte) 0x80},
              new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
              new byte[] {(byte) 0xff},
              bytes("\"hint\":\"b\",")));

  private final KeyScene scene;

  KeyParsersPropertiesTest(@TempDir Path directory) {
    this.scene = new KeyScene(directory);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** What a parser makes of its input. */
  private interface Parser {
    void parse(byte[] content);
  }

  private static int readable(long seed, int mutants, List<byte[]> seeds, Parser parser) {
    Random random = new Random(seed);
    int readable = 0;
    for (int i = 0; i < mutants; i++) {
      byte[] mutant = MUTATIONS.mutate(seeds.get(random.nextInt(seeds.size())), random);
      try {
        parser.parse(mutant);
        readable++;
      } catch (CorruptFileException e) {
        assertThat(e).hasNoCause().hasNoSuppressedExceptions();
        assertThat(e.getMessage()).doesNotContain(CANARY, "AAEC", "0001");
      } catch (RuntimeException e) {
        String text = new String(mutant, StandardCharsets.ISO_8859_1);
        throw new AssertionError("mutant " + i + " of seed " + seed + ": " + text, e);
      }
    }
    return readable;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 20_260_301})
  void keyFile_mutatedBytes_areReadAndWrittenAlikeOrCorrupt(long seed) {
    int readable =
        readable(seed, MUTANTS, KEYS.subList(0, 3), KeyParsersPropertiesTest::readAndWrite);
    // Else the mutations prove nothing of one side or the other.
    assertThat(readable).isBetween(MUTANTS / 50, MUTANTS - MUTANTS / 5);
  }

  private static void readAndWrite(byte[] content) {
    byte[] written;
    Kdf kdf;
    try (KeyFile file = KeyFile.parse(SOURCE, content);
        Secret passphrase = KeyScene.secret("wrong-passphrase")) {
      kdf = file.kdf();
      written = file.toBytes();
      // Whatever stands there as a key: it can be opened, or not, or is another one.
      try (Secret key = file.open(passphrase)) {
        if (key != null) {
          file.sealedAnew(key, Protection.NONE, Instant.EPOCH, RandomSource.ofKernel()).close();
        }
      }
    }
    try (KeyFile again = KeyFile.parse(SOURCE, written)) {
      assertThat(again.kdf()).isEqualTo(kdf);
      assertThat(again.toBytes()).isEqualTo(written);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {2, 20_260_302})
  void keyInput_mutatedBytes_areAKeyOrCorrupt(long seed) {
    int readable =
        readable(
            seed,
            MUTANTS,
            KEYS,
            content -> {
              try (Secret secret = Secret.copyOf(content);
                  KeyInput input = KeyInput.parse(SOURCE, secret, null)) {
                Fingerprint fingerprint = input.fingerprint(null);
                assertThat(fingerprint == null).isIn(false, input.isProtected());
                assertThat(input.createdAt(Instant.EPOCH)).isNotNull();
              }
            });
    assertThat(readable).isBetween(MUTANTS / 100, MUTANTS - MUTANTS / 5);
  }

  @ParameterizedTest
  @ValueSource(longs = {3, 20_260_303})
  void keyInput_randomBytes_areAKeyOrCorrupt(long seed) {
    Random random = new Random(seed);
    for (KeyFormat format : KeyFormat.values()) {
      for (int i = 0; i < MUTANTS_ON_DISK; i++) {
        byte[] content = new byte[random.nextInt(100)];
        random.nextBytes(content);
        try (Secret secret = Secret.copyOf(content);
            KeyInput input = KeyInput.parse(SOURCE, secret, format);
            Secret material = input.material()) {
          assertThat(material.length()).isEqualTo(32);
        } catch (CorruptFileException e) {
          assertThat(e).hasNoCause();
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 20_260_304})
  void registry_mutatedBytes_areReadOrCorrupt(long seed) {
    int readable =
        readable(
            seed,
            MUTANTS_ON_DISK,
            REGISTRIES,
            content -> {
              scene.file(KeyRegistry.FILE, content);
              FileImage image = scene.image(KeyRegistry.FILE);
              KeyRegistry registry = KeyRegistry.parse(image);
              assertThat(registry.toBytes()).isEqualTo(content);
              for (EncryptionKey key : registry.keys()) {
                registry.setArchivedAt(key.withArchivedAt(KeyScene.NOW));
                assertThat(registry.require(key.id()).archivedAt()).isEqualTo(KeyScene.NOW);
                registry.remove(key.id());
                assertThat(registry.contains(key.id())).isFalse();
              }
            });
    assertThat(readable).isBetween(MUTANTS_ON_DISK / 50, MUTANTS_ON_DISK - MUTANTS_ON_DISK / 10);
  }
}
