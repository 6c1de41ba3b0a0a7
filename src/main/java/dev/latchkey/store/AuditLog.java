package dev.latchkey.store;

import dev.latchkey.posix.FileStatus;
import dev.latchkey.posix.Flock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Who changed what, and when: {@code state/audit.jsonl}, one JSON object a line, only appended to.
 *
 * <p>A line is written under a lock on the file itself and synced. A line torn by a crash stays,
 * and the next one begins on a line of its own.
 */
final class AuditLog {

  /** A line was written and could not be synced. */
  static final class NotDurableException extends IOException {

    private static final long serialVersionUID = 1;

    NotDurableException(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }

  static final String FILE = "state/audit.jsonl";

  private static final int MODE = 0640;

  private final ConfigDirectory directory;
  private final LockTable locks;
  private final Actor actor;
  private final InstantSource clock;

  AuditLog(ConfigDirectory directory, LockTable locks, Actor actor, InstantSource clock) {
    this.directory = directory;
    this.locks = locks;
    this.actor = actor;
    this.clock = clock;
  }

  /**
   * Appends a line, durably.
   *
   * @param verb what was done, such as {@code token create}
   * @param target the id of what it was done to
   * @param reason why, in the operator's words; null if nobody said
   * @throws NotDurableException if the line may be there, but not to stay
   * @throws IOException if there is no line
   * @throws BusyException if somebody else keeps the file locked
   */
  void append(String verb, String target, @Nullable String reason) throws IOException {
    append(verb, target, "done", reason(reason));
  }

  /**
   * Appends a line about what is no change of a file, durably.
   *
   * @param details further fields, a text or a list of texts each
   * @throws IOException if it is not there to stay
   * @throws BusyException if somebody else keeps the file locked
   */
  void appendDetails(String verb, String target, Map<String, ?> details) throws IOException {
    append(verb, target, "done", details);
  }

  private static Map<String, ?> reason(@Nullable String reason) {
    return reason == null ? Map.of() : Map.of("reason", reason);
  }

  /** Appends that the last line about the same does not hold, durably. */
  void retract(String verb, String target) throws IOException {
    append(verb, target, "undone", Map.of());
  }

  private void append(String verb, String target, String outcome, Map<String, ?> details)
      throws IOException {
    Path file = directory.resolve(FILE);
    Path parent = Objects.requireNonNull(file.getParent());
    directory.createSubdirectory(parent);
    boolean isNew = FileStatus.of(file) == null;
    // Two changes under different locks may both be here.
    try (Flock _ = locks.waitFor(file, MODE)) {
      if (isNew) {
        ConfigDirectory.sync(parent); // before the line is there: a failure must leave none
      }
      byte[] line = line(verb, target, outcome, details, endsWithinLine(file));
      try (FileChannel channel =
          NoFollow.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
        writeDurably(channel, line);
      }
    }
  }

  private static void writeDurably(FileChannel channel, byte[] line) throws NotDurableException {
    try {
      if (channel.write(ByteBuffer.wrap(line)) != line.length) {
        throw new IOException("audit line cut short");
      }
      channel.force(true);
    } catch (IOException e) {
      throw new NotDurableException(e);
    }
  }

  private static boolean endsWithinLine(Path file) throws IOException {
    try (FileChannel channel = NoFollow.open(file, StandardOpenOption.READ)) {
      ByteBuffer last = ByteBuffer.allocate(1);
      long size = channel.size();
      return size > 0 && channel.read(last, size - 1) == 1 && last.get(0) != '\n';
    }
  }

  private byte[] line(
      String verb, String target, String outcome, Map<String, ?> details, boolean onNewLine) {
    ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    if (onNewLine) {
      line.write('\n');
    }
    try (JsonGenerator json =
        new JsonFactory().createGenerator(ObjectWriteContext.empty(), line, JsonEncoding.UTF8)) {
      json.writeStartObject();
      json.writeStringProperty("time", Rfc3339.of(clock.instant()));
      json.writeNumberProperty("uid", actor.uid());
      json.writeStringProperty("user", actor.user());
      if (actor.sudoUser() != null) {
        json.writeStringProperty("sudo_user", actor.sudoUser());
      }
      json.writeStringProperty("verb", verb);
      json.writeStringProperty("target", target);
      json.writeStringProperty("outcome", outcome);
      details.forEach((name, values) -> write(json, name, values));
      json.writeEndObject();
    }
    line.write('\n');
    return line.toByteArray();
  }

  private static void write(JsonGenerator json, String name, Object value) {
    if (value instanceof List<?> texts) {
      json.writeName(name);
      json.writeStartArray();
      texts.forEach(text -> json.writeString(String.valueOf(text)));
      json.writeEndArray();
    } else {
      json.writeStringProperty(name, String.valueOf(value));
    }
  }
}
