package dev.latchkey.token;

import dev.latchkey.format.JsonReader;
import dev.latchkey.store.CorruptFileException;
import dev.latchkey.store.CorruptFileException.Problem;
import dev.latchkey.store.FileImage;
import dev.latchkey.store.Pieces;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
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
  private final ShadowText text;

  /** New hashes of entries of the text, by their numbers; null for those that were removed. */
  private final SortedMap<Integer, @Nullable String> changed = new TreeMap<>();

  private final Map<String, String> added = new LinkedHashMap<>();

  private ShadowFile(Path path, ShadowText text) {
    this.path = path;
    this.text = text;
  }

  /**
   * Parses a file; one that does not exist is empty.
   *
   * @throws CorruptFileException if it is anything but one flat object of strings
   */
  static ShadowFile parse(FileImage image) {
    Path path = image.path();
    byte[] written = image.exists() ? image.utf8() : print(path, Map.of());
    ShadowText text = ShadowText.ofPlain(written);
    if (text == null) {
      Map<String, String> hashes = new LinkedHashMap<>();
      JsonReader.read(
          path, image.text(), json -> id -> hashes.putIfAbsent(id, json.string()) == null);
      text = ShadowText.ofPrinted(print(path, hashes));
    }
    return new ShadowFile(path, text);
  }

  private static byte[] print(Path path, Map<String, String> hashes) {
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

  /** The hash of a token's secret, null if there is no such token. */
  @Nullable String hash(TokenId id) {
    String hash = added.get(id.toString());
    int entry = hash == null ? text.find(id.toString()) : 0;
    if (entry == 0) {
      return hash;
    }
    return changed.containsKey(entry) ? changed.get(entry) : text.hash(entry);
  }

  /** Every id, whether or not it is one by our grammar. */
  List<String> ids() {
    List<String> ids = new ArrayList<>(text.size() + added.size());
    for (int entry = 1; entry <= text.size(); entry++) {
      if (!isRemoved(entry)) {
        ids.add(text.id(entry));
      }
    }
    ids.addAll(added.keySet());
    return ids;
  }

  private boolean isRemoved(int entry) {
    return changed.containsKey(entry) && changed.get(entry) == null;
  }

  /** Sets a token's hash, in its place if it has one. */
  void put(TokenId id, String hash) {
    int entry = text.find(id.toString());
    if (entry == 0 || isRemoved(entry)) {
      added.put(id.toString(), hash);
    } else {
      changed.put(entry, hash);
    }
  }

  /** Removes a token. */
  void remove(TokenId id) {
    int entry = text.find(id.toString());
    if (added.remove(id.toString()) == null && entry != 0) {
      changed.put(entry, null);
    }
  }

  /**
   * The file's new content.
   *
   * @throws CorruptFileException if an entry that was read is not text that UTF-8 can express
   */
  Pieces toPieces() {
    Pieces pieces = new Pieces();
    pieces.add(new byte[] {'{'});
    int next = 1;
    for (Map.Entry<Integer, @Nullable String> change : changed.entrySet()) {
      int entry = change.getKey();
      String hash = change.getValue();
      copy(next, entry, pieces);
      if (hash != null) {
        print(text.id(entry), hash, pieces);
      }
      next = entry + 1;
    }
    copy(next, text.size() + 1, pieces);
    added.forEach((id, hash) -> print(id, hash, pieces));
    pieces.add(new byte[] {'}'});
    return pieces;
  }

  private void copy(int from, int to, Pieces pieces) {
    if (from < to) {
      separate(pieces);
      text.copy(from, to, pieces);
    }
  }

  private void print(String id, String hash, Pieces pieces) {
    separate(pieces);
    byte[] object = print(path, Map.of(id, hash));
    pieces.add(object, 1, object.length - 1);
  }

  private static void separate(Pieces pieces) {
    if (pieces.length() > 1) {
      pieces.add(new byte[] {','});
    }
  }
}
