package dev.latchkey.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What an independent reader finds of encryption keys: nothing here uses the code under test, and
 * keys are opened with the JDK's own ciphers. What is not whole is an assertion failure.
 *
 * @param registry {@code encryption-keys.cfg}, empty if there is none, with a placeholder for the
 *     configuration directory
 * @param files the key files, by id
 * @param counter the generation of the keys, empty if there is none
 * @param rest everything else
 */
record StoredKeys(
    String registry, Map<String, String> files, List<Long> counter, StoredState rest) {

  static final String REGISTRY = "encryption-keys.cfg";

  private static final String CONFIG = "@CONFIG_DIR@";
  private static final int COUNTER = 24;
  private static final String SECTION = "sync-key: ";
  private static final String SUFFIX = ".enc";
  private static final JsonFactory JSON = new JsonFactory();

  static StoredKeys of(Sandbox box) throws IOException {
    Path config = box.config();
    Map<String, String> files = new TreeMap<>();
    Path directory = config.resolve("encryption-keys");
    if (Files.exists(directory)) {
      try (Stream<Path> found = Files.list(directory)) {
        for (Path file : found.filter(path -> path.toString().endsWith(SUFFIX)).toList()) {
          String name = String.valueOf(file.getFileName());
          files.put(name.substring(0, name.length() - SUFFIX.length()), Files.readString(file));
        }
      }
    }
    return new StoredKeys(
        StoredState.read(config.resolve(REGISTRY)).replace(config.toString(), CONFIG),
        files,
        StoredState.counters(box.run(), COUNTER),
        box.state());
  }

  /** The registry: id to properties. */
  Map<String, Map<String, String>> entries() {
    Map<String, Map<String, String>> entries = new TreeMap<>();
    StoredState.sections(registry)
        .forEach(
            (header, properties) -> {
              if (header.startsWith(SECTION)) {
                entries.put(header.substring(SECTION.length()), properties);
              }
            });
    return entries;
  }

  /** Whether a change is under way, or was when its writer died. */
  boolean isCounterOdd() {
    return counter.stream().anyMatch(value -> value % 2 != 0);
  }

  /** What an inspection has to find in a state that a crash has left. */
  List<String> expectedFindings() {
    List<String> findings = new ArrayList<>();
    Map<String, Map<String, String>> entries = entries();
    for (String id : files.keySet()) {
      String file = " config/encryption-keys/" + id + SUFFIX;
      if (!entries.containsKey(id)) {
        findings.add("ORPHANED_KEY_FILE" + file);
      } else if (!protection(id).equals(entries.get(id).get("kdf"))) {
        findings.add("OTHER_KDF" + file);
      }
    }
    return findings;
  }

  /**
   * Fails unless every key of the registry has its file, which opens to the key of its fingerprint.
   */
  void assertNothingLost(String passphrase) {
    entries()
        .forEach(
            (id, entry) -> {
              assertThat(files).as("key files").containsKey(id);
              assertThat(entry)
                  .containsEntry("path", CONFIG + "/encryption-keys/" + id + SUFFIX)
                  .containsEntry("fingerprint", fingerprint(id, passphrase));
            });
  }

  /** The fingerprint of the key that a key file holds, computed from the key itself. */
  String fingerprint(String id, String passphrase) {
    Map<String, String> fields = fields(files.getOrDefault(id, ""));
    byte[] key = open(fields, passphrase);
    assertThat(key).as("key of %s", id).hasSize(32);
    String fingerprint = fingerprint(key);
    assertThat(fields).containsEntry("fingerprint", fingerprint);
    return fingerprint;
  }

  /** How a key file is protected. */
  String protection(String id) {
    boolean open = fields(files.getOrDefault(id, "")).containsKey("kdf");
    return open ? "none" : "pbkdf2";
  }

  static String fingerprint(byte[] key) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      String text = "Proxmox Backup Encryption Key Fingerprint";
      digest.update(digest.digest(text.getBytes(StandardCharsets.US_ASCII)));
      digest.update(pbkdf2(key, "_id_key".getBytes(StandardCharsets.US_ASCII), 10));
      return HexFormat.ofDelimiter(":").formatHex(digest.digest());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** The key in a key file. */
  private static byte[] open(Map<String, String> fields, String passphrase) {
    byte[] data = bytes(fields, "data");
    if (fields.containsKey("kdf")) {
      return data;
    }
    try {
      int iterations = Integer.parseInt(fields.getOrDefault("kdf.PBKDF2.iter", ""));
      byte[] password = passphrase.getBytes(StandardCharsets.UTF_8);
      byte[] derived = pbkdf2(password, bytes(fields, "kdf.PBKDF2.salt"), iterations);
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(
          Cipher.DECRYPT_MODE,
          new SecretKeySpec(derived, "AES"),
          new GCMParameterSpec(128, data, 0, 16));
      cipher.update(data, 32, data.length - 32); // gives nothing before it has seen the tag
      return cipher.doFinal(data, 16, 16);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("key file does not open", e);
    }
  }

  private static byte[] bytes(Map<String, String> fields, String name) {
    return Base64.getDecoder().decode(fields.getOrDefault(name, ""));
  }

  /** The first block of PBKDF2 with HMAC-SHA-256 (RFC 8018). */
  private static byte[] pbkdf2(byte[] password, byte[] salt, int iterations)
      throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(password, "HmacSHA256"));
    byte[] block = Arrays.copyOf(salt, salt.length + 4);
    block[block.length - 1] = 1;
    byte[] result = new byte[32];
    for (int i = 0; i < iterations; i++) {
      block = mac.doFinal(block);
      for (int j = 0; j < result.length; j++) {
        result[j] ^= block[j];
      }
    }
    return result;
  }

  /** The fields of a JSON object, those of objects in it with dots in their names. */
  private static Map<String, String> fields(String json) {
    Map<String, String> fields = new LinkedHashMap<>();
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
      assertThat(parser.nextToken()).isEqualTo(JsonToken.START_OBJECT);
      readObject("", parser, fields);
      assertThat(parser.nextToken()).as("after the end").isNull();
    }
    return fields;
  }

  private static void readObject(String prefix, JsonParser parser, Map<String, String> fields) {
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = prefix + parser.currentName();
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        readObject(name + ".", parser, fields);
      } else {
        assertThat(fields.put(name, parser.getString())).as("second %s", name).isNull();
      }
    }
    assertThat(parser.currentToken()).isEqualTo(JsonToken.END_OBJECT);
  }
}
