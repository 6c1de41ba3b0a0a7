/** Lines of the command's own shell: reading, editing, splitting and remembering them. */
@NullMarked
package dev.latchkey.cli.shell;

import org.jspecify.annotations.NullMarked;
