package dev.latchkey.token;

import dev.latchkey.format.EntryIndex;
import dev.latchkey.format.JsonReader;
import dev.latchkey.store.Pieces;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A flat JSON object of strings without blanks between them, as we and Proxmox write it, and where
 * its entries stand, which are numbered from 1. Immutable.
 */
final class ShadowText {

  /** Longer than any id or hash that makes sense, and shorter than what a parser would refuse. */
  private static final int MAX_PLAIN = 4096;

  private static final int BYTES_OF_ENTRY = 96;

  private static final Path NOWHERE = Path.of("");

  private final byte[] text;
  private final boolean printed;
  private final EntryIndex entries;

  private ShadowText(byte[] text, boolean printed) {
    this.text = text;
    this.entries = new EntryIndex(text.length / BYTES_OF_ENTRY);
    this.printed = printed;
  }

  /**
   * Looks at what somebody has written.
   *
   * @param text valid UTF-8
   * @return null if it is anything else, has escapes, or an id stands there twice: a parser tells
   */
  static @Nullable ShadowText ofPlain(byte[] text) {
    ShadowText plain = new ShadowText(text, false);
    return plain.findEntries() ? plain : null;
  }

  /** Looks at what was printed by a generator of JSON, escapes included, with all ids different. */
  static ShadowText ofPrinted(byte[] text) {
    ShadowText printed = new ShadowText(text, true);
    return Objects.requireNonNull(printed.findEntries() ? printed : null, "a flat object");
  }

  private boolean findEntries() {
    int last = text.length - 1;
    if (last < 1 || text[0] != '{' || text[last] != '}') {
      return false;
    }
    for (int start = 1; start < last; ) {
      int colon = endOfString(start);
      int end = colon < 0 || text[colon] != ':' ? -1 : endOfString(colon + 1);
      if (end < 0 || !add(start, colon)) {
        return false;
      } else if (end == last) {
        return true;
      } else if (text[end] != ',') {
        return false;
      }
      start = end + 1;
    }
    return last == 1;
  }

  private boolean add(int start, int colon) {
    int hash = EntryIndex.hash(0, text, start, colon);
    for (int other = entries.first(hash); other != 0; other = entries.next(other)) {
      int otherStart = entries.start(other);
      int otherEnd = Math.min(otherStart + colon - start, text.length);
      if (Arrays.equals(text, start, colon, text, otherStart, otherEnd)) {
        return false;
      }
    }
    entries.add(hash, start);
    return true;
  }

  /**
   * The index behind a string in quotes, -1 if none begins there that can be taken as it stands.
   */
  private int endOfString(int start) {
    int limit = text.length - 1;
    if (!printed) {
      limit = Math.min(limit, start + MAX_PLAIN);
    }
    if (text[start] != '"') {
      return -1;
    }
    for (int i = start + 1; i < limit; i++) {
      byte b = text[i];
      if (b == '"') {
        return i + 1;
      } else if (b == '\\' && printed) {
        i++;
      } else if (b == '\\' || (b >= 0 && b < ' ')) {
        return -1;
      }
    }
    return -1;
  }

  /** How many entries there are. */
  int size() {
    return entries.size();
  }

  /** The number of an id's entry, 0 if there is none. */
  int find(String id) {
    String quoted = '"' + id.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    byte[] name = quoted.getBytes(StandardCharsets.UTF_8);
    int entry = entries.first(EntryIndex.hash(0, name, 0, name.length));
    while (entry != 0 && !beginsWith(entry, name)) {
      entry = entries.next(entry);
    }
    return entry;
  }

  private boolean beginsWith(int entry, byte[] name) {
    int start = entries.start(entry);
    int end = Math.min(start + name.length, text.length);
    return Arrays.equals(text, start, end, name, 0, name.length);
  }

  /** The id of an entry. */
  String id(int entry) {
    int start = entries.start(entry);
    return string(start, endOfString(start));
  }

  /** The hash of an entry. */
  String hash(int entry) {
    return string(endOfString(entries.start(entry)) + 1, end(entry));
  }

  private int end(int entry) {
    return entry == size() ? text.length - 1 : entries.start(entry + 1) - 1;
  }

  /** What a string in quotes says. */
  private String string(int start, int end) {
    String quoted = new String(text, start, end - start, StandardCharsets.UTF_8);
    if (quoted.indexOf('\\') < 0) {
      return quoted.substring(1, quoted.length() - 1);
    }
    List<String> value = new ArrayList<>();
    String object = "{\"\":" + quoted + '}';
    JsonReader.read(NOWHERE, object, json -> _ -> value.add(json.string()));
    return value.getFirst();
  }

  /** Adds the entries from one number up to another as they stand, without what surrounds them. */
  void copy(int from, int to, Pieces pieces) {
    if (from < to) {
      pieces.add(text, entries.start(from), end(to - 1));
    }
  }
}
