package dev.latchkey.key;

import dev.latchkey.ConfigScene;
import dev.latchkey.store.AlreadyExistsException;
import dev.latchkey.store.CorruptFileException;
import dev.latchkey.store.LatchkeyException;
import dev.latchkey.store.NotFoundException;
import dev.latchkey.store.RandomSource;
import dev.latchkey.store.RefusedException;
import dev.latchkey.store.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A configuration directory and a run directory in a temporary one, at a fixed time; key files that
 * are cheap to open.
 */
final class KeyScene extends ConfigScene {

  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  static final KeyId ID = new KeyId("offsite");
  static final String FILE = "encryption-keys/offsite.enc";
  static final String PASSPHRASE = "right-passphrase";
  static final String HINT = "the usual animal";

  /** The key 00 01 … 1f, and its fingerprint. */
  static final String RAW = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

  static final String FINGERPRINT =
      "0e:ab:d4:46:0b:6e:b9:ca:34:50:23:de:e2:b7:78:c7"
          + ":90:e5:4a:16:83:b9:65:9c:0a:57:ae:19:90:90:15:9b";

  /** Another key. */
  static final String OTHER_RAW = "42".repeat(32);

  /** What stands in the registry before our key and is not ours to change. */
  static final String NEIGHBOURS =
      """
      # by hand
      sync-key: another
      	fingerprint ea:5f:15:32:95:02:f1:c6:6b:64:b1:06:c7:ba:88:b4:33:bc:14:f4:60:c3:31:50:f3:41:13:f7:e5:dd:b9:f0
      	kdf none
      	future-property 5

      tape-key: offsite
      	fingerprint none of ours
      """;

  KeyScene(Path temporary) {
    super(temporary, NOW);
  }

  EncryptionKeyRepository keys() {
    return keys(RandomSource.ofKernel());
  }

  EncryptionKeyRepository keys(RandomSource random) {
    return new EncryptionKeyRepository(store(random, false), InstantSource.fixed(NOW), random);
  }

  EncryptionKeyRepository dryKeys() {
    RandomSource random = RandomSource.ofKernel();
    return new EncryptionKeyRepository(store(random, true), InstantSource.fixed(NOW), random);
  }

  KeyScene file(String name, byte[] content) {
    write(name, content, "rw-r-----");
    return this;
  }

  KeyScene file(String name, String content) {
    return file(name, content.getBytes(StandardCharsets.UTF_8));
  }

  KeyScene registry(String content) {
    return file(KeyRegistry.FILE, content);
  }

  /** A registry that knows our key, with more properties of it. */
  KeyScene known(String properties) {
    return registry("sync-key: offsite\n\tfingerprint " + FINGERPRINT + "\n" + properties);
  }

  String registry() {
    return text(KeyRegistry.FILE);
  }

  String keyFile() {
    return text(FILE);
  }

  static Secret secret(String text) {
    return Secret.copyOf(text.getBytes(StandardCharsets.UTF_8));
  }

  static Secret material(String hex) {
    return Secret.copyOf(HexFormat.of().parseHex(hex));
  }

  static String hex(Secret secret) {
    return secret.useExposedBytes(bytes -> HexFormat.of().formatHex(bytes));
  }

  static String fingerprintOf(String hex) {
    try (Secret material = material(hex)) {
      return Fingerprint.of(material).value();
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** A key file without protection. */
  static String plainFile(String hex) {
    return keyFile("null", HexFormat.of().parseHex(hex), ",\"fingerprint\":\"" + fp(hex) + "\"");
  }

  private static String fp(String hex) {
    return fingerprintOf(hex);
  }

  /** A key file of these values and some more properties, each with a comma before it. */
  static String keyFile(String kdf, byte[] data, String more) {
    return "{\"kdf\":"
        + kdf
        + ",\"created\":\"2026-02-01T00:00:00Z\",\"modified\":\"2026-02-02T00:00:00Z\",\"data\":\""
        + base64(data)
        + "\""
        + more
        + "}";
  }

  /**
   * A key file whose passphrase is {@link #PASSPHRASE}; to derive its key costs next to nothing.
   */
  static String protectedFile(String hex, String more) {
    byte[] salt = "sixteen bytes ..".getBytes(StandardCharsets.US_ASCII);
    KeyDerivation cheap = new KeyDerivation.Scrypt(16, 1, 1, salt);
    try (Secret material = material(hex);
        Secret passphrase = secret(PASSPHRASE);
        Secret sealed = SealedKey.seal(material, cheap, passphrase, RandomSource.ofKernel())) {
      String kdf = "{\"Scrypt\":{\"n\":16,\"r\":1,\"p\":1,\"salt\":\"" + base64(salt) + "\"}}";
      return sealed.useExposedBytes(bytes -> keyFile(kdf, bytes, more));
    }
  }

  /** The same, with fingerprint and hint. */
  static String protectedFile(String hex) {
    return protectedFile(hex, ",\"fingerprint\":\"" + fp(hex) + "\",\"hint\":\"" + HINT + "\"");
  }

  /** A key from elsewhere; the caller closes it. */
  static KeyInput input(String text) {
    try (Secret content = secret(text)) {
      return KeyInput.parse(Path.of("elsewhere"), content, null);
    }
  }

  /** What an operation answers, or the failure that it throws and why. */
  static String answer(
      Function<EncryptionKeyRepository, String> operation, EncryptionKeyRepository keys) {
    return answer(() -> operation.apply(keys));
  }

  static String answer(Supplier<String> operation) {
    try {
      return operation.get();
    } catch (AlreadyExistsException e) {
      return e.subject() + " exists";
    } catch (NotFoundException e) {
      return e.subject() + " not found";
    } catch (RefusedException e) {
      return e.reason().name();
    } catch (CorruptFileException e) {
      return e.problem().name();
    } catch (LatchkeyException e) {
      return e.getClass().getSimpleName();
    }
  }
}
