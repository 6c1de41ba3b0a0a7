package dev.latchkey.token;

import dev.latchkey.store.CorruptFileException;
import dev.latchkey.store.CorruptFileException.Problem;
import dev.latchkey.store.FileImage;
import dev.latchkey.store.JsonReader;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * {@code token.shadow}: one flat JSON object from token id to hash, in the order of the file.
 *
 * <p>Ids that are none by our grammar are kept. Not thread-safe.
 */
final class ShadowFile {

  private final Path path;
  private final Map<String, String> hashes = new LinkedHashMap<>();

  private ShadowFile(Path path) {
    this.path = path;
  }

  /**
   * Parses a file; one that does not exist is empty.
   *
   * @throws CorruptFileException if it is anything but one flat object of strings
   */
  static ShadowFile parse(FileImage image) {
    ShadowFile shadow = new ShadowFile(image.path());
    if (image.exists()) {
      JsonReader.read(
          image.path(),
          image.text(),
          json -> id -> shadow.hashes.putIfAbsent(id, json.string()) == null);
    }
    return shadow;
  }

  /** The hash of a token's secret, null if there is no such token. */
  @Nullable String hash(TokenId id) {
    return hashes.get(id.toString());
  }

  /** Every id, whether or not it is one by our grammar. */
  Set<String> ids() {
    return hashes.keySet();
  }

  /** Sets a token's hash, in its place if it has one. */
  void put(TokenId id, String hash) {
    hashes.put(id.toString(), hash);
  }

  /** Removes a token. */
  void remove(TokenId id) {
    hashes.remove(id.toString());
  }

  /**
   * The file's new content.
   *
   * @throws CorruptFileException if an entry that was read is not text that UTF-8 can express
   */
  byte[] toBytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(128 * (hashes.size() + 1));
    try (JsonGenerator json =
        new JsonFactory().createGenerator(ObjectWriteContext.empty(), out, JsonEncoding.UTF8)) {
      json.writeStartObject();
      hashes.forEach(json::writeStringProperty);
      json.writeEndObject();
    } catch (JacksonException e) {
      throw new CorruptFileException(path, Problem.NOT_UTF8);
    }
    return out.toByteArray();
  }
}
