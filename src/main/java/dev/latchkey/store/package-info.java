/**
 * What the kinds of secrets share: a directory of files that change atomically under locks, and the
 * run directory through which the processes of a host learn of changes.
 */
@NullMarked
package dev.latchkey.store;

import org.jspecify.annotations.NullMarked;
