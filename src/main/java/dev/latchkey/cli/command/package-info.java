/** The nouns of the command, one file each, and what a verb is given to work with. */
@NullMarked
package dev.latchkey.cli.command;

import org.jspecify.annotations.NullMarked;
