/** Caches that refresh themselves behind, and can be emptied in every process of the host. */
@NullMarked
package dev.latchkey.cache;

import org.jspecify.annotations.NullMarked;
