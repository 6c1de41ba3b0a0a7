/** Tests that run the packaged command as the system runs it: as real processes on real files. */
@NullMarked
package dev.latchkey.process;

import org.jspecify.annotations.NullMarked;
