/**
 * What of the process the command uses: its environment, streams and terminal, which tests replace.
 */
@NullMarked
package dev.latchkey.cli.host;

import org.jspecify.annotations.NullMarked;
