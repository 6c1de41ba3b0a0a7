package dev.latchkey.cli.command;

import org.jspecify.annotations.Nullable;

/**
 * Where a completion script is now.
 *
 * @param file its path
 * @param changed false if it was there already, just so
 * @param hint what is left to do by hand, null if nothing
 */
public record InstalledCompletion(String file, boolean changed, @Nullable String hint) {}
