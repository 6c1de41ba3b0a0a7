/** What a server asks about callers and tables, from memory where it can. */
@NullMarked
package dev.latchkey.iam;

import org.jspecify.annotations.NullMarked;
