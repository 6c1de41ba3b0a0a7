/** The command {@code admin}: its tree, its terminal, its words for what goes wrong. */
@NullMarked
package dev.latchkey.cli;

import org.jspecify.annotations.NullMarked;
