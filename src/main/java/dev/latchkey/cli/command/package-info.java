/** Nouns and verbs without one, a file each, and what a verb is given to work with. */
@NullMarked
package dev.latchkey.cli.command;

import org.jspecify.annotations.NullMarked;
