package dev.latchkey.key;

import dev.latchkey.format.JsonReader;
import dev.latchkey.store.CorruptFileException;
import dev.latchkey.store.CorruptFileException.Problem;
import dev.latchkey.store.RandomSource;
import dev.latchkey.store.Rfc3339;
import dev.latchkey.store.Secret;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/**
 * A key file of Proxmox Backup Server: one JSON object with the key, protected or not, its
 * fingerprint and a hint at the passphrase. Holds the key until it is closed. Not thread-safe.
 */
final class KeyFile implements AutoCloseable {

  /** Bytes of a key. */
  static final int KEY_BYTES = 32;

  /** The size above which a key file is refused: a hundred times that of a usual one. */
  static final int MAX_BYTES = 64 << 10;

  /** Recycles no buffers: they would keep what was written. */
  private static final JsonFactory JSON =
      JsonFactory.builder().recyclerPool(JsonRecyclerPools.nonRecyclingPool()).build();

  private final Path path;
  private final Map<String, String> unknown = new LinkedHashMap<>();
  private @Nullable KeyDerivation derivation;
  private @Nullable String created;
  private @Nullable String modified;
  private @Nullable Secret data;
  private @Nullable Fingerprint fingerprint;
  private @Nullable String hint;

  private KeyFile(Path path) {
    this.path = path;
  }

  /**
   * Parses a key file.
   *
   * @param path named in exceptions
   * @param content the caller overwrites it
   * @throws CorruptFileException if it is no key file, or its parameters are out of bounds
   */
  static KeyFile parse(Path path, byte[] content) {
    KeyFile file = new KeyFile(path);
    Map<String, Boolean> seen = new LinkedHashMap<>();
    boolean whole = false;
    try {
      JsonReader.read(
          path,
          content,
          json ->
              name -> {
                file.read(name, json);
                return seen.put(name, true) == null;
              });
      if (!seen.containsKey("kdf") || file.created == null || file.modified == null) {
        throw new CorruptFileException(path, Problem.SYNTAX);
      }
      int expected = KEY_BYTES + (file.derivation == null ? 0 : SealedKey.OVERHEAD_BYTES);
      if (file.data == null || file.data.length() != expected) {
        throw new CorruptFileException(path, Problem.WRONG_TYPE);
      }
      whole = true;
      return file;
    } finally {
      if (!whole) {
        file.close();
      }
    }
  }

  private void read(String name, JsonReader json) {
    switch (name) {
      case "kdf" -> derivation = KeyDerivation.read(json);
      case "created" -> created = json.string();
      case "modified" -> modified = json.string();
      case "data" -> readData(json);
      case "fingerprint" -> {
        if (!json.isNull()) {
          fingerprint = Fingerprint.parseOrNull(json.string());
          if (fingerprint == null) {
            throw json.wrongType();
          }
        }
      }
      case "hint" -> hint = json.isNull() ? null : json.string();
      default -> unknown.put(name, json.raw());
    }
  }

