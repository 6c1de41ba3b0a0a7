package dev.latchkey.cli.command;

/**
 * A line of an answer that is text.
 *
 * @param tone what its beginning means
 * @param head the beginning
 * @param rest what follows it
 */
public record Line(Tone tone, String head, String rest) {}
