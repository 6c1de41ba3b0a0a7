package dev.latchkey.store;

import dev.latchkey.store.CorruptFileException.Problem;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
import tools.jackson.core.util.JsonRecyclerPools;

/**
 * Reads a file that is one JSON object, strictly: a name that stands there twice, data after the
 * end and values of the wrong type are errors. Not thread-safe.
 *
 * <p>Every method throws {@link CorruptFileException} with line and column for what it does not
 * accept, and nothing else; none of them quotes content.
 */
public final class JsonReader {

  /** What is done with the properties of an object. */
  @FunctionalInterface
  public interface Property {
    /**
     * Reads the value of a property with exactly one call of the reader.
     *
     * @return false if the name was there before
     */
    boolean read(String name);
  }

  /** What is done with the one object of a file. */
  @FunctionalInterface
  public interface Content {
    /** What to do with each property. */
    Property with(JsonReader reader);
  }

  /**
   * Ids are all different: a table that canonicalizes them only costs, eight times the parsing.
   * Buffers are not recycled, because they would keep what was read.
   */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
          .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
          .build();

  private final Path path;
  private final JsonParser json;

  private JsonReader(Path path, JsonParser json) {
    this.path = path;
    this.json = json;
  }

  /**
   * Reads a file's content.
   *
   * @param path named in exceptions
   */
  public static void read(Path path, String text, Content content) {
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
      new JsonReader(path, json).document(content);
    } catch (JacksonException e) {
      throw corrupt(path, e);
    }
  }

  /**
   * Reads a file's content without a copy of it: nothing is left in memory when the caller
   * overwrites the array.
   *
   * @param path named in exceptions
   * @param text UTF-8
   */
  public static void read(Path path, byte[] text, Content content) {
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
      new JsonReader(path, json).document(content);
    } catch (JacksonException e) {
      throw corrupt(path, e);
    }
  }

  private void document(Content content) {
    json.nextToken();
    object(content.with(this));
    require(json.nextToken() == null, Problem.TRAILING_DATA);
  }

  /** The present value, which must be an object. */
  public void object(Property property) {
    require(json.currentToken() == JsonToken.START_OBJECT, Problem.WRONG_TYPE);
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      TokenStreamLocation place = json.currentTokenLocation();
      json.nextToken();
      if (!property.read(name)) {
        throw corrupt(path, Problem.DUPLICATE, place);
      }
    }
  }

  /** Whether the present value is null; counts as reading it if it is. */
  public boolean isNull() {
    return json.currentToken() == JsonToken.VALUE_NULL;
  }

  /** The present value, which must be a string. */
  public String string() {
    require(json.currentToken() == JsonToken.VALUE_STRING, Problem.WRONG_TYPE);
    return json.getString();
  }

  /** The present value, which must be a whole number that fits a long. */
  public long number() {
    require(json.currentToken() == JsonToken.VALUE_NUMBER_INT, Problem.WRONG_TYPE);
    return json.getLongValue();
  }

  /** The present value, which must be a string in base64 (RFC 4648, with padding). */
  public byte[] base64() {
    require(json.currentToken() == JsonToken.VALUE_STRING, Problem.WRONG_TYPE);
    return json.getBinaryValue();
  }

  /** The present value, whatever it is, as JSON. */
  public String raw() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator copy =
        JSON.createGenerator(ObjectWriteContext.empty(), out, JsonEncoding.UTF8)) {
      copy.copyCurrentStructureExact(json);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  /** The error to throw for a value that has just been read. */
  public CorruptFileException wrongType() {
    return corrupt(path, Problem.WRONG_TYPE, json.currentTokenLocation());
  }

  private void require(boolean condition, Problem problem) {
    if (!condition) {
      throw corrupt(path, problem, json.currentTokenLocation());
    }
  }

  /** Not even as a cause: the message of Jackson's exception quotes what it read. */
  private static CorruptFileException corrupt(Path path, JacksonException e) {
    return corrupt(path, Problem.SYNTAX, e.getLocation());
  }

  private static CorruptFileException corrupt(
      Path path, Problem problem, @Nullable TokenStreamLocation place) {
    int line = place == null ? 0 : Math.max(0, place.getLineNr());
    int column = place == null ? 0 : Math.max(0, place.getColumnNr());
    return new CorruptFileException(path, problem, line, column);
  }
}
