package dev.latchkey.cache;

import dev.latchkey.format.JsonReader;
import dev.latchkey.store.CorruptFileException;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A line of the journal: an invalidation and its number.
 *
 * <p>It reads {@code {"sequence":7,"time":…,"scope":"user","account_id":"1","user_name":"a",
 * "caches":["user_policies"]}}. A line with a word that is not known here was written by another
 * version: it makes no sense, and who cannot read it drops everything.
 */
record JournalLine(long sequence, Invalidation invalidation) {

  private static final String SEQUENCE = "sequence";
  private static final String TIME = "time";
  private static final String SCOPE = "scope";
  private static final String CACHES = "caches";
  private static final JsonFactory JSON = new JsonFactory();

  /** The line with its line end. */
  byte[] encode(Instant time) {
    ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    try (JsonGenerator json =
        JSON.createGenerator(ObjectWriteContext.empty(), line, JsonEncoding.UTF8)) {
      json.writeStartObject();
      json.writeNumberProperty(SEQUENCE, sequence);
      json.writeNumberProperty(TIME, time.getEpochSecond());
      json.writeStringProperty(SCOPE, invalidation.scope().wireName());
      for (Selector selector : invalidation.given()) {
        List<String> values = invalidation.values(selector);
        if (selector.isList()) {
          writeList(json, selector.wireName(), values);
        } else {
          json.writeStringProperty(selector.wireName(), values.getFirst());
        }
      }
      List<String> names =
          invalidation.caches().stream().sorted().map(CacheName::wireName).toList();
      writeList(json, CACHES, names);
      json.writeEndObject();
    }
    line.write('\n');
    return line.toByteArray();
  }

  private static void writeList(JsonGenerator json, String name, List<String> values) {
    json.writeName(name);
    json.writeStartArray();
    values.forEach(json::writeString);
    json.writeEndArray();
  }

  /**
   * Reads a line.
   *
   * @return null if it makes no sense
   */
  static @Nullable JournalLine decode(byte[] line) {
    try {
      return new Fields().read(line);
    } catch (CorruptFileException | IllegalArgumentException senseless) {
      return null;
    }
  }

  /** What was read of a line so far. */
  private static final class Fields {

    private final Set<String> seen = new HashSet<>();
    private final Map<Selector, List<String>> selectors = new EnumMap<>(Selector.class);
    private final Set<CacheName> caches = EnumSet.noneOf(CacheName.class);
    private @Nullable Long sequence;
    private @Nullable Scope scope;

    JournalLine read(byte[] line) {
      JsonReader.read(Path.of(InvalidationJournal.FILE), line, json -> name -> field(name, json));
      if (sequence == null || scope == null || caches.isEmpty()) {
        throw new IllegalArgumentException("cut short");
      }
      return new JournalLine(sequence, new Invalidation(scope, selectors, caches));
    }

    private boolean field(String name, JsonReader json) {
      switch (name) {
        case SEQUENCE -> sequence = json.number();
        case TIME -> json.number();
        case SCOPE -> scope = known(WireName.parse(json.string(), Scope.class));
        case CACHES ->
            json.array(() -> caches.add(known(WireName.parse(json.string(), CacheName.class))));
        default -> {
          Selector selector = known(WireName.parse(name, Selector.class));
          List<String> values = new ArrayList<>();
          if (selector.isList()) {
            json.array(() -> values.add(json.string()));
          } else {
            values.add(json.string());
          }
          selectors.put(selector, values);
        }
      }
      return seen.add(name);
    }

    private static <T> T known(@Nullable T constant) {
      if (constant == null) {
        throw new IllegalArgumentException("a word of another version");
      }
      return constant;
    }
  }
}
