/**
 * {@code scripts/faults}: what each verb leaves when it is killed, when its calls fail, and when
 * the host breaks under it.
 */
@NullMarked
package dev.latchkey.process.faults;

import org.jspecify.annotations.NullMarked;
