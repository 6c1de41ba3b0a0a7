package dev.latchkey.cli.shell;

/**
 * What a word can become.
 *
 * @param value the whole word, without quotation marks
 * @param description what it is, in a line, or empty
 * @param isWhole whether another word follows; a directory, for instance, can go on
 */
public record Suggestion(String value, String description, boolean isWhole) {}
