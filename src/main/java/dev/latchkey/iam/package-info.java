/**
 * What a server asks about callers and tables: its stores, the caches in front of them, a catalog
 * in files, and what each change of a catalog makes stale.
 */
@NullMarked
package dev.latchkey.iam;

import org.jspecify.annotations.NullMarked;