  private void readData(JsonReader json) {
    byte[] bytes = json.base64();
    try {
      if (data != null) {
        data.close();
      }
      data = Secret.copyOf(bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /**
   * Protects a key, or leaves it as it is.
   *
   * @param path where the file will stand
   * @param material 32 bytes; the caller closes it
   */
  static KeyFile seal(
      Path path,
      Secret material,
      Protection protection,
      Instant created,
      Instant modified,
      RandomSource random) {
    KeyFile file = new KeyFile(path);
    file.created = Rfc3339.of(created);
    file.modified = Rfc3339.of(modified);
    file.fingerprint = Fingerprint.of(material);
    file.hint = protection.hint();
    file.protect(material, protection, random);
    return file;
  }

  /**
   * The same key protected in another way; everything else but the time of the change stays.
   *
   * @param material what {@link #open} has returned; the caller closes it
   */
  KeyFile sealedAnew(Secret material, Protection protection, Instant changed, RandomSource random) {
    KeyFile file = new KeyFile(path);
    file.created = created;
    file.modified = Rfc3339.of(changed);
    file.fingerprint = Fingerprint.of(material);
    file.hint = protection.hint();
    file.unknown.putAll(unknown);
    file.protect(material, protection, random);
    return file;
  }

  private void protect(Secret material, Protection protection, RandomSource random) {
    derivation = KeyDerivation.of(protection.kdf(), random);
    Secret passphrase = protection.passphrase();
    data =
        derivation == null || passphrase == null
            ? material.useExposedBytes(Secret::copyOf)
            : SealedKey.seal(material, derivation, passphrase, random);
  }

  /**
   * The key itself; the caller closes it.
   *
   * @param passphrase not null if the key {@linkplain #kdf is protected}
   * @return null if it is protected by another passphrase
   * @throws CorruptFileException if it is not the key of the fingerprint in this file
   */
  @Nullable Secret open(@Nullable Secret passphrase) {
    Secret content = data();
    Secret material =
        derivation == null || passphrase == null
            ? content.useExposedBytes(Secret::copyOf)
            : SealedKey.open(content, derivation, passphrase);
    if (material != null && fingerprint != null) {
      Fingerprint found = Fingerprint.of(material);
      if (!found.equals(fingerprint)) {
        material.close();
        throw CorruptFileException.otherKey(path, fingerprint.value(), found.value());
      }
    }
    return material;
  }

  private Secret data() {
    if (data == null) {
      throw new IllegalStateException("key file is not complete");
    }
    return data;
  }

  /** How the key is protected. */
  Kdf kdf() {
    return derivation == null ? Kdf.NONE : derivation.kdf();
  }

  /**
   * The fingerprint of the key, computed if it is not protected; null if it is and the file, which
   * older programs have written, does not tell.
   *
   * @throws CorruptFileException if the key is not protected and has another fingerprint than the
   *     file says
   */
  @Nullable Fingerprint fingerprint() {
    if (derivation != null) {
      return fingerprint;
    }
    try (Secret material = open(null)) {
      return material == null ? null : Fingerprint.of(material);
    }
  }

  /** What reminds of the passphrase, null if there is nothing. */
  @Nullable String hint() {
    return hint;
  }

  /**
   * When the key was made, in whole seconds.
   *
   * @throws CorruptFileException if that is not a time, or before 1970
   */
  Instant createdAt() {
    try {
      long seconds = OffsetDateTime.parse(String.valueOf(created)).toEpochSecond();
      if (seconds < 0) {
        throw new CorruptFileException(path, Problem.WRONG_TYPE);
      }
      return Instant.ofEpochSecond(seconds);
    } catch (DateTimeException e) {
      throw new CorruptFileException(path, Problem.WRONG_TYPE);
    }
  }

  /** The file's content; the caller overwrites it. */
  byte[] toBytes() {
    WipedOutput out = new WipedOutput();
    try (JsonGenerator json =
        JSON.createGenerator(ObjectWriteContext.empty(), out, JsonEncoding.UTF8)) {
      json.writeStartObject();
      json.writeName("kdf");
      if (derivation == null) {
        json.writeNull();
      } else {
        derivation.write(json);
      }
      json.writeStringProperty("created", created);
      json.writeStringProperty("modified", modified);
      json.writeName("data");
      data().useExposedBytes(json::writeBinary);
      if (fingerprint != null) {
        json.writeStringProperty("fingerprint", fingerprint.value());
      }
      if (hint != null) {
        json.writeStringProperty("hint", hint);
      }
      unknown.forEach(
          (name, value) -> {
            json.writeName(name);
            json.writeRawValue(value);
          });
      json.writeEndObject();
    }
    return out.takeBytes();
  }

  /** A buffer that keeps nothing of what was written to it. */
  private static final class WipedOutput extends ByteArrayOutputStream {

    WipedOutput() {
      super(MAX_BYTES); // large enough not to leave smaller copies behind
    }

    byte[] takeBytes() {
      byte[] bytes = toByteArray();
      Arrays.fill(buf, (byte) 0);
      return bytes;
    }
  }

  /** Overwrites the key. */
  @Override
  public void close() {
    if (data != null) {
      data.close();
    }
  }
}
