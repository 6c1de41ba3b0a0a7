/** What the kinds of secrets share: a directory of files that change atomically under locks. */
@NullMarked
package dev.latchkey.store;

import org.jspecify.annotations.NullMarked;
