/** Benchmarks that print the tables of the README; {@code scripts/bench} runs them. */
@NullMarked
package dev.latchkey.bench;

import org.jspecify.annotations.NullMarked;
