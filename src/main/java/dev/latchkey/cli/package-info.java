/** The command {@code admin}: its tree, its terminal, its completion, its words for failures. */
@NullMarked
package dev.latchkey.cli;

import org.jspecify.annotations.NullMarked;
