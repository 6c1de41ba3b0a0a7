package dev.latchkey.cli.output;

import dev.latchkey.cli.command.Answer;
import dev.latchkey.cli.command.CommandException;
import dev.latchkey.store.Secret;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/**
 * Answers and errors as JSON, one document a line; where a terminal shows nothing else, in ASCII.
 */
final class JsonFormat {

  /** The one character of ASCII that JSON does not escape and a terminal does not show. */
  private static final byte DELETE = 0x7f;

  private JsonFormat() {}

  static void write(Answer answer, OutputStream out, boolean ascii) {
    generate(out, ascii, json -> writeObject(answer, json));
  }

  static void writeAll(List<Answer> answers, OutputStream out, boolean ascii) {
    generate(
        out,
        ascii,
        json -> {
          json.writeStartArray();
          answers.forEach(answer -> writeObject(answer, json));
          json.writeEndArray();
        });
  }

  /** The object that stands for an error, without a line end. */
  static String error(CommandException e, boolean ascii) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    generate(
        out,
        ascii,
        json -> {
          json.writeStartObject();
          json.writeName("error");
          json.writeStartObject();
          json.writeStringProperty("code", e.code().word());
          json.writeNumberProperty("exit", e.exit().code());
          json.writeStringProperty("message", e.text());
          if (e.hint() != null) {
            json.writeStringProperty("hint", e.hint());
          }
          json.writeEndObject();
          json.writeEndObject();
        });
    return out.toString(StandardCharsets.UTF_8).stripTrailing();
  }

  /**
   * The same JSON for a terminal: characters that would drive it, or reorder what is read on it,
   * are written as escapes.
   */
  static void forTerminal(byte[] json, ByteArrayOutputStream out) {
    if (isAscii(json)) {
      out.writeBytes(json); // as a secret of ours is, so that no copy of it stays behind
      return;
    }
    StringBuilder safe = new StringBuilder();
    new String(json, StandardCharsets.UTF_8)
        .codePoints()
        .forEach(
            c -> {
              if (c == '\n' || TerminalText.isPrintable(c)) {
                safe.appendCodePoint(c);
              } else {
                for (char unit : Character.toChars(c)) {
                  safe.append(String.format("\\u%04X", (int) unit));
                }
              }
            });
    out.writeBytes(safe.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static boolean isAscii(byte[] json) {
    for (byte b : json) {
      if (b < 0 || b == DELETE) {
        return false;
      }
    }
    return true;
  }

  private static void generate(OutputStream out, boolean ascii, Consumer<JsonGenerator> content) {
    JsonFactory factory =
        ascii
            ? JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build()
            : new JsonFactory();
    try (JsonGenerator json =
        factory.createGenerator(ObjectWriteContext.empty(), out, JsonEncoding.UTF8)) {
      content.accept(json);
      json.writeRaw('\n');
    }
  }

  private static void writeObject(Answer answer, JsonGenerator json) {
    json.writeStartObject();
    for (Answer.Field field : answer.fields()) {
      // Not a pattern switch, which spins classes when it is first met.
      if (field.json() instanceof String text) {
        json.writeStringProperty(field.name(), text);
      } else if (field.json() instanceof Boolean truth) {
        json.writeBooleanProperty(field.name(), truth);
      } else if (field.json() instanceof Long number) {
        json.writeNumberProperty(field.name(), number);
      } else if (field.json() instanceof Double number) {
        json.writeNumberProperty(field.name(), number);
      } else if (field.json() instanceof List<?> values) {
        json.writeName(field.name());
        writeList(values, json);
      } else if (field.json() instanceof Secret secret) {
        json.writeName(field.name());
        secret.useExposedBytes(bytes -> json.writeUTF8String(bytes, 0, bytes.length));
      } else if (field.json() != null) {
        throw new IllegalStateException("no JSON for field " + field.name());
      }
    }
    json.writeEndObject();
  }

  private static void writeList(List<?> values, JsonGenerator json) {
    json.writeStartArray();
    for (Object value : values) {
      if (value instanceof Answer answer) {
        writeObject(answer, json);
      } else {
        json.writeString(String.valueOf(value));
      }
    }
    json.writeEndArray();
  }
}
