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
   * @param tone what it means to a person
   * @param spare where a table does not fit, the fields with the highest number are left out first,
   *     those with 0 never
   * @param isFreeText whether a person wrote it and it may be cut where it does not fit
   */
  public record Field(
      String name,
      @Nullable Object json,
      @Nullable Object text,
      Tone tone,
      int spare,
      boolean isFreeText) {

    /** Whether it is a number to a person as well. */
    public boolean isNumber() {
      return json instanceof Long number && number.toString().equals(text);
    }
  }

  /** Free text is left out before anything else. */
  private static final int FREE_TEXT = Integer.MAX_VALUE;

  private final List<Field> fields = new ArrayList<>();

  /**
   * Adds a text that is the same in both forms; one that is null is empty in text, absent in JSON.
   */
  public Answer with(String name, @Nullable String value) {
    add(name, value, value == null ? "" : value);
    return this;
  }

  /** Adds a text that is different in both forms; one that is null is left out of that form. */
  public Answer with(String name, @Nullable String json, @Nullable String text) {
    add(name, json, text);
    return this;
  }

  /** Adds a number, and how a person reads it. */
  public Answer withNumber(String name, long number, String text) {
    add(name, number, text);
    return this;
  }

  /** Adds a number that is the same in both forms. */
  public Answer withNumber(String name, long number) {
    return withNumber(name, number, Long.toString(number));
  }

  /** Adds a number that is not whole, and that only JSON has. */
  public Answer withFraction(String name, double number) {
    add(name, number, null);
    return this;
  }

  /** Adds texts that only JSON has. */
  public Answer withTexts(String name, List<String> texts) {
    add(name, List.copyOf(texts), null);
    return this;
  }

  /** Adds things that only JSON has. */
  public Answer withAll(String name, List<Answer> answers) {
    add(name, List.copyOf(answers), null);
    return this;
  }

  /** Adds a time that only JSON has. */
  public Answer withTimeJsonOnly(String name, Instant time) {
    add(name, time.getEpochSecond(), null);
    return this;
  }

  /**
   * Adds a time: seconds since 1970 in JSON, 0 for never; in text the time, and for a person how
   * long that is from now.
   */
  public Answer withTime(String name, @Nullable Instant time) {
    long seconds = time == null ? 0 : time.getEpochSecond();
    add(name, seconds, time == null ? "never" : time);
    return this;
  }

  /** Adds a truth value that only JSON has. */
  public Answer withJsonOnly(String name, boolean value) {
    add(name, value, null);
    return this;
  }

  /** Adds the one thing that is printed alone in text, and as a field in JSON. */
  public Answer withSecret(String name, Secret secret) {
    add(name, secret, secret);
    return this;
  }

  /** Adds what a person wrote, which may be cut; null as in {@link #with(String, String)}. */
  public Answer withFreeText(String name, @Nullable String value) {
    fields.add(new Field(name, value, value == null ? "" : value, Tone.PLAIN, FREE_TEXT, true));
    return this;
  }

  /** Says what the last field means to a person. */
  public Answer toned(Tone tone) {
    Field last = fields.removeLast();
    fields.add(
        new Field(last.name(), last.json(), last.text(), tone, last.spare(), last.isFreeText()));
    return this;
  }

  /**
   * Says that the last field can be left out of a table that does not fit.
   *
   * @param spare those with the highest number are left out first
   */
  public Answer spared(int spare) {
    Field last = fields.removeLast();
    fields.add(
        new Field(last.name(), last.json(), last.text(), last.tone(), spare, last.isFreeText()));
    return this;
  }

  private void add(String name, @Nullable Object json, @Nullable Object text) {
    fields.add(new Field(name, json, text, Tone.PLAIN, 0, false));
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
