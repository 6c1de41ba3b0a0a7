/** How answers, notices and errors are written: as text that fits the terminal, or as JSON. */
@NullMarked
package dev.latchkey.cli.output;

import org.jspecify.annotations.NullMarked;
