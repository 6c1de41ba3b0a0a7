package dev.latchkey.token;

import dev.latchkey.store.CorruptFileException;
import dev.latchkey.store.CorruptFileException.Problem;
import dev.latchkey.store.FileImage;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/**
 * {@code token.shadow}: one flat JSON object from token id to hash, in the order of the file.
 *
 * <p>Ids that are none by our grammar are kept. Not thread-safe.
 */
final class ShadowFile {

  /** Ids are all different: a table that canonicalizes them only costs, eight times the parsing. */
  private static final JsonFactory JSON =
      JsonFactory.builder().disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES).build();

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
      shadow.read(image.text());
    }
    return shadow;
  }

  private void read(String text) {
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
      require(json.nextToken() == JsonToken.START_OBJECT, Problem.WRONG_TYPE, json);
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        String id = json.currentName();
        TokenStreamLocation place = json.currentTokenLocation();
        require(json.nextToken() == JsonToken.VALUE_STRING, Problem.WRONG_TYPE, json);
        if (hashes.putIfAbsent(id, json.getString()) != null) {
          throw corrupt(Problem.DUPLICATE, place);
        }
      }
      require(json.nextToken() == null, Problem.TRAILING_DATA, json);
    } catch (JacksonException e) {
      // Not even as a cause: its message quotes what it read.
      throw corrupt(Problem.SYNTAX, e.getLocation());
    }
  }

  private void require(boolean condition, Problem problem, JsonParser json) {
    if (!condition) {
      throw corrupt(problem, json.currentTokenLocation());
    }
  }

  private CorruptFileException corrupt(Problem problem, @Nullable TokenStreamLocation place) {
    int line = place == null ? 0 : Math.max(0, place.getLineNr());
    int column = place == null ? 0 : Math.max(0, place.getColumnNr());
    return new CorruptFileException(path, problem, line, column);
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
        JSON.createGenerator(ObjectWriteContext.empty(), out, JsonEncoding.UTF8)) {
      json.writeStartObject();
      hashes.forEach(json::writeStringProperty);
      json.writeEndObject();
    } catch (JacksonException e) {
      throw new CorruptFileException(path, Problem.NOT_UTF8);
    }
    return out.toByteArray();
  }
}
