package dev.latchkey.cli.command;

import dev.latchkey.store.Secret;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a command answers with, as named fields: an object in JSON, lines or a row in
 * text.
 *
 * <p>A field can look different in both, and can be left out of either. Not thread-safe.
 */
public final class Answer {

  /**
   * A field.
   *
   * @param name its name in both forms
   * @param json a {@link String}, {@link Long}, {@link Double}, {@link Boolean} or {@link Secret},
   *     or a list of texts or of answers; null to leave the field out of JSON
   * @param text what a person reads, empty for nothing; null to leave the field out of text
   */
  public record Field(String name, @Nullable Object json, @Nullable Object text) {}

  private final List<Field> fields = new ArrayList<>();

  /**
   * Adds a text that is the same in both forms; one that is null is empty in text, absent in JSON.
   */
  public Answer with(String name, @Nullable String value) {
    fields.add(new Field(name, value, value == null ? "" : value));
    return this;
  }

  /** Adds a text that is different in both forms; one that is null is left out of that form. */
  public Answer with(String name, @Nullable String json, @Nullable String text) {
    fields.add(new Field(name, json, text));
    return this;
  }

  /** Adds a number, and how a person reads it. */
  public Answer withNumber(String name, long number, String text) {
    fields.add(new Field(name, number, text));
    return this;
  }

  /** Adds a number that is the same in both forms. */
  public Answer withNumber(String name, long number) {
    return withNumber(name, number, Long.toString(number));
  }

  /** Adds a number that is not whole, and that only JSON has. */
  public Answer withFraction(String name, double number) {
    fields.add(new Field(name, number, null));
    return this;
  }

  /** Adds texts that only JSON has. */
  public Answer withTexts(String name, List<String> texts) {
    fields.add(new Field(name, List.copyOf(texts), null));
    return this;
  }

  /** Adds things that only JSON has. */
  public Answer withAll(String name, List<Answer> answers) {
    fields.add(new Field(name, List.copyOf(answers), null));
    return this;
  }

  /** Adds a time that only JSON has. */
  public Answer withTimeJsonOnly(String name, Instant time) {
    fields.add(new Field(name, time.getEpochSecond(), null));
    return this;
  }

  /** Adds a time: seconds since 1970 in JSON, 0 for never; a local time in text. */
  public Answer withTime(String name, @Nullable Instant time) {
    long seconds = time == null ? 0 : time.getEpochSecond();
    fields.add(new Field(name, seconds, time == null ? "never" : time));
    return this;
  }

  /** Adds a truth value that only JSON has. */
  public Answer withJsonOnly(String name, boolean value) {
    fields.add(new Field(name, value, null));
    return this;
  }

  /** Adds the one thing that is printed alone in text, and as a field in JSON. */
  public Answer withSecret(String name, Secret secret) {
    fields.add(new Field(name, secret, secret));
    return this;
  }

  /** The fields, in the order in which they were added. */
  public List<Field> fields() {
    return List.copyOf(fields);
  }

  /** The names only: a field may be a secret. */
  @Override
  public String toString() {
    return "Answer" + fields.stream().map(Field::name).toList();
  }
}
