/** The command {@code admin}: its tree, its completion, its secrets, its words for failures. */
@NullMarked
package dev.latchkey.cli;

import org.jspecify.annotations.NullMarked;
