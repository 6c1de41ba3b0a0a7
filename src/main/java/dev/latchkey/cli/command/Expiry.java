package dev.latchkey.cli.command;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When something ends, as an operator wrote it.
 *
 * @param time null for never
 */
public record Expiry(@Nullable Instant time) {}
