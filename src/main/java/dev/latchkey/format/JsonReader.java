package dev.latchkey.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.latchkey.store.CorruptFileException;
import dev.latchkey.store.CorruptFileException.Problem;
import dev.latchkey.store.Utf8;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
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

  /** Ids are all different: a table that canonicalizes them only costs, eight times the parsing. */
  private static final JsonFactory TEXT =
      JsonFactory.builder()
          .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
          .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
          .build();

  /**
   * With the table, because without it Jackson decodes bytes into buffers of its own. None is
   * recycled: they would keep what was read.
   */
  private static final JsonFactory BYTES =
      JsonFactory.builder()
          .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
          .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
          .build();

  private final Path path;
  private final @Nullable String text;
  private final byte[] bytes;
  private final JsonParser json;

  private JsonReader(Path path, @Nullable String text, byte[] bytes, JsonParser json) {
    this.path = path;
    this.text = text;
    this.bytes = bytes;
    this.json = json;
  }

  /**
   * Reads a file's content.
   *
   * @param path named in exceptions
   */
  public static void read(Path path, String text, Content content) {
    try (JsonParser json = TEXT.createParser(ObjectReadContext.empty(), text)) {
      new JsonReader(path, text, new byte[0], json).document(content);
    } catch (JacksonException e) {
      throw corrupt(path, e);
    }
  }

  /**
   * Reads a file's content without a copy of it: nothing is left in memory when the caller
   * overwrites the array.
   *
   * @param path named in exceptions
   * @param text UTF-8, in which escapes of half a surrogate pair are not accepted either
   */
  public static void read(Path path, byte[] text, Content content) {
    requireUtf8(path, text);
    try (JsonParser json = BYTES.createParser(ObjectReadContext.empty(), text)) {
      new JsonReader(path, null, text, json).document(content);
    } catch (JacksonException e) {
      throw corrupt(path, e);
    }
  }

  /** Jackson would take other encodings too, and replace what is no UTF-8. */
  private static void requireUtf8(Path path, byte[] text) {
    if (Utf8.invalidAt(text) >= 0
        || new String(text, 0, Math.min(4, text.length), ISO_8859_1).contains("\0")) {
      throw new CorruptFileException(path, Problem.NOT_UTF8);
    }
  }

  private void document(Content content) {
    require(json.nextToken() != null, Problem.SYNTAX);
    object(content.with(this));
    require(json.nextToken() == null, Problem.TRAILING_DATA);
  }

  /** The present value, which must be an object. */
  public void object(Property property) {
    require(json.currentToken() == JsonToken.START_OBJECT, Problem.WRONG_TYPE);
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = whole(json.currentName());
      TokenStreamLocation place = json.currentTokenLocation();
      json.nextToken();
      if (!property.read(name)) {
        throw corrupt(path, Problem.DUPLICATE, place);
      }
    }
  }

  /**
   * The present value, which must be an array.
   *
   * @param element reads each value of it with exactly one call of the reader
   */
  public void array(Runnable element) {
    require(isArray(), Problem.WRONG_TYPE);
    while (json.nextToken() != JsonToken.END_ARRAY) {
      element.run();
    }
  }

  /** Whether the present value is an array; does not count as reading it. */
  public boolean isArray() {
    return json.currentToken() == JsonToken.START_ARRAY;
  }

  /** Whether the present value is null; counts as reading it if it is. */
  public boolean isNull() {
    return json.currentToken() == JsonToken.VALUE_NULL;
  }

  /** The present value, which must be a string. */
  public String string() {
    require(json.currentToken() == JsonToken.VALUE_STRING, Problem.WRONG_TYPE);
    return whole(json.getString());
  }

  /** The present value, which must be a string, a number or a Boolean; the latter as they stand. */
  public String scalar() {
    JsonToken token = json.currentToken();
    boolean bare = token != null && (token.isNumeric() || token.isBoolean());
    return bare ? raw() : string();
  }

  /** Half a surrogate pair can be escaped, but is nothing that UTF-8 could express. */
  private String whole(String value) {
    require(text != null || value.codePoints().noneMatch(JsonReader::isSurrogate), Problem.SYNTAX);
    return value;
  }

  private static boolean isSurrogate(int c) {
    return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
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

  /** The present value, whatever it is, as it stands in what is read. */
  public String raw() {
    TokenStreamLocation start = json.currentTokenLocation();
    json.skipChildren();
    json.finishToken();
    TokenStreamLocation end = json.currentLocation();
    if (text != null) {
      return text.substring((int) start.getCharOffset(), (int) end.getCharOffset());
    }
    int from = (int) start.getByteOffset();
    return new String(bytes, from, (int) end.getByteOffset() - from, StandardCharsets.UTF_8);
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
